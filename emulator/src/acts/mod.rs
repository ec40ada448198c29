//! The emulator's actions, shared by links, pages and both APIs: inviting, accepting, becoming a member, enrolling by a
//! domain, sending codes, signing in and up, starting sessions, changing a password, deleting a user.
//!
//! An act reads rows, calls `rules` for decisions and stores rows. It does not depend on HTTP: `http` reads requests
//! and writes answers.

pub(crate) mod accept;
pub(crate) mod addresses;
pub(crate) mod application_invitation;
pub(crate) mod attempt;
pub(crate) mod codes;
pub(crate) mod custom_token;
pub(crate) mod domain;
pub(crate) mod enroll;
pub(crate) mod invite;
pub(crate) mod members;
pub(crate) mod organization;
pub(crate) mod second_factor;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_in_token;
pub(crate) mod sign_up;
pub(crate) mod user;
pub(crate) mod user_image;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::error::ClerkError;
use crate::instance::{Era, Instance};
use crate::rows_only::returns_rows;
use crate::settings::Settings;
use crate::store::{Db, Work, once};

/// From this version of the API on, session tokens have version 2 of their claims (Clerk's documentation, "API
/// versions").
pub(crate) const SESSION_TOKENS_2: &str = "2025-04-10";
/// From this version of the API on, metadata has separate calls (the same documentation).
pub(crate) const METADATA_APART: &str = "2026-05-12";

/// The sender of a request, for events.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) client_ip: String,
    pub(crate) user_agent: String,
}

/// Stores the events of a write, before it commits.
pub(crate) type NoteEvents = fn(&Act, &Db<'_>) -> Result<(), ClerkError>;

/// The time of a request in Unix milliseconds: that of its admission, or that of the previous write if it is later.
#[derive(Debug)]
pub(crate) struct Moment(AtomicI64);

impl Moment {
    pub(crate) fn new(now: i64) -> Self {
        Self(AtomicI64::new(now))
    }

    fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Clone for Moment {
    fn clone(&self) -> Self {
        Self::new(self.get())
    }
}

/// The instance, the moment and the settings of one request.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) instance: Arc<Instance>,
    pub(crate) era: Era,
    pub(crate) moment: Moment,
    pub(crate) settings: Settings,
    /// The version of the API that the caller uses: a date.
    pub(crate) api_version: String,
    pub(crate) caller: Caller,
    pub(crate) note_events: NoteEvents,
}

impl Act {
    /// The time of this request, in Unix milliseconds.
    pub(crate) fn now(&self) -> i64 {
        self.moment.get()
    }

    /// Creates an id with the time of this request.
    pub(crate) fn id(&self, prefix: &str) -> String {
        self.instance.randomness.id(prefix, self.now())
    }

    /// Whether the caller's API version is older than `version`.
    pub(crate) fn is_older_than(&self, version: &str) -> bool {
        self.api_version.as_str() < version
    }

    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        self.instance.read(self.now(), work)
    }

    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        returns_rows::<T>();
        once(work, |work| self.run_write(work))
    }

    fn run_write(&self, work: Work<'_>) -> Result<(), ClerkError> {
        self.instance.write(self.era, self.now(), |db| {
            self.moment.0.store(db.now, Ordering::Relaxed);
            work(db)?;
            (self.note_events)(self, &db)
        })
    }
}
