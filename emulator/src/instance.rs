//! One isolated instance: its keys, its clock, its settings and its rows. Handlers reach everything through it.

use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::clock::{Clock, TimeSource};
use crate::control::{Faults, RequestLog};
use crate::error::ClerkError;
use crate::ids::Randomness;
use crate::limits::Limits;
use crate::seed::Seed;
use crate::settings::Settings;
use crate::store::{Db, InstanceRow, Store};
use crate::tokens::{KeyError, Keys, SigningKey};

/// An instance could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    /// Its signing key is unusable.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Its rows are.
    #[error("instance data: {0}")]
    Data(String),
}

impl From<ClerkError> for InstanceError {
    fn from(refused: ClerkError) -> Self {
        Self::Data(refused.cause.map_or_else(|| refused.long_message.into_owned(), String::from))
    }
}

#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) id: String,
    /// Where it answers, without a trailing slash: what clerk-js takes as `proxyUrl`.
    pub(crate) url: String,
    /// The host inside the publishable key.
    pub(crate) frontend_api: String,
    pub(crate) secret_key: String,
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    pub(crate) randomness: Randomness,
    pub(crate) faults: Faults,
    pub(crate) requests: RequestLog,
    pub(crate) limits: Limits,
    seed: Seed,
    settings: RwLock<Settings>,
    settings_at_start: Settings,
    store: Arc<Store>,
}

/// What an instance is opened with.
pub(crate) struct Opening<'a> {
    /// Empty for the instance at `/`.
    pub(crate) name: &'a str,
    pub(crate) url: String,
    pub(crate) store: Arc<Store>,
    pub(crate) time: TimeSource,
    pub(crate) randomness: Randomness,
    pub(crate) settings: Settings,
    /// For a new instance; made if there is none.
    pub(crate) signing_key: Option<SigningKey>,
}

impl Instance {
    /// The stored instance of this name, or a new one with the default seed.
    pub(crate) fn open(opening: Opening<'_>) -> Result<Self, InstanceError> {
        let Opening { name, url, store, time, randomness, settings, signing_key } = opening;
        let clock = Clock::new(time);
        let row = match store.read("", clock.now(), |db| Ok(db.instance_named(name)?))? {
            Some(row) => row,
            None => Self::create(name, &store, &clock, &randomness, signing_key)?,
        };
        let seed = serde_json::from_str(&row.seed).map_err(|cause| InstanceError::Data(cause.to_string()))?;
        Ok(Self {
            keys: Keys::from_der(&row.signing_key)?,
            id: row.id,
            url,
            frontend_api: row.frontend_api,
            secret_key: row.secret_key,
            clock,
            randomness,
            faults: Faults::default(),
            requests: RequestLog::default(),
            limits: Limits::default(),
            seed,
            settings: RwLock::new(settings.clone()),
            settings_at_start: settings,
            store,
        })
    }

    fn create(
        name: &str,
        store: &Store,
        clock: &Clock,
        randomness: &Randomness,
        signing_key: Option<SigningKey>,
    ) -> Result<InstanceRow, InstanceError> {
        let now = clock.now();
        let signing_key = match signing_key {
            Some(given) => given,
            None => SigningKey::generate(randomness)?,
        }
        .into_der();
        let seed = Seed::of_a_new_instance(randomness, now);
        let row = InstanceRow {
            id: randomness.id("ins", now),
            name: name.to_owned(),
            // The host's last part makes official clients use a dev browser (the development hosts listed in
            // @clerk/shared's constants); the name does not depend on the port, so a restart keeps the key.
            frontend_api: format!(
                "emulator-{}-1.clerk.accounts.dev",
                randomness.text(8, b"abcdefghijklmnopqrstuvwxyz")
            ),
            secret_key: format!("sk_test_{}", randomness.token()),
            signing_key,
            seed: serde_json::to_string(&seed).map_err(|cause| InstanceError::Data(cause.to_string()))?,
            created_at: now,
        };
        let keys = Keys::from_der(&row.signing_key)?;
        store.write(&row.id, now, |db| {
            db.add_instance(&row)?;
            seed.plant(&db, &keys, randomness)
        })?;
        Ok(row)
    }

    /// `pk_test_` and base64 of the host with a `$` (read so by every official client).
    pub(crate) fn publishable_key(&self) -> String {
        format!("pk_test_{}", STANDARD.encode(format!("{}$", self.frontend_api)))
    }

    /// The issuer of session tokens.
    pub(crate) fn issuer(&self) -> String {
        format!("https://{}", self.frontend_api)
    }

    /// The first line of output, and `GET /__emulator/instance`.
    pub(crate) fn describe(&self) -> Value {
        let person = |person: Option<(&str, &str, &str)>| {
            person.map(|(id, email_address, password)| {
                json!({ "userId": id, "emailAddress": email_address, "password": password })
            })
        };
        json!({
            "url": self.url,
            "publishableKey": self.publishable_key(),
            "secretKey": self.secret_key,
            "organizationId": self.seed.first_organization(),
            "admin": person(self.seed.person_in_role("org:admin")),
            "member": person(self.seed.person_in_role("org:member")),
        })
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn change_settings(&self, settings: Settings) {
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// Changes some settings, whatever others are changed at the same time, and answers all.
    pub(crate) fn change_settings_with(&self, how: impl FnOnce(&mut Settings)) -> Settings {
        let mut settings = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        how(&mut settings);
        settings.clone()
    }

    /// Reads this instance's rows as of `now`.
    pub(crate) fn read<T>(
        &self,
        now: i64,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        self.store.read(&self.id, now, work)
    }

    /// Changes this instance's rows as of `now`, all of it or nothing.
    pub(crate) fn write<T>(
        &self,
        now: i64,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        self.store.write(&self.id, now, work)
    }

    /// Back to the seed: rows with the same ids, clock, settings, faults, log, limits.
    pub(crate) fn reset(&self) -> Result<(), ClerkError> {
        self.clock.reset();
        self.write(self.clock.now(), |db| {
            db.wipe()?;
            self.seed.plant(&db, &self.keys, &self.randomness)
        })?;
        self.change_settings(self.settings_at_start.clone());
        self.faults.clear();
        self.requests.clear();
        self.limits.clear();
        Ok(())
    }
}
