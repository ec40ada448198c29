//! What the published descriptions define about filters, metadata, logos and names, and calls that are not implemented.

use super::*;

#[test]
fn published_status_filters_are_accepted_even_if_no_invitation_has_that_status() {
    let server = Server::start();
    let admin = server.admin();
    let list = server.invitations();
    for status in ["completed", "invalid"] {
        assert_eq!(
            admin.get(&format!("{list}?status={status}")).expect_ok(),
            json!({ "data": [], "total_count": 0 })
        );
        let mine = admin.get(&format!("/v1/me/organization_invitations?status={status}")).expect_ok();
        assert_eq!(mine["total_count"], 0);
        // The Backend API's description does not have them.
        let path = format!("{list}?status={status}");
        server.program().get(&path).expect_error(422, "form_param_value_invalid");
    }
    let both = admin.get(&format!("{list}?status=completed&status=revoked&limit=500")).expect_ok();
    assert!(!both["data"].as_array().unwrap().is_empty());
    assert!(column(&both, "status").iter().all(|status| status == "revoked"));
    let domains =
        format!("/v1/organizations/{}/domains?enrollment_mode=enterprise_sso", server.organization_id());
    assert_eq!(admin.get(&domains).expect_ok(), json!({ "data": [], "total_count": 0 }));
    server.stop();
}

#[test]
fn metadata_is_empty_after_it_is_replaced_by_null() {
    let server = Server::start();
    let program = server.program();
    let organization = format!("/v1/organizations/{}", server.organization_id());
    let user = format!("/v1/users/{}", server.instance["admin"]["userId"].as_str().unwrap());
    for path in [organization, user] {
        let metadata = format!("{path}/metadata");
        program.put(&metadata, &json!({ "public_metadata": { "a": 1 } })).expect_bare();
        let nothing = json!({ "public_metadata": null, "private_metadata": null });
        let shown = program.put(&metadata, &nothing).expect_bare();
        assert_eq!((&shown["public_metadata"], &shown["private_metadata"]), (&json!({}), &json!({})));
    }
    server.stop();
}

#[test]
fn deleting_an_organization_through_either_api_removes_its_logo() {
    let server = Server::start();
    let admin = server.admin();
    for api in ["frontend", "backend"] {
        let made = admin.post("/v1/organizations", &format!("name={api}")).expect_ok();
        let path = format!("/v1/organizations/{}", made["id"].as_str().unwrap());
        let logo = [("origin", "http://localhost:3000"), ("content-type", "application/octet-stream")];
        let answer = admin.send_with("PUT", &format!("{path}/logo"), &logo, Some("R0lGODlhAQABAAAAACw="));
        let url = answer.expect_ok()["image_url"].as_str().unwrap().to_owned();
        let content_type =
            || send("GET", &url, &[], None).unwrap().header("content-type").unwrap().to_owned();
        assert_eq!(content_type(), "image/gif");
        if api == "frontend" {
            admin.send("DELETE", &path, None).expect_ok();
        } else {
            server.program().delete(&path).expect_bare();
        }
        assert_eq!(content_type(), "image/svg+xml", "the generated image without an upload");
    }
    server.stop();
}

#[test]
fn letter_case_never_creates_a_second_address() {
    for duplicate in ["refuse", "replace"] {
        let server =
            Server::with_settings(&[("backend_duplicate_invitation", duplicate), ("rate_limits", "false")]);
        let (program, list) = (server.program(), server.invitations());
        for (capitals, lower) in [
            ("First.Last@Example.com", "first.last@example.com"),
            ("ÜBER@Bücher.Example", "über@bücher.example"),
        ] {
            let invite = |address: &str| json!({ "email_address": address, "role": "org:member" });
            let first = program.post(&list, &invite(capitals)).expect_bare();
            assert_eq!(first["email_address"], lower, "stored in lower case");
            let again = program.post(&list, &invite(lower));
            match duplicate {
                "refuse" => {
                    again.expect_error(400, "organization_invitation_not_unique");
                }
                _ => assert_ne!(again.expect_bare()["id"], first["id"]),
            }
            program
                .post(&format!("{list}/bulk"), &json!([invite(capitals), invite(lower)]))
                .expect_error(422, "form_param_duplicate");
            let encoded = |text: &str| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
            };
            let found = program
                .get(&format!("{list}?status=pending&email_address={}", encoded(&capitals.to_uppercase())))
                .expect_bare();
            assert_eq!(
                (column(&found, "email_address"), &found["total_count"]),
                (vec![lower.to_owned()], &json!(1))
            );
            let part = lower.split('@').next().unwrap().to_uppercase();
            let found = program
                .get(&format!("/v1/organization_invitations?status=pending&query={}", encoded(&part)))
                .expect_bare();
            assert_eq!(column(&found, "email_address"), [lower]);

            // Signs up in the other letter case while signed out. After that the link is no longer valid.
            let link = server.outbox().pop().unwrap()["link"].as_str().unwrap().to_owned();
            let ticket = link.split("ticket=").nth(1).unwrap();
            let browser = server.browser();
            let form = format!(
                "strategy=ticket&ticket={ticket}&email_address={}&password={PASSWORD}",
                encoded(capitals)
            );
            assert_eq!(browser.post("/v1/client/sign_ups", &form).expect_ok()["status"], "complete");
            program
                .post(&list, &invite(&capitals.to_uppercase()))
                .expect_error(400, "already_a_member_in_organization");
            program
                .post("/v1/users", &json!({ "email_address": [capitals] }))
                .expect_error(422, "form_identifier_exists");
            let users = program.get(&format!("/v1/users?email_address={}", encoded(capitals))).expect_bare();
            assert_eq!(users.as_array().unwrap().len(), 1);
            let of_user = format!("/v1/users/{}/organization_memberships", users[0]["id"].as_str().unwrap());
            assert_eq!(program.get(&of_user).expect_bare()["total_count"], 1);
        }
        // The same applies to usernames and names.
        let named = json!({ "email_address": ["n@x.io"], "username": "Zoe_1", "first_name": "Ünal" });
        program.post("/v1/users", &named).expect_bare();
        program
            .post("/v1/users", &json!({ "email_address": ["m@x.io"], "username": "ZOE_1" }))
            .expect_error(422, "form_identifier_exists");
        for query in ["query=%C3%BCNAL", "name_query=%C3%BCnal", "username=zOE_1"] {
            let found = program.get(&format!("/v1/users?{query}")).expect_bare();
            assert_eq!(found.as_array().unwrap().len(), 1, "{query}");
        }
        server.stop();
    }
}

#[test]
fn a_filter_with_brackets_selects_the_named_rows_only() {
    let server = Server::start();
    let program = server.program();
    let member = &server.instance["member"];
    let (id, address) = (member["userId"].as_str().unwrap(), member["emailAddress"].as_str().unwrap());
    user(&server, &["qa+clerk_test@example.com"]);
    let found = |query: &str| {
        let users = program.get(&format!("/v1/users?{query}")).expect_bare();
        let address = |user: &Value| user["email_addresses"][0]["email_address"].as_str().unwrap().to_owned();
        users.as_array().unwrap().iter().map(address).collect::<Vec<_>>()
    };
    for name in ["email_address[]", "email_address%5B%5D", "email_address", "email_address[0]"] {
        assert_eq!(found(&format!("{name}={address}")), [address], "{name}");
        assert!(found(&format!("{name}=nobody@example.com")).is_empty(), "{name}");
    }
    for name in ["user_id[]", "user_id[0]", "user_id"] {
        assert_eq!(found(&format!("{name}={id}")), [address], "{name}");
    }
    assert_eq!(found("email_address=qa+clerk_test@example.com"), ["qa+clerk_test@example.com"]);
    assert_eq!(
        program.get(&format!("/v1/users/count?email_address[]={address}")).expect_bare()["total_count"],
        1
    );
    let page = program.get(&format!("{}?status[]=pending&limit=500", server.invitations())).expect_bare();
    assert!(column(&page, "status").iter().all(|status| status == "pending"));
    server.stop();
}

#[test]
fn an_operation_that_is_not_implemented_answers_501_and_names_itself() {
    let server = Server::start();
    let refused =
        server.program().get("/v1/phone_numbers/idn_1").expect_error(501, "operation_not_implemented");
    let text = refused["long_message"].as_str().unwrap();
    assert!(text.contains("GET /v1/phone_numbers/{phone_number_id} (GetPhoneNumber)"), "{text}");
    let admin = server.admin();
    admin
        .post("/v1/me/phone_numbers", "phone_number=%2B15551234567")
        .expect_error(501, "operation_not_implemented");
    admin.get("/v1/nothing").expect_error(404, "resource_not_found");
    admin.send("PUT", "/v1/me", None).expect_error(405, "method_not_allowed");
    server.stop();
}
