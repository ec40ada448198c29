//! An organization's invitations: `/v1/organizations/{organization}/invitations`.

use super::{Method, Request};
use crate::params::GetInvitationsParams;
use crate::wire::encoding::{Pairs, digits};

/// `GET …/invitations`: other parameters first, then `limit` and `offset`, which are always sent.
pub(crate) fn list(organization_id: &str, params: GetInvitationsParams) -> Request {
    let mut request = Request::new(Method::Get, &["organizations", organization_id, "invitations"]);
    let offset = params.offset();
    request.query = params.filters;
    request.query.push("limit", &digits(params.page_size));
    request.query.push("offset", &digits(offset));
    request
}

/// `POST …/invitations`.
pub(crate) fn create(organization_id: &str, form: Pairs) -> Request {
    Request { form, ..Request::new(Method::Post, &["organizations", organization_id, "invitations"]) }
}

/// `POST …/invitations/bulk`: the addresses as one repeated field, one role for all.
pub(crate) fn create_bulk(organization_id: &str, form: Pairs) -> Request {
    Request { form, ..Request::new(Method::Post, &["organizations", organization_id, "invitations", "bulk"]) }
}

/// `POST …/invitations/{invitation}/revoke`, without a body.
pub(crate) fn revoke(organization_id: &str, invitation_id: &str) -> Request {
    Request::new(Method::Post, &["organizations", organization_id, "invitations", invitation_id, "revoke"])
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::params::{InviteMemberParams, InviteMembersParams};

    #[test]
    fn a_list_sends_the_query_that_clerk_js_sends() {
        let page =
            |initial_page, page_size| GetInvitationsParams { initial_page, page_size, ..Default::default() };
        for (params, expected) in [
            (GetInvitationsParams::default(), "limit=10&offset=0"),
            (page(2, 5).status(["pending", "revoked"]), "status=pending&status=revoked&limit=5&offset=5"),
            (page(1, 10).status(["pending"]), "status=pending&limit=10&offset=0"),
            // An empty list is an empty value, not an absent one (seen in clerk-js 6.40).
            (page(1, 10).status([]), "status=&limit=10&offset=0"),
        ] {
            assert_eq!(list("org_1", params).query.as_str(), expected);
        }
    }

    #[test]
    fn a_comma_in_a_value_stays_in_the_value() {
        let params = GetInvitationsParams::default().filter("query", "a,b");
        assert_eq!(list("org_1", params).query.as_str(), "query=a%2Cb&limit=10&offset=0");
    }

    #[test]
    fn an_invitation_is_a_form_with_the_address_as_given() {
        let request = create(
            "org_1",
            InviteMemberParams { email_address: "A+b@x.io".into(), role: "org:member".into() }.form(),
        );
        assert_eq!(request.path, "/organizations/org_1/invitations");
        assert_eq!(request.form.as_str(), "email_address=A%2Bb%40x.io&role=org%3Amember");
    }

    #[test]
    fn a_bulk_invitation_repeats_the_address_field() {
        let email_addresses = vec!["a@x.io".into(), "b@x.io".into()];
        let params = InviteMembersParams { email_addresses, role: "org:admin".into() };
        let request = create_bulk("org_1", params.form());
        assert_eq!(request.path, "/organizations/org_1/invitations/bulk");
        assert_eq!(request.form.as_str(), "email_address=a%40x.io&email_address=b%40x.io&role=org%3Aadmin");
    }

    #[test]
    fn an_id_from_outside_never_leaves_its_path_segment() {
        let request = revoke("../../client", "x/../y?z#");
        assert_eq!(request.path, "/organizations/..%2F..%2Fclient/invitations/x%2F..%2Fy%3Fz%23/revoke");
        assert_eq!(revoke("..", ".").path, "/organizations/%252E%252E/invitations/%252E/revoke");
        assert_eq!(revoke("org_1", "orginv_1").form.as_str(), "");
    }
}
