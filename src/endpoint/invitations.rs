//! An organization's invitations: `/v1/organizations/{organization}/invitations`.

use super::{Method, Request, path};
use crate::params::{GetInvitationsParams, InviteMemberParams, InviteMembersParams};

/// `GET …/invitations`: other parameters first, then `limit` and `offset`, which are always sent.
pub(crate) fn list(organization_id: &str, params: &GetInvitationsParams) -> Request {
    let mut request = Request::new(Method::Get, path(&["organizations", organization_id, "invitations"]));
    let status = params.status.iter().map(|values| ("status", values));
    let others = params.others.iter().map(|(name, values)| (name.as_str(), values));
    for (name, values) in status.chain(others) {
        if values.is_empty() {
            // An empty list is an empty value, not an absent one (seen in clerk-js 6.40).
            request.query.push((name.into(), String::new()));
        }
        for value in values {
            request.query.push((name.into(), value.clone()));
        }
    }
    request.query.push(("limit".into(), params.page_size.to_string()));
    request.query.push(("offset".into(), params.offset().to_string()));
    request
}

/// `POST …/invitations`.
pub(crate) fn create(organization_id: &str, params: &InviteMemberParams) -> Request {
    Request::new(Method::Post, path(&["organizations", organization_id, "invitations"]))
        .field("email_address", &params.email_address)
        .field("role", &params.role)
}

/// `POST …/invitations/bulk`: the addresses as one repeated field, one role for all.
pub(crate) fn create_bulk(organization_id: &str, params: &InviteMembersParams) -> Request {
    let mut request =
        Request::new(Method::Post, path(&["organizations", organization_id, "invitations", "bulk"]));
    for address in &params.email_addresses {
        request = request.field("email_address", address);
    }
    request.field("role", &params.role)
}

/// `POST …/invitations/{invitation}/revoke`, without a body.
pub(crate) fn revoke(organization_id: &str, invitation_id: &str) -> Request {
    Request::new(
        Method::Post,
        path(&["organizations", organization_id, "invitations", invitation_id, "revoke"]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::encoding::form;

    fn query(params: GetInvitationsParams) -> String {
        form(&list("org_1", &params).query)
    }

    fn strings(values: &[&str]) -> Vec<String> {
        values.iter().map(|v| v.to_string()).collect()
    }

    #[test]
    fn a_list_sends_the_query_that_clerk_js_sends() {
        let plain = GetInvitationsParams::default;
        for (params, expected) in [
            (plain(), "limit=10&offset=0"),
            (
                GetInvitationsParams {
                    initial_page: 2,
                    page_size: 5,
                    status: Some(strings(&["pending", "revoked"])),
                    ..plain()
                },
                "status=pending&status=revoked&limit=5&offset=5",
            ),
            (
                GetInvitationsParams { status: Some(strings(&["pending"])), ..plain() },
                "status=pending&limit=10&offset=0",
            ),
            (GetInvitationsParams { status: Some(vec![]), ..plain() }, "status=&limit=10&offset=0"),
        ] {
            assert_eq!(query(params), expected);
        }
    }

    #[test]
    fn a_comma_in_a_value_stays_in_the_value() {
        let params = GetInvitationsParams {
            others: vec![("query".into(), strings(&["a,b"]))],
            ..GetInvitationsParams::default()
        };
        assert_eq!(query(params), "query=a%2Cb&limit=10&offset=0");
    }

    #[test]
    fn an_invitation_is_a_form_with_the_address_as_given() {
        let request =
            create("org_1", &InviteMemberParams { email_address: "A+b@x.io".into(), role: "org:member".into() });
        assert_eq!(request.path, "/organizations/org_1/invitations");
        assert_eq!(form(&request.form), "email_address=A%2Bb%40x.io&role=org%3Amember");
    }

    #[test]
    fn a_bulk_invitation_repeats_the_address_field() {
        let request = create_bulk(
            "org_1",
            &InviteMembersParams { email_addresses: strings(&["a@x.io", "b@x.io"]), role: "org:admin".into() },
        );
        assert_eq!(request.path, "/organizations/org_1/invitations/bulk");
        assert_eq!(form(&request.form), "email_address=a%40x.io&email_address=b%40x.io&role=org%3Aadmin");
    }

    #[test]
    fn an_id_from_outside_never_leaves_its_path_segment() {
        let request = revoke("../../client", "x/../y?z#");
        assert_eq!(request.path, "/organizations/..%2F..%2Fclient/invitations/x%2F..%2Fy%3Fz%23/revoke");
        assert_eq!(revoke("..", ".").path, "/organizations/%252E%252E/invitations/%252E/revoke");
        assert!(request.form.is_empty() && request.query.is_empty());
    }
}
