//! The server's end of `new Clerk(key, { invitationRelay })` as an axum handler. It lets those invite through the Backend
//! API who may invite through the Frontend API, and nobody else; on the wire it is what the npm package's
//! `clerk-organization/relay` is.
//!
//! ```no_run
//! # fn app() -> Result<axum::Router, Box<dyn std::error::Error>> {
//! use axum::Router;
//! use clerk_invitation_relay::{Config, RelayedInvitation, invitation_relay};
//!
//! let relay = invitation_relay(Config {
//!     secret_key: std::env::var("CLERK_SECRET_KEY")?,
//!     allowed_origins: vec!["https://app.example".to_owned()], // for CORS, and whose tokens are taken
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

/// The system permission that inviting takes (Clerk's documentation, "Roles and permissions").
const MANAGE: &str = "org:sys_memberships:manage";

/// For all that one call comes to; this package's client waits half a minute for its relay.
const TIME_LIMIT: Duration = Duration::from_secs(25);

/// Gives the params as they are to be sent, or refuses the call: here an app says which redirect URLs and which public
/// metadata its organizations' admins may give. Only the organization cannot be changed.
pub type Prepare = dyn Fn(RelayedInvitation, &Session) -> Result<RelayedInvitation, Refusal> + Send + Sync;

/// How a relay is made.
pub struct Config {
    /// The instance's, `sk_…`.
    pub secret_key: String,
    /// Where the Backend API is; Clerk's if nothing else is said.
    pub api_url: String,
    /// The origins of the app's pages. A page of another may not ask, and a session token that was made for a page of
    /// another is not taken. With none of them the relay answers pages of its own origin alone, and takes the tokens
    /// of any.
    pub allowed_origins: Vec<String>,
    /// By default all params are taken.
    pub prepare: Box<Prepare>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            secret_key: String::new(),
            api_url: "https://api.clerk.com".to_owned(),
            allowed_origins: Vec::new(),
            prepare: Box::new(|params, _| Ok(params)),
        }
    }
}

/// What of a [`Config`] cannot be meant.
#[derive(Debug)]
pub enum ConfigError {
    /// A secret key that is empty or cannot stand in a header.
    SecretKey,
    /// An origin that is none as browsers write it: `https://app.example`, nothing behind it.
    Origin(String),
    /// The HTTP client could not be made.
    Client(reqwest::Error),
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SecretKey => f.write_str("the secret key is none"),
            Self::Origin(origin) => write!(f, "{origin:?} is no origin such as https://app.example"),
            Self::Client(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ConfigError {}

/// Makes the handler, to be mounted where `invitationRelay` points to.
///
/// It wants a session token as `Authorization: Bearer …` whose active organization is the one that is named, and who
/// asks must be allowed to manage that organization's members (`org:sys_memberships:manage`). Answers and refusals are
/// in the Frontend API's shapes.
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
        backend: Backend::new(config.api_url, &config.secret_key)?,
        keys: Keys::default(),
        authorized_parties: config.allowed_origins,
        prepare: config.prepare,
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
}

async fn answer(State(relay): State<Arc<Relay>>, request: Request) -> Result<Json<Value>, Refusal> {
    let relayed = tokio::time::timeout(TIME_LIMIT, relay.invite(request)).await;
    let response = relayed.unwrap_or_else(|_| Err(Refusal::internal("it took too long")))?;
    Ok(Json(json!({ "response": response, "client": null })))
}

impl Relay {
    async fn invite(&self, request: Request) -> Result<Value, Refusal> {
        let session = self.signed_in(request.headers()).await?;
        let given = RelayedInvitation::read(request.into_body()).await?;
        // The token's organization is Clerk's own word: what a caller names is never part of a path.
        let named = session.organization_id.as_ref().filter(|id| **id == given.organization_id);
        let organization_id = named.ok_or_else(|| Refusal::permission(MANAGE))?;
        // System permissions are in no session token (Clerk's documentation, "Session tokens").
        let permissions = self.backend.permissions(organization_id, &session.user_id).await?;
        if !permissions.iter().any(|permission| permission == MANAGE) {
            return Err(Refusal::permission(MANAGE));
        }
        let params = (self.prepare)(given, &session)?;
        self.backend.invite(organization_id, &session.user_id, params).await
    }

    /// A cookie alone is no proof that the app's own page asks, so the token must be in the header.
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
    fn a_config_that_cannot_be_meant_is_refused() {
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
                made("sk_test_1", origin).is_err_and(|message| message.contains("no origin")),
                "{origin:?}"
            );
        }
    }
}
