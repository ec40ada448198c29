//! Webhooks: endpoints, messages, and the result of each delivery.

use rusqlite::{OptionalExtension, params};
use serde_json::{Value, json};

use super::columns::columns;
use super::{Db, Membership};
use crate::settings::WebhookOrder;

/// The most stored messages.
const MOST_MESSAGES: i64 = 5_000;

#[derive(Debug, Clone)]
pub(crate) struct WebhookEndpoint {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) secret: String,
    pub(crate) created_at: i64,
}

/// A row that a write changed.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) event: String,
    pub(crate) object_id: String,
    /// The row of a deleted membership.
    pub(crate) deleted: Option<Membership>,
}

/// A message to send to an endpoint.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) message_id: String,
    pub(crate) payload: String,
    /// The number of attempts so far.
    pub(crate) attempts: i64,
    pub(crate) due_at: i64,
}

/// The result of an attempt: the status of the answer, or the reason of the failure.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) made_at: i64,
    pub(crate) duration_ms: i64,
    pub(crate) outcome: Result<u16, String>,
    /// When the next attempt is due. `None` after a success and after the last attempt.
    pub(crate) next_at: Option<i64>,
}

columns! { WebhookEndpoint in "webhook_endpoints":
    id, url, secret, created_at
}

/// Parses the row of a membership that the trigger stored.
fn membership(row: &Value) -> Option<Membership> {
    let text = |name: &str| row.get(name)?.as_str().map(str::to_owned);
    Some(Membership {
        id: text("id")?,
        organization_id: text("organization_id")?,
        user_id: text("user_id")?,
        role: text("role")?,
        public_metadata: row.get("public_metadata")?.clone(),
        private_metadata: row.get("private_metadata")?.clone(),
        created_at: row.get("created_at")?.as_i64()?,
        updated_at: row.get("updated_at")?.as_i64()?,
    })
}

impl Db<'_> {
    /// The endpoints, oldest first.
    pub(crate) fn webhook_endpoints(&self) -> rusqlite::Result<Vec<WebhookEndpoint>> {
        self.find_all("WHERE instance_id = ?1 ORDER BY seq", [self.instance_id])
    }

    pub(crate) fn webhook_endpoint(&self, id: &str) -> rusqlite::Result<Option<WebhookEndpoint>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    pub(crate) fn add_webhook_endpoint(&self, endpoint: &WebhookEndpoint) -> rusqlite::Result<()> {
        self.insert(endpoint, &[])
    }

    /// Removes an endpoint with its deliveries. Returns whether it existed.
    pub(crate) fn remove_webhook_endpoint(&self, id: &str) -> rusqlite::Result<bool> {
        let sql = "DELETE FROM webhook_endpoints WHERE instance_id = ?1 AND id = ?2";
        Ok(self.connection.execute(sql, [self.instance_id, id])? > 0)
    }

    /// The changes of this write so far, in order. Each change is returned once.
    pub(crate) fn take_changes(&self) -> rusqlite::Result<Vec<Change>> {
        let changes: Vec<Change> = self
            .connection
            .prepare_cached(
                "SELECT event, object_id, deleted_row FROM webhook_changes WHERE instance_id = ?1 ORDER BY seq",
            )?
            .query_map([self.instance_id], |row| {
                let deleted: Option<String> = row.get("deleted_row")?;
                let deleted = deleted.and_then(|text| serde_json::from_str(&text).ok());
                Ok(Change {
                    event: row.get("event")?,
                    object_id: row.get("object_id")?,
                    deleted: deleted.as_ref().and_then(membership),
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        if !changes.is_empty() {
            self.connection
                .execute("DELETE FROM webhook_changes WHERE instance_id = ?1", [self.instance_id])?;
        }
        Ok(changes)
    }

    /// Stores a message for every endpoint. Removes the oldest messages if there are too many.
    pub(crate) fn add_webhook_message(&self, id: &str, event: &str, payload: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO webhook_messages (instance_id, id, event, payload, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![self.instance_id, id, event, payload, self.now])?;
        self.connection
            .prepare_cached(
                "INSERT INTO webhook_deliveries (instance_id, message_id, endpoint_id, status, due_at)
                 SELECT instance_id, ?2, id, 'pending', ?3 FROM webhook_endpoints WHERE instance_id = ?1 ORDER BY seq",
            )?
            .execute(params![self.instance_id, id, self.now])?;
        self.connection
            .prepare_cached(
                "DELETE FROM webhook_messages WHERE seq IN (SELECT seq FROM webhook_messages
                   WHERE instance_id = ?1 ORDER BY seq DESC LIMIT 100 OFFSET ?2)",
            )?
            .execute(params![self.instance_id, MOST_MESSAGES])?;
        Ok(())
    }

    /// The endpoint's next delivery. With the order `kept`, it is the oldest. Otherwise it is the oldest due one, or
    /// the one that is due first. A delivery that is due later than any retry can be was stored before the clock was
    /// moved back, so it is due now.
    pub(crate) fn next_delivery(
        &self,
        endpoint_id: &str,
        longest_delay: i64,
        order: WebhookOrder,
    ) -> rusqlite::Result<Option<Delivery>> {
        let by = match order {
            WebhookOrder::Kept => "delivery.seq",
            WebhookOrder::Independent => "max(iif(due_at > ?3 + ?4, ?3, due_at), ?3), delivery.seq",
        };
        self.connection
            .prepare_cached(&format!(
                "SELECT message_id, payload, attempts,
                   iif(due_at > ?3 + ?4, ?3, due_at) AS due_at
                 FROM webhook_deliveries AS delivery JOIN webhook_messages AS message
                   ON message.instance_id = delivery.instance_id AND message.id = delivery.message_id
                 WHERE delivery.instance_id = ?1 AND endpoint_id = ?2 AND status = 'pending'
                 ORDER BY {by} LIMIT 1"
            ))?
            .query_row(params![self.instance_id, endpoint_id, self.now, longest_delay], |row| {
                Ok(Delivery {
                    message_id: row.get("message_id")?,
                    payload: row.get("payload")?,
                    attempts: row.get("attempts")?,
                    due_at: row.get("due_at")?,
                })
            })
            .optional()
    }

    /// Stores an attempt and the new state of the delivery. Does nothing if the delivery was removed in the meantime.
    pub(crate) fn add_webhook_attempt(
        &self,
        message_id: &str,
        endpoint_id: &str,
        attempt: &Attempt,
    ) -> rusqlite::Result<()> {
        let is_success = attempt.outcome.as_ref().is_ok_and(|status| (200..300).contains(status));
        let status = match (is_success, attempt.next_at) {
            (true, _) => "delivered",
            (false, Some(_)) => "pending",
            (false, None) => "failed",
        };
        let sql = "UPDATE webhook_deliveries SET status = ?4, attempts = attempts + 1, due_at = coalesce(?5, due_at)
                   WHERE instance_id = ?1 AND message_id = ?2 AND endpoint_id = ?3";
        let parameters = params![self.instance_id, message_id, endpoint_id, status, attempt.next_at];
        if self.connection.prepare_cached(sql)?.execute(parameters)? == 0 {
            return Ok(());
        }
        let (status, error) = match &attempt.outcome {
            Ok(status) => (Some(*status), None),
            Err(error) => (None, Some(error)),
        };
        self.connection
            .prepare_cached(
                "INSERT INTO webhook_attempts (instance_id, message_id, endpoint_id, made_at, duration_ms, status, error)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                self.instance_id,
                message_id,
                endpoint_id,
                attempt.made_at,
                attempt.duration_ms,
                status,
                error
            ])?;
        Ok(())
    }

    /// Makes a message due now for every endpoint. Returns whether the message exists.
    pub(crate) fn replay_webhook_message(&self, message_id: &str) -> rusqlite::Result<bool> {
        let sql = "UPDATE webhook_deliveries SET status = 'pending', attempts = 0, due_at = ?3
                   WHERE instance_id = ?1 AND message_id = ?2";
        Ok(self.connection.execute(sql, params![self.instance_id, message_id, self.now])? > 0)
    }

    /// Every message with its deliveries and their attempts, oldest first.
    pub(crate) fn webhook_messages(&self) -> rusqlite::Result<Vec<Value>> {
        let mut messages = self.connection.prepare_cached(
            "SELECT id, event, payload, created_at FROM webhook_messages WHERE instance_id = ?1 ORDER BY seq",
        )?;
        let rows = messages.query_map([self.instance_id], |row| {
            let id: String = row.get("id")?;
            let payload: String = row.get("payload")?;
            let payload: Value = serde_json::from_str(&payload).unwrap_or_default();
            let deliveries = self.webhook_deliveries(&id)?;
            let (event, created_at): (String, i64) = (row.get("event")?, row.get("created_at")?);
            Ok(json!({
                "id": id, "type": event, "createdAt": created_at, "payload": payload, "deliveries": deliveries,
            }))
        })?;
        rows.collect()
    }

    fn webhook_deliveries(&self, message_id: &str) -> rusqlite::Result<Vec<Value>> {
        let mut deliveries = self.connection.prepare_cached(
            "SELECT endpoint_id, status, due_at FROM webhook_deliveries
             WHERE instance_id = ?1 AND message_id = ?2 ORDER BY seq",
        )?;
        let rows = deliveries.query_map([self.instance_id, message_id], |row| {
            let (endpoint_id, status): (String, String) = (row.get("endpoint_id")?, row.get("status")?);
            let due_at: i64 = row.get("due_at")?;
            let attempts = self.webhook_attempts(message_id, &endpoint_id)?;
            let next_attempt_at = (status == "pending").then_some(due_at);
            Ok(json!({
                "endpointId": endpoint_id, "status": status, "nextAttemptAt": next_attempt_at, "attempts": attempts,
            }))
        })?;
        rows.collect()
    }

    fn webhook_attempts(&self, message_id: &str, endpoint_id: &str) -> rusqlite::Result<Vec<Value>> {
        let mut attempts = self.connection.prepare_cached(
            "SELECT made_at, duration_ms, status, error FROM webhook_attempts
             WHERE instance_id = ?1 AND message_id = ?2 AND endpoint_id = ?3 ORDER BY seq",
        )?;
        let rows = attempts.query_map([self.instance_id, message_id, endpoint_id], |row| {
            let (at, duration): (i64, i64) = (row.get("made_at")?, row.get("duration_ms")?);
            let (status, error): (Option<u16>, Option<String>) = (row.get("status")?, row.get("error")?);
            Ok(json!({ "at": at, "durationMs": duration, "status": status, "error": error }))
        })?;
        rows.collect()
    }

    /// Deletes every message and every recorded change. The endpoints remain.
    pub(crate) fn clear_webhook_messages(&self) -> rusqlite::Result<()> {
        for table in ["webhook_changes", "webhook_messages"] {
            self.connection
                .execute(&format!("DELETE FROM {table} WHERE instance_id = ?1"), [self.instance_id])?;
        }
        Ok(())
    }
}
