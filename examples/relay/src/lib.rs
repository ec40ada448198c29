//! The server's end of `new Clerk(key, { invitationRelay })` as an axum handler. It invites through the Backend API for
//! callers with the permission to invite. Its answers are those of the npm package's `clerk-organization/relay`.
//!
//! ```no_run
//! # fn app() -> Result<axum::Router, Box<dyn std::error::Error>> {
//! use axum::Router;
//! use clerk_invitation_relay::{Config, RelayedInvitation, invitation_relay};
//!
//! let relay = invitation_relay(Config {
//!     secret_key: std::env::var("CLERK_SECRET_KEY")?,
//!     allowed_origins: vec!["https://app.example".to_owned()], // for CORS, and for the tokens
//!     prepare: Box::new(|params, _session| Ok(RelayedInvitation { public_metadata: None, ..params })),
//!     ..Config::default()
//! })?;
//! let app = Router::new().route("/api/invitations", relay);
//! # Ok(app)
//! # }
//! ```

mod backend;
mod params;
mod refusal;
mod session;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::routing::{MethodRouter, post};
use reqwest::Url;
use serde_json::{Value, json};
use tower_http::cors::CorsLayer;

use backend::Backend;
pub use params::RelayedInvitation;
pub use refusal::Refusal;
pub use session::Session;
use session::{Keys, bearer_token};

/// The system permission to invite (Clerk's documentation, "Roles and permissions").
const MANAGE: &str = "org:sys_memberships:manage";

/// Returns the params to send, or refuses the call. Here an app decides which redirect URLs and which public metadata
/// the admins of its organizations may set. The organization cannot be changed.
pub type Prepare = dyn Fn(RelayedInvitation, &Session) -> Result<RelayedInvitation, Refusal> + Send + Sync;

/// The configuration of a relay.
pub struct Config {
    /// The instance's secret key, `sk_…`.
    pub secret_key: String,
    /// The URL of the Backend API, by default Clerk's. A slash at its end is ignored.
    pub api_url: String,
    /// The origins of the app's pages: the relay answers pages of these origins, and accepts session tokens that were
    /// issued to them. If empty, the relay only answers pages of its own origin, and accepts tokens issued to any
    /// origin.
    pub allowed_origins: Vec<String>,
    /// Checks and may change the params. By default all params are accepted.
    pub prepare: Box<Prepare>,
    /// The time limit of one call. After it the relay answers 504. By default 25 s, because the page waits 30 s.
    pub time_limit: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            secret_key: String::new(),
            api_url: "https://api.clerk.com".to_owned(),
            allowed_origins: Vec::new(),
            prepare: Box::new(|params, _| Ok(params)),
            time_limit: Duration::from_secs(25),
        }
    }
}

/// Why a [`Config`] is invalid.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The secret key is missing, or has characters that are invalid in a header.
    SecretKey,
    /// An origin does not have the form `https://app.example`, without a path.
    Origin(String),
    /// The HTTP client could not be created.
    Client(reqwest::Error),
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SecretKey => f.write_str("the secret key is missing or invalid"),
            Self::Origin(origin) => write!(f, "{origin:?} is not an origin such as https://app.example"),
            Self::Client(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ConfigError {}

/// Creates the handler for the URL in `invitationRelay`.
///
/// It expects a session token as `Authorization: Bearer …`. The token's active organization must be the one in the
/// body, and its user needs the permission `org:sys_memberships:manage` there. Answers and errors have the Frontend
/// API's shape: 401, 403, 413, 422, Clerk's own refusals, 504 after the time limit, and 502 for failures of the server
/// itself.
///
/// # Errors
///
/// [`ConfigError`] for an invalid configuration.
pub fn invitation_relay<S: Clone + Send + Sync + 'static>(
    config: Config,
) -> Result<MethodRouter<S>, ConfigError> {
    let origins =
        config.allowed_origins.iter().map(|origin| header(origin)).collect::<Result<Vec<_>, _>>()?;
    let cors = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([RETRY_AFTER]);
    let relay = Relay {
        backend: Backend::new(&config.api_url, &config.secret_key)?,
        keys: Keys::default(),
        authorized_parties: config.allowed_origins,
        prepare: config.prepare,
        time_limit: config.time_limit,
    };
    Ok(post(answer).layer(cors).with_state(Arc::new(relay)))
}

fn header(origin: &str) -> Result<HeaderValue, ConfigError> {
    let written = Url::parse(origin).ok().map(|url| url.origin().ascii_serialization());
    let value = HeaderValue::from_str(origin).ok().filter(|_| written.as_deref() == Some(origin));
    value.ok_or_else(|| ConfigError::Origin(origin.to_owned()))
}

struct Relay {
    backend: Backend,
    keys: Keys,
    authorized_parties: Vec<String>,
    prepare: Box<Prepare>,
    time_limit: Duration,
}

async fn answer(State(relay): State<Arc<Relay>>, request: Request) -> Result<Json<Value>, Refusal> {
    let relayed = tokio::time::timeout(relay.time_limit, relay.invite(request)).await;
    let response = relayed.unwrap_or_else(|_| Err(Refusal::timed_out()))?;
    Ok(Json(json!({ "response": response, "client": null })))
}

impl Relay {
    async fn invite(&self, request: Request) -> Result<Value, Refusal> {
        let session = self.signed_in(request.headers()).await?;
        let given = RelayedInvitation::read(request.into_body()).await?;
        // Only the organization in the token, which Clerk has signed, becomes part of a path, never the one in the
        // body.
        let named = session.organization_id.as_ref().filter(|id| **id == given.organization_id);
        let organization_id = named.ok_or_else(|| Refusal::permission(MANAGE))?;
        // Session tokens do not contain system permissions (Clerk's documentation, "Session tokens").
        let permissions = self.backend.permissions(organization_id, &session.user_id).await?;
        if !permissions.iter().any(|permission| permission == MANAGE) {
            return Err(Refusal::permission(MANAGE));
        }
        let params = (self.prepare)(given, &session)?;
        self.backend.invite(organization_id, &session.user_id, params).await
    }

    /// The token must be in the header, because a cookie does not prove that the app's own page sent the request.
    async fn signed_in(&self, headers: &HeaderMap) -> Result<Session, Refusal> {
        let token = bearer_token(headers).ok_or_else(Refusal::signed_out)?;
        let key = self.keys.of(token, &self.backend).await?.ok_or_else(Refusal::signed_out)?;
        session::verify(token, &key, &self.authorized_parties).ok_or_else(Refusal::signed_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_config_is_refused() {
        let made = |secret_key: &str, origin: &str| {
            let allowed_origins = vec![origin.to_owned()];
            let config = Config { secret_key: secret_key.to_owned(), allowed_origins, ..Config::default() };
            invitation_relay::<()>(config).map(drop).map_err(|error| error.to_string())
        };
        assert_eq!(made("sk_test_1", "https://app.example:8443"), Ok(()));
        for key in ["", "sk\n"] {
            assert!(
                made(key, "https://app.example").is_err_and(|message| message.contains("secret key")),
                "{key:?}"
            );
        }
        for origin in [
            "",
            "*",
            "null",
            "app.example",
            "https://app.example/",
            "https://APP.example",
            "https://a.example\n",
        ] {
            assert!(
                made("sk_test_1", origin).is_err_and(|message| message.contains("not an origin")),
                "{origin:?}"
            );
        }
    }
}
