//! Webhooks: endpoints, and a task for each that sends it what happened, as Svix does for Clerk.
//!
//! Messages are rows, stored in the transaction of what they are about (`http/backend/events.rs`). A message that was
//! not delivered when the process ended is sent when it starts again, so each is delivered at least once.

mod post;
mod sender;
mod signature;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::task::JoinSet;
use url::Url;

use crate::error::ClerkError;
use crate::instance::{Era, Instance};
use crate::store::WebhookEndpoint;

/// The tasks that send. Dropping them ends them.
#[derive(Debug, Default)]
pub(crate) struct Senders(Mutex<JoinSet<()>>);

impl Senders {
    /// Sends to every endpoint that the instance has.
    pub(crate) fn resume(&self, runtime: &Handle, instance: &Arc<Instance>) -> Result<(), ClerkError> {
        let endpoints = instance.read(instance.clock.now(), |db| Ok(db.webhook_endpoints()?))?;
        for endpoint in endpoints {
            self.start(runtime, instance, endpoint);
        }
        Ok(())
    }

    /// Adds an endpoint and sends to it what happens from now on.
    pub(crate) fn add(
        &self,
        runtime: &Handle,
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
        self.start(runtime, instance, endpoint.clone());
        Ok(endpoint)
    }

    fn start(&self, runtime: &Handle, instance: &Arc<Instance>, endpoint: WebhookEndpoint) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn_on(sender::run(Arc::clone(instance), endpoint), runtime);
    }
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
