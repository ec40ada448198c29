//! The task of one endpoint: sends the due messages one after the other, then waits for the next one.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::signature;
use crate::error::ClerkError;
use crate::instance::Instance;
use crate::runtime::{self, Post, Poster, Sleep};
use crate::store::{Attempt, Delivery, WebhookEndpoint};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// The delay after each failed attempt (Svix's documentation, "Retry Schedule"), by the instance's clock.
const DELAYS: &[i64] = &[5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];
const LONGEST_DELAY: i64 = 10 * HOUR;
/// The time limit of an attempt (Svix's documentation, "Retry Schedule").
const TIMEOUT: Duration = Duration::from_secs(15);
/// How long the task waits after a database error.
const PAUSE: Duration = Duration::from_secs(1);

/// The next action of the task.
enum Step {
    Send(Delivery),
    /// No message is due for this many milliseconds.
    WaitFor(u64),
    Wait,
    /// The endpoint was removed.
    End,
}

/// Sends to an endpoint until it is removed or its instance ends.
pub(super) async fn run(instance: Arc<Instance>, endpoint: WebhookEndpoint, poster: Poster, sleep: Sleep) {
    while !instance.has_ended() {
        let mut changed = pin!(instance.mailed.notified());
        // Enabled before the rows are read, so that a message stored in the meantime ends the wait.
        changed.as_mut().enable();
        let step = {
            let (instance, id) = (Arc::clone(&instance), endpoint.id.clone());
            blocking(move || next_step(&instance, &id)).await
        };
        match step {
            Ok(Step::Send(delivery)) => {
                if !send(&instance, &endpoint, delivery, &poster, &sleep).await {
                    sleep.sleep(PAUSE).await;
                }
            }
            Ok(Step::WaitFor(milliseconds)) => {
                // Moving the clock also ends the wait.
                select(sleep.sleep(Duration::from_millis(milliseconds)), changed).await;
            }
            Ok(Step::Wait) => changed.await,
            Ok(Step::End) => return,
            Err(_) => sleep.sleep(PAUSE).await,
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ClerkError> + Send + 'static,
) -> Result<T, ClerkError> {
    runtime::blocking(work).await.map_err(ClerkError::internal)?
}

fn next_step(instance: &Instance, endpoint_id: &str) -> Result<Step, ClerkError> {
    let now = instance.clock.now();
    let order = instance.settings().webhook_order;
    instance.read(now, |db| {
        if db.webhook_endpoint(endpoint_id)?.is_none() {
            return Ok(Step::End);
        }
        Ok(match db.next_delivery(endpoint_id, LONGEST_DELAY, order)? {
            None => Step::Wait,
            Some(delivery) if delivery.due_at <= now => Step::Send(delivery),
            Some(delivery) => Step::WaitFor(u64::try_from(delivery.due_at - now).unwrap_or(0)),
        })
    })
}

/// Sends a message once and stores the result. Returns `false` if the result cannot be stored: the instance was reset
/// or has ended, or the database failed. The next step finds out which.
async fn send(
    instance: &Arc<Instance>,
    endpoint: &WebhookEndpoint,
    delivery: Delivery,
    poster: &Poster,
    sleep: &Sleep,
) -> bool {
    let era = instance.era();
    // The machine's clock, because the receiver compares it with its own clock, which no test moves.
    let started = instance.clock.unmoved();
    let timestamp = started / SECOND;
    let Delivery { message_id, payload, attempts, .. } = delivery;
    let signed = signature::sign(&endpoint.secret, &message_id, timestamp, &payload).unwrap_or_default();
    let headers = vec![
        ("svix-id", message_id.clone()),
        ("svix-timestamp", timestamp.to_string()),
        ("svix-signature", signed),
    ];
    let sent = poster.post(Post { url: endpoint.url.clone(), headers, body: payload });
    let outcome = match select(sent, sleep.sleep(TIMEOUT)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => Err(format!("no answer within {} s", TIMEOUT.as_secs())),
    };
    let is_success = outcome.as_ref().is_ok_and(|status| (200..300).contains(status));
    let now = instance.clock.now();
    let delay = usize::try_from(attempts).ok().and_then(|failed| DELAYS.get(failed));
    let next_at = delay.filter(|_| !is_success).map(|delay| now.saturating_add(*delay));
    let duration_ms = (instance.clock.unmoved() - started).max(0);
    let attempt = Attempt { made_at: now, duration_ms, outcome, next_at };
    let (instance, endpoint_id) = (Arc::clone(instance), endpoint.id.clone());
    let storing = move || {
        instance.write(era, now, |db| Ok(db.add_webhook_attempt(&message_id, &endpoint_id, &attempt)?))
    };
    blocking(storing).await.is_ok()
}
