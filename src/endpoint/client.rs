//! The client itself: who this browser is, its sessions, the instance's environment.

use super::{Method, Request};

/// `POST /v1/dev_browser`: a development instance's stand-in for the client cookie.
pub(crate) fn create_dev_browser() -> Request {
    Request::new(Method::Post, &["dev_browser"])
}

/// `GET /v1/client`.
pub(crate) fn get() -> Request {
    Request::new(Method::Get, &["client"])
}

/// The environment: a development instance is touched (`PATCH`), a production instance is read.
pub(crate) fn environment(development: bool) -> Request {
    Request::new(if development { Method::Patch } else { Method::Get }, &["environment"])
}

/// `POST /v1/client/sessions/{session}/tokens`, or `…/tokens/{template}` for a token made from a template, which
/// takes no form.
pub(crate) fn create_token(params: &GetTokenParams) -> Request {
    let session = ["client", "sessions", &params.session_id, "tokens"];
    let mut request = match &params.template {
        Some(template) => return Request::new(Method::Post, &[&session[..], &[template]].concat()),
        None => Request::new(Method::Post, &session),
    };
    // Always named; empty stands for the personal account.
    request.form.push("organization_id", params.organization_id.as_deref().unwrap_or_default());
    if let Some(state) = &params.tab_state {
        request.form.push("tab_state", state);
    }
    if params.skip_cache {
        request.query.push("debug", "skip_cache");
    }
    request
}

/// Which session token is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GetTokenParams {
    /// The session that the token is of.
    pub(crate) session_id: String,
    /// The name of a JWT template; `None` for the session token itself.
    pub(crate) template: Option<String>,
    /// The organization that the token speaks for; `None` for the personal account.
    pub(crate) organization_id: Option<String>,
    /// `focused`, `visible` or `hidden`; `None` where there is no document.
    pub(crate) tab_state: Option<String>,
    /// Asks the server for a new token even when the one at hand is still good.
    pub(crate) skip_cache: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_token_is_asked_for_as_clerk_js_asks() {
        let tab_state = Some("focused".into());
        let params = GetTokenParams { session_id: "sess_1".into(), tab_state, ..Default::default() };
        let personal = create_token(&params);
        assert_eq!(personal.path, "/client/sessions/sess_1/tokens");
        assert_eq!((personal.query.as_str(), personal.form.as_str()), ("", "organization_id=&tab_state=focused"));

        let params =
            GetTokenParams { organization_id: Some("org_1".into()), tab_state: None, skip_cache: true, ..params };
        let fresh = create_token(&params);
        assert_eq!((fresh.query.as_str(), fresh.form.as_str()), ("debug=skip_cache", "organization_id=org_1"));

        let params = GetTokenParams { template: Some("a/b".into()), ..params };
        let templated = create_token(&params);
        assert_eq!(templated.path, "/client/sessions/sess_1/tokens/a%2Fb");
        assert_eq!((templated.query.as_str(), templated.form.as_str()), ("", ""));
    }
}
