//! Replacing parts of an instance: its settings or, with a reset or a snapshot, all of its state.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use serde_json::{Map, Value};

use super::{Era, Instance};
use crate::error::ClerkError;
use crate::seed::Ground;
use crate::settings::Settings;

impl Instance {
    pub(crate) fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the named settings: all of them, or none if one is invalid. They take effect after they are stored, and
    /// survive restarts.
    pub(crate) fn change_settings(
        &self,
        era: Era,
        wanted: &Map<String, Value>,
    ) -> Result<Settings, ClerkError> {
        let mut changed = self.changed_settings.lock().unwrap_or_else(PoisonError::into_inner);
        let mut settings = self.settings();
        settings.set_all(wanted).map_err(|detail| ClerkError::request_body_invalid(&detail))?;
        let mut merged = changed.clone();
        merged.extend(wanted.clone());
        let text = Value::Object(merged.clone()).to_string();
        self.write(era, self.clock.now(), |db| Ok(db.set_changed_settings(&text)?))?;
        *changed = merged;
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings.clone();
        // The setting for the order of webhooks may have changed.
        self.mailed.notify_waiters();
        Ok(settings)
    }

    /// The settings that changed since the instance was created.
    pub(crate) fn changed_settings(&self) -> Map<String, Value> {
        self.changed_settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the rows, the changed settings and the clock's offset in one transaction.
    pub(crate) fn replace(
        &self,
        era: Era,
        tables: &Map<String, Value>,
        wanted: &Map<String, Value>,
        clock_offset: i64,
    ) -> Result<(), ClerkError> {
        let mut changed = self.changed_settings.lock().unwrap_or_else(PoisonError::into_inner);
        let mut settings = self.settings_at_start.clone();
        settings.set_all(wanted).map_err(|detail| ClerkError::request_body_invalid(&detail))?;
        let text = Value::Object(wanted.clone()).to_string();
        self.store.write(&self.id, &|| self.clock.now(), |db| {
            self.check_runs()?;
            if era != self.era() {
                return Err(ClerkError::instance_was_reset());
            }
            db.replace_rows(tables)
                .map_err(|problem| ClerkError::request_body_invalid(&problem.to_string()))?;
            db.set_changed_settings(&text)?;
            self.resets.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })?;
        self.clock.set_offset(clock_offset);
        *changed = wanted.clone();
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
        self.faults.clear();
        self.requests.clear();
        self.limits.clear();
        Ok(())
    }

    /// Resets everything to the seed: rows with the same ids, clock, settings, faults, log and limits.
    pub(crate) fn reset(&self) -> Result<(), ClerkError> {
        let mut changed = self.changed_settings.lock().unwrap_or_else(PoisonError::into_inner);
        self.clock.reset();
        let (keys, randomness, now) = (&self.keys, &self.randomness, self.clock.now());
        let rows = self.seed.rows(Ground { instance_id: &self.id, now, keys, randomness })?;
        self.store.write(&self.id, &|| now, |db| {
            self.check_runs()?;
            // Incremented inside the transaction. A request from before the reset that writes after it has the old era
            // and fails.
            self.resets.fetch_add(1, Ordering::SeqCst);
            db.wipe()?;
            db.set_changed_settings("{}")?;
            rows.store(&db)?;
            // A reset sends no webhooks.
            Ok(db.clear_webhook_messages()?)
        })?;
        changed.clear();
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = self.settings_at_start.clone();
        self.faults.clear();
        self.requests.clear();
        self.limits.clear();
        Ok(())
    }
}
