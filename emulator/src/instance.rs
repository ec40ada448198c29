//! One isolated instance: its keys, clock, settings and rows. Handlers access everything through it.

mod described;
mod replaced;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use serde_json::{Map, Value};
use tokio::sync::Notify;

use crate::clock::{Clock, TimeSource};
use crate::document;
use crate::error::ClerkError;
use crate::faults::Faults;
use crate::ids::Randomness;
use crate::limits::Limits;
use crate::passwords;
use crate::request_log::RequestLog;
use crate::seed::{Ground, Seed, SeedError};
use crate::settings::Settings;
use crate::store::{Db, InstanceRow, OpenError, Store, Work, once};
use crate::tokens::{KeyError, Keys, SigningKey};

/// The reason why opening or creating an instance failed.
#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    /// The signing key is invalid.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The stored rows cannot be read.
    #[error("instance data: {0}")]
    Data(String),
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The seed is invalid.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// A setting is unknown or has an invalid value.
    #[error("{0}")]
    Setting(String),
    /// The process already has the maximum number of instances.
    #[error("the limit of {0} instances besides the default one is reached; end some first")]
    TooMany(usize),
}

/// Parses settings from the database.
fn stored_settings(json: &str) -> Result<Map<String, Value>, InstanceError> {
    let data = |cause: &dyn ToString| InstanceError::Data(cause.to_string());
    let settings = document::parse(json.as_bytes()).map_err(|cause| data(&cause))?;
    document::read(&settings).map_err(|cause| data(&cause))
}

impl From<ClerkError> for InstanceError {
    fn from(refused: ClerkError) -> Self {
        Self::Data(refused.cause.map_or_else(|| refused.long_message.into_owned(), String::from))
    }
}

/// The path prefix of instances other than the default one: `/i/<name>`.
pub(crate) const PREFIX: &str = "/i/";

fn path_of(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{PREFIX}{name}") }
}

#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) id: String,
    /// Empty for the instance at `/`. Others are below `/i/<name>`.
    pub(crate) name: String,
    /// The URL, without a trailing slash. It is the `proxyUrl` of clerk-js.
    pub(crate) url: String,
    /// The host inside the publishable key.
    pub(crate) frontend_api: String,
    pub(crate) secret_key: String,
    pub(crate) keys: Keys,
    /// The key that `keys` uses.
    pub(crate) signing_key: SigningKey,
    pub(crate) clock: Clock,
    pub(crate) randomness: Randomness,
    pub(crate) faults: Faults,
    pub(crate) requests: RequestLog,
    pub(crate) limits: Limits,
    /// Notified after each write and after the clock moves: there may be new mails, or webhooks to send.
    pub(crate) mailed: Notify,
    /// The time of the last purge, by the instance's clock.
    purged_at: AtomicI64,
    /// The time of the last write.
    written_at: AtomicI64,
    seed: Seed,
    settings: RwLock<Settings>,
    settings_at_start: Settings,
    /// The settings that changed since the creation, by name. Locked during a change, so that the stored settings and
    /// those in use stay equal.
    changed_settings: Mutex<Map<String, Value>>,
    store: Arc<Store>,
    has_ended: AtomicBool,
    resets: AtomicU64,
    /// Warnings about stored settings that this version does not know.
    pub(crate) warnings: Vec<String>,
}

/// The time between two purges, in milliseconds.
const PURGE_EVERY: i64 = 60 * 1000;

/// The number of resets of an instance when a request began. A request from before a reset cannot write after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Era(u64);

/// The resources and settings of the process that an instance is opened with.
pub(crate) struct Opening {
    /// The URL of the host, without a trailing slash.
    pub(crate) origin: String,
    pub(crate) store: Arc<Store>,
    pub(crate) time: TimeSource,
    pub(crate) randomness: Randomness,
    pub(crate) settings: Settings,
}

/// The properties of a new instance.
pub(crate) struct Making {
    /// Empty for the instance at `/`.
    pub(crate) name: String,
    pub(crate) signing_key: SigningKey,
    /// The seed. By default, the built-in one.
    pub(crate) seed: Option<Seed>,
    /// The settings that differ from those in [`Opening`].
    pub(crate) changed_settings: Map<String, Value>,
}

impl Instance {
    /// Opens a stored instance.
    pub(crate) fn open(row: InstanceRow, opening: Opening) -> Result<Self, InstanceError> {
        let Opening { origin, store, time, randomness, mut settings } = opening;
        let at_creation = stored_settings(&row.settings)?;
        let mut changed_settings = stored_settings(&row.changed_settings)?;
        let mut warnings = settings.set_known(&at_creation);
        let settings_at_start = settings.clone();
        warnings.extend(settings.set_known(&changed_settings));
        changed_settings.retain(|name, value| {
            let one = Map::from_iter([(name.clone(), value.clone())]);
            Settings::default().set_all(&one).is_ok()
        });
        Ok(Self {
            keys: Keys::from_der(&row.signing_key)?,
            signing_key: SigningKey::from_der(row.signing_key),
            seed: Seed::from_json(&row.seed).map_err(|problem| InstanceError::Data(problem.to_string()))?,
            url: format!("{origin}{}", path_of(&row.name)),
            id: row.id,
            name: row.name,
            frontend_api: row.frontend_api,
            secret_key: row.secret_key,
            clock: Clock::new(time),
            randomness,
            faults: Faults::default(),
            requests: RequestLog::default(),
            limits: Limits::default(),
            mailed: Notify::new(),
            purged_at: AtomicI64::new(0),
            written_at: AtomicI64::new(0),
            settings: RwLock::new(settings),
            settings_at_start,
            changed_settings: Mutex::new(changed_settings),
            store,
            has_ended: AtomicBool::new(false),
            resets: AtomicU64::new(0),
            warnings,
        })
    }

    /// Creates and stores an instance with its seed.
    pub(crate) fn create(making: Making, opening: Opening) -> Result<Self, InstanceError> {
        let Making { name, signing_key, seed, changed_settings } = making;
        opening.settings.clone().set_all(&changed_settings).map_err(InstanceError::Setting)?;
        let (randomness, now) = (&opening.randomness, opening.time.now());
        let seed = seed.unwrap_or_else(|| Seed::builtin(randomness, now));
        seed.check(now)?;
        let letters = if name.is_empty() { randomness.name() } else { name.clone() };
        let mut row = InstanceRow {
            id: randomness.id("ins", now),
            name,
            // Official clients use a dev browser for this domain (the development hosts in @clerk/shared's constants).
            // The name does not include the port, so a restart keeps the key.
            frontend_api: format!("emulator-{letters}-1.clerk.accounts.dev"),
            secret_key: format!("sk_test_{}", randomness.token()),
            signing_key: signing_key.into_der(),
            seed: String::new(),
            settings: Value::Object(changed_settings).to_string(),
            changed_settings: "{}".to_owned(),
            created_at: now,
        };
        let keys = Keys::from_der(&row.signing_key)?;
        let rows = seed.rows(Ground { instance_id: &row.id, now, keys: &keys, randomness })?;
        row.seed = opening.store.write(&row.id, &|| now, |db| {
            db.add_instance(&row)?;
            rows.store(&db)?;
            // The stored seed includes the generated ids, so that a reset creates the same ids.
            let begun = serde_json::to_string(&Seed::of(&db, &seed, &|password, hash| {
                rows.is_password(password, hash)
            })?)
            .map_err(ClerkError::internal)?;
            db.set_seed(&begun)?;
            Ok(begun)
        })?;
        Self::open(row, opening)
    }

    /// The era of a request that starts now.
    pub(crate) fn era(&self) -> Era {
        Era(self.resets.load(Ordering::SeqCst))
    }

    /// Reads this instance's rows as of `now`.
    pub(crate) fn read<T>(
        &self,
        now: i64,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        once(work, |work| self.run_read(now, work))
    }

    fn run_read(&self, now: i64, work: Work<'_>) -> Result<(), ClerkError> {
        self.store.read(&self.id, now, |db| {
            self.check_runs()?;
            work(db)
        })
    }

    /// Changes this instance's rows in one transaction, as of `now` or of the last write if that is later. Fails if the
    /// instance was reset since `era`.
    pub(crate) fn write<T>(
        &self,
        era: Era,
        now: i64,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        once(work, |work| self.run_write(era, now, work))
    }

    fn run_write(&self, era: Era, now: i64, work: Work<'_>) -> Result<(), ClerkError> {
        let written = self.store.write(&self.id, &|| self.moment_of_write(now), |db| {
            self.check_runs()?;
            if era != self.era() {
                return Err(ClerkError::instance_was_reset());
            }
            work(db)
        });
        self.mailed.notify_waiters();
        written
    }

    /// The time of a write by a request from `now`. Requests may write in a different order than they arrived. A later
    /// write must not have an earlier time, or it would set `updated_at` back. If the clock was moved back, the last
    /// write may be in the future and is ignored.
    fn moment_of_write(&self, now: i64) -> i64 {
        let moment = now.max(self.written_at.load(Ordering::SeqCst).min(self.clock.now()));
        self.written_at.store(moment, Ordering::SeqCst);
        moment
    }

    /// Whether it is time to [`purge`](Self::purge). Only the first caller gets `true`.
    pub(crate) fn is_purge_due(&self) -> bool {
        let now = self.clock.now();
        let due = |purged_at: i64| (now < purged_at || now - purged_at >= PURGE_EVERY).then_some(now);
        self.purged_at.fetch_update(Ordering::SeqCst, Ordering::SeqCst, due).is_ok()
    }

    /// Removes a part of the rows that expired long ago, in a short transaction.
    pub(crate) fn purge(&self) -> Result<(), ClerkError> {
        let has_more = self.write(self.era(), self.clock.now(), |db| Ok(db.purge()?))?;
        if has_more {
            // The next request continues.
            self.purged_at.store(0, Ordering::SeqCst);
        }
        Ok(())
    }

    /// Whether the instance has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::SeqCst)
    }

    /// Fails if the instance ended while a request was still using it.
    fn check_runs(&self) -> Result<(), ClerkError> {
        if self.has_ended() {
            return Err(ClerkError::host_invalid());
        }
        Ok(())
    }

    /// Ends the instance and removes its data.
    pub(crate) fn end(&self) -> Result<(), ClerkError> {
        self.store.write(&self.id, &|| self.clock.now(), |db| {
            self.check_runs()?;
            db.delete_instance()?;
            self.has_ended.store(true, Ordering::SeqCst);
            Ok(())
        })?;
        self.mailed.notify_waiters();
        Ok(())
    }

    /// The current data as a seed. An instance with this seed has the same data.
    pub(crate) fn state(&self) -> Result<Seed, ClerkError> {
        self.read(self.clock.now(), |db| Seed::of(&db, &self.seed, &passwords::matches))
    }
}
