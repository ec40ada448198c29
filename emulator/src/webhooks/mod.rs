//! Webhooks: endpoints, and a task per endpoint that sends events to it, as Svix does for Clerk.
//!
//! Messages are rows that are stored in the transaction of their change (`http/backend/events.rs`). An undelivered
//! message is sent after a restart, so each is delivered at least once.

#[cfg(feature = "server")]
pub(crate) mod post;
mod sender;
mod signature;

use std::sync::Arc;

use crate::error::ClerkError;
use crate::instance::{Era, Instance};
use crate::runtime::{Outgoing, Sleep};
use crate::store::WebhookEndpoint;
use crate::web::Url;

/// Starts the sending tasks. Without `outgoing`, messages are stored but not sent.
#[derive(Debug)]
pub(crate) struct Senders {
    pub(crate) outgoing: Option<Outgoing>,
    pub(crate) sleep: Sleep,
}

impl Senders {
    /// Starts a task for every endpoint of the instance.
    pub(crate) fn resume(&self, instance: &Arc<Instance>) -> Result<(), ClerkError> {
        let endpoints = instance.read(instance.clock.now(), |db| Ok(db.webhook_endpoints()?))?;
        for endpoint in endpoints {
            self.start(instance, endpoint);
        }
        Ok(())
    }

    /// Adds an endpoint. It receives the events from now on.
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

    fn start(&self, instance: &Arc<Instance>, endpoint: WebhookEndpoint) {
        let Some(outgoing) = &self.outgoing else { return };
        let (poster, sleep) = (outgoing.poster.clone(), self.sleep.clone());
        outgoing.spawn(sender::run(Arc::clone(instance), endpoint, poster, sleep));
    }
}

/// Rejects unsupported URLs. An application under test listens on this machine without TLS.
fn check_url(text: &str) -> Result<(), ClerkError> {
    let url = Url::parse(text).filter(|url| url.scheme == "http" && url.has_host());
    url.map(|_| ()).ok_or_else(|| {
        ClerkError::request_body_invalid(&format!(
            "The url {text:?} of the webhook is not an http URL. Webhooks are sent over plain http; https is not supported."
        ))
    })
}
