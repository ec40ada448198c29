//! Webhooks: endpoints, and a task for each that sends it what happened, as Svix does for Clerk.
//!
//! Messages are rows, stored in the transaction of what they are about (`http/backend/events.rs`). A message that was
//! not delivered when the process ended is sent when it starts again, so each is delivered at least once.

#![cfg_attr(not(feature = "server"), allow(dead_code, reason = "only a server sends"))]

#[cfg(feature = "server")]
mod post;
#[cfg(feature = "server")]
mod sender;
mod signature;

use std::sync::Arc;
#[cfg(feature = "server")]
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "server")]
use tokio::runtime::Handle;
#[cfg(feature = "server")]
use tokio::task::JoinSet;
use url::Url;

use crate::error::ClerkError;
use crate::instance::{Era, Instance};
use crate::store::WebhookEndpoint;

/// The tasks that send. Dropping them ends them. Without a Tokio runtime there are none: messages are kept and not sent.
#[derive(Debug, Default)]
pub(crate) struct Senders {
    #[cfg(feature = "server")]
    tasks: Mutex<JoinSet<()>>,
}

impl Senders {
    /// Sends to every endpoint that the instance has.
    #[cfg(feature = "server")]
    pub(crate) fn resume(&self, instance: &Arc<Instance>) -> Result<(), ClerkError> {
        let endpoints = instance.read(instance.clock.now(), |db| Ok(db.webhook_endpoints()?))?;
        for endpoint in endpoints {
            self.start(instance, endpoint);
        }
        Ok(())
    }

    /// Adds an endpoint and sends to it what happens from now on.
    pub(crate) fn add(
        &self,
        instance: &Arc<Instance>,
        era: Era,
        url: &str,
    ) -> Result<WebhookEndpoint, ClerkError> {
        check_url(url)?;
        let now = instance.clock.now();
        let endpoint = WebhookEndpoint {
            id: instance.randomness.id("ep", now),
            url: url.to_owned(),
            secret: signature::new_secret(&instance.randomness),
            created_at: now,
        };
        instance.write(era, now, |db| Ok(db.add_webhook_endpoint(&endpoint)?))?;
        self.start(instance, endpoint.clone());
        Ok(endpoint)
    }

    #[cfg(feature = "server")]
    fn start(&self, instance: &Arc<Instance>, endpoint: WebhookEndpoint) {
        let Ok(runtime) = Handle::try_current() else { return };
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(sender::run(Arc::clone(instance), endpoint), &runtime);
    }

    #[cfg(not(feature = "server"))]
    fn start(&self, _instance: &Arc<Instance>, _endpoint: WebhookEndpoint) {}
}

/// Refuses what cannot be sent to. An application under test listens on this machine, without TLS.
fn check_url(text: &str) -> Result<(), ClerkError> {
    let url = Url::parse(text).ok().filter(|url| url.scheme() == "http" && url.has_host());
    url.map(|_| ()).ok_or_else(|| {
        ClerkError::request_body_invalid(
            "Send {\"url\": \"http://…\"}. Webhooks are sent over plain http; https is not supported.",
        )
    })
}
