//! The calls to the Backend API.

use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use jsonwebtoken::jwk::JwkSet;
use reqwest::{Client, Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::ConfigError;
use crate::params::RelayedInvitation;
use crate::refusal::Refusal;

pub(crate) struct Backend {
    http: Client,
    api_url: String,
}

impl Backend {
    pub(crate) fn new(api_url: &str, secret_key: &str) -> Result<Self, ConfigError> {
        let mut authorization =
            HeaderValue::try_from(format!("Bearer {secret_key}")).map_err(|_| ConfigError::SecretKey)?;
        if secret_key.is_empty() {
            return Err(ConfigError::SecretKey);
        }
        authorization.set_sensitive(true);
        // Fails, without effect, if the app has already installed a provider, which works as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .default_headers(HeaderMap::from_iter([(AUTHORIZATION, authorization)]))
            .build()
            .map_err(ConfigError::Client)?;
        Ok(Self { http, api_url: api_url.trim_end_matches('/').to_owned() })
    }

    /// `GET /v1/jwks`: the public keys of the instance's session tokens.
    pub(crate) async fn keys(&self) -> Result<JwkSet, Refusal> {
        self.ask(self.request(Method::GET, "jwks")).await
    }

    /// The permissions of a user in an organization; none if the user is not a member.
    pub(crate) async fn permissions(
        &self,
        organization_id: &str,
        user_id: &str,
    ) -> Result<Vec<String>, Refusal> {
        let path = format!("organizations/{organization_id}/memberships");
        let request = self.request(Method::GET, &path).query(&[("user_id", user_id)]);
        let memberships: List<Membership> = match self.ask(request).await {
            // The organization was deleted after the token was issued.
            Err(refusal) if refusal.status == StatusCode::NOT_FOUND => return Ok(Vec::new()),
            answer => answer?,
        };
        let is_own = |membership: &Membership| membership.public_user_data.user_id == user_id;
        Ok(memberships.data.into_iter().find(is_own).map(|own| own.permissions).unwrap_or_default())
    }

    /// Invites one address or several. Returns the invitations in the shape of the Frontend API.
    pub(crate) async fn invite(
        &self,
        organization_id: &str,
        inviter_user_id: &str,
        params: RelayedInvitation,
    ) -> Result<Value, Refusal> {
        let path = format!("organizations/{organization_id}/invitations");
        let Some(addresses) = params.email_addresses.clone() else {
            let request = self.request(Method::POST, &path).json(&Sent { inviter_user_id, params });
            return self.ask(request).await.map(|invitation: Invitation| json!(invitation));
        };
        let one = |address| RelayedInvitation { email_address: Some(address), ..params.clone() };
        let each: Vec<_> =
            addresses.into_iter().map(|address| Sent { inviter_user_id, params: one(address) }).collect();
        let request = self.request(Method::POST, &format!("{path}/bulk")).json(&each);
        self.ask(request).await.map(|list: List<Invitation>| json!(list.data))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/v1/{path}", self.api_url))
    }

    /// Sends a request. Clerk's refusals are passed to the page. Every other error, also a wrong secret key (401), is
    /// the server's own failure.
    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Refusal> {
        let response = request.send().await.map_err(Refusal::internal)?;
        let status = response.status();
        if status.is_success() {
            return response.json().await.map_err(Refusal::internal);
        }
        let retry_after = response.headers().get(RETRY_AFTER).cloned();
        if status.is_client_error()
            && status != StatusCode::UNAUTHORIZED
            && let Ok(Refused { errors, clerk_trace_id }) = response.json().await
            && !errors.is_empty()
        {
            return Err(Refusal { status, errors, clerk_trace_id, retry_after });
        }
        Err(Refusal::internal(format!("the Backend API answered {status}")))
    }
}

#[derive(Serialize)]
struct Sent<'a> {
    inviter_user_id: &'a str,
    #[serde(flatten)]
    params: RelayedInvitation,
}

#[derive(Deserialize)]
struct List<T> {
    data: Vec<T>,
}

#[derive(Deserialize)]
struct Membership {
    permissions: Vec<String>,
    public_user_data: PublicUserData,
}

#[derive(Deserialize)]
struct PublicUserData {
    user_id: String,
}

/// The shape of the Frontend API: without private metadata, and without the link, which anyone could use.
#[derive(Serialize, Deserialize)]
struct Invitation {
    object: String,
    id: String,
    email_address: String,
    organization_id: String,
    #[serde(default)]
    public_metadata: Option<Map<String, Value>>,
    role: String,
    role_name: Option<String>,
    status: Option<String>,
    #[serde(skip_deserializing)]
    url: Option<String>,
    expires_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

#[derive(Deserialize)]
struct Refused {
    errors: Vec<Value>,
    clerk_trace_id: Option<String>,
}
