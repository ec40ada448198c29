//! The relay as a separate server:
//!
//! ```console
//! $ CLERK_SECRET_KEY=sk_test_… ALLOWED_ORIGINS=https://app.example cargo run --package clerk-invitation-relay
//! ```
//!
//! `CLERK_API_URL` is the URL of the Backend API (an emulator's, for example), `LISTEN` the address to listen on, by default
//! `127.0.0.1:3000`, and `TIME_LIMIT_MS` the time limit of one call. The first line of output is the URL for
//! `new Clerk(key, { invitationRelay })`.

use std::env;
use std::error::Error;
use std::time::Duration;

use axum::Router;
use clerk_invitation_relay::{Config, Refusal, invitation_relay};
use reqwest::Url;
use serde_json::json;
use tokio::net::TcpListener;

const PATH: &str = "/api/invitations";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let allowed_origins: Vec<String> = env::var("ALLOWED_ORIGINS")
        .unwrap_or_default()
        .split(',')
        .filter(|origin| !origin.is_empty())
        .map(Into::into)
        .collect();
    let own_pages = allowed_origins.clone();
    let defaults = Config::default();
    let relay = invitation_relay(Config {
        secret_key: env::var("CLERK_SECRET_KEY")?,
        api_url: env::var("CLERK_API_URL").unwrap_or(defaults.api_url),
        allowed_origins,
        time_limit: match env::var("TIME_LIMIT_MS") {
            Ok(milliseconds) => Duration::from_millis(milliseconds.parse()?),
            Err(_) => defaults.time_limit,
        },
        // The redirect URL must be a page of this app, because an organization's admin may send any URL.
        prepare: Box::new(move |params, _session| {
            let is_own = |url: &String| {
                Url::parse(url).is_ok_and(|url| own_pages.contains(&url.origin().ascii_serialization()))
            };
            match params.redirect_url.as_ref().is_none_or(is_own) {
                true => Ok(params),
                false => Err(Refusal::param(
                    "form_param_value_invalid",
                    "redirectUrl must be a page of this app.",
                    json!({ "param_name": "redirect_url" }),
                )),
            }
        }),
    })?;
    let listener = TcpListener::bind(env::var("LISTEN").as_deref().unwrap_or("127.0.0.1:3000")).await?;
    println!("http://{}{PATH}", listener.local_addr()?);
    Ok(axum::serve(listener, Router::new().route(PATH, relay)).await?)
}
