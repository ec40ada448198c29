//! The host of one process: its instances, routes, folders and log.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::clock::TimeSource;
use crate::document;
use crate::error::ClerkError;
use crate::http::allowed_hosts::AllowedHosts;
use crate::http::static_files::StaticFiles;
use crate::ids::Randomness;
use crate::instance::{self, Instance, InstanceError, Making, Opening};
use crate::log::Log;
use crate::runtime::Sleep;
use crate::seed::Seed;
use crate::settings::Settings;
use crate::store::{OpenError, Store};
use crate::tokens::SigningKey;
use crate::webhooks::Senders;

/// The most instances besides the default one. Each takes some hundred kilobytes. The limit stops a suite that never
/// ends its instances before the machine runs out of memory.
const MOST_INSTANCES: usize = 500;

/// The settings and the seed of a new instance.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewInstance {
    /// Settings by name, as in `--setting`. The others have the values that the emulator was started with.
    pub settings: Map<String, Value>,
    /// The seed of the instance. By default, the built-in people and invitations.
    pub seed: Option<Seed>,
}

impl NewInstance {
    /// Reads the body of `POST /__emulator/instances`.
    ///
    /// # Errors
    ///
    /// The path and the reason if the document is invalid.
    pub fn from_value(document: Value) -> Result<Self, String> {
        if !document.is_object() {
            return Err("Send an object, or nothing.".to_owned());
        }
        document::read(&document).map_err(|misfit| misfit.to_string())
    }
}

#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) static_files: StaticFiles,
    pub(crate) log: Log,
    pub(crate) sleep: Sleep,
    pub(crate) allowed_hosts: AllowedHosts,
    /// Declared before `instances`, so that the senders are dropped first.
    pub(crate) webhooks: Senders,
    pub(crate) instances: Instances,
}

impl Host {
    /// Starts sending the webhooks of all instances, and adds these endpoints to the default one.
    pub(crate) fn start_webhooks(&self, urls: &[String]) -> Result<(), InstanceError> {
        let default = &self.instances.default;
        for instance in std::iter::once(Arc::clone(default)).chain(self.instances.others()) {
            self.webhooks.resume(&instance)?;
        }
        let known = default.read(default.clock.now(), |db| Ok(db.webhook_endpoints()?))?;
        for url in urls.iter().filter(|url| known.iter().all(|endpoint| endpoint.url != **url)) {
            self.webhooks.add(default, default.era(), url)?;
        }
        Ok(())
    }

    /// The webhook endpoints of the default instance. `None` if it has none.
    pub(crate) fn describe_webhooks(&self) -> Option<Value> {
        let default = &self.instances.default;
        let endpoints = default.read(default.clock.now(), |db| Ok(db.webhook_endpoints()?)).ok()?;
        let shown = |endpoint: &crate::store::WebhookEndpoint| serde_json::json!({ "id": endpoint.id, "url": endpoint.url, "secret": endpoint.secret });
        (!endpoints.is_empty()).then(|| endpoints.iter().map(shown).collect())
    }
}

/// The default instance, the others, and what is needed to create one.
#[derive(Debug)]
pub(crate) struct Instances {
    pub(crate) default: Arc<Instance>,
    /// By name.
    others: RwLock<BTreeMap<String, Arc<Instance>>>,
    /// Held while an instance is created, so that there are never more than [`MOST_INSTANCES`].
    making: Mutex<()>,
    from: Origin,
}

/// What every instance of the process is created from.
#[derive(Debug)]
pub(crate) struct Origin {
    /// The URL of the process, without a trailing slash.
    pub(crate) url: String,
    pub(crate) store: Arc<Store>,
    pub(crate) time: TimeSource,
    pub(crate) randomness: Randomness,
    pub(crate) settings: Settings,
}

impl Origin {
    fn opening(&self, store: Arc<Store>) -> Opening {
        Opening {
            origin: self.url.clone(),
            store,
            time: self.time.clone(),
            randomness: self.randomness.fork(),
            settings: self.settings.clone(),
        }
    }
}

impl Instances {
    /// Opens the stored instances. Creates the default instance with this key and seed if the database has none.
    pub(crate) fn open(
        from: Origin,
        signing_key: Option<SigningKey>,
        seed: Option<Seed>,
    ) -> Result<Self, InstanceError> {
        let (row, further) = from
            .store
            .read("", from.time.now(), |db| Ok((db.instance_named("")?, db.further_instances()?)))?;
        let opening = from.opening(Arc::clone(&from.store));
        let default = match row {
            Some(row) => Instance::open(row, opening)?,
            None => {
                let signing_key = match signing_key {
                    Some(given) => given,
                    None => SigningKey::generate(&from.randomness)?,
                };
                let name = String::new();
                Instance::create(Making { name, signing_key, seed, changed_settings: Map::new() }, opening)?
            }
        };
        let mut others = BTreeMap::new();
        for row in further {
            let other = Instance::open(row, from.opening(Arc::clone(&from.store)))?;
            others.insert(other.name.clone(), Arc::new(other));
        }
        Ok(Self { default: Arc::new(default), others: RwLock::new(others), making: Mutex::new(()), from })
    }

    /// Creates an instance that is ready to use.
    pub(crate) fn create(&self, new: NewInstance) -> Result<Arc<Instance>, InstanceError> {
        let _alone = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if self.others().len() >= MOST_INSTANCES {
            return Err(InstanceError::TooMany(MOST_INSTANCES));
        }
        let opening = self.from.opening(Arc::clone(&self.from.store));
        let signing_key = self.default.signing_key.sibling(&opening.randomness)?;
        let name = opening.randomness.name();
        let making =
            Making { name: name.clone(), signing_key, seed: new.seed, changed_settings: new.settings };
        let instance = Arc::new(Instance::create(making, opening)?);
        let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
        others.insert(name, Arc::clone(&instance));
        Ok(instance)
    }

    /// Ends an instance other than the default one, and removes its data. Does nothing if it has already ended.
    pub(crate) fn end(&self, instance: &Instance) -> Result<(), ClerkError> {
        instance.end()?;
        self.others.write().unwrap_or_else(PoisonError::into_inner).remove(&instance.name);
        Ok(())
    }

    /// The database as an SQLite file.
    pub(crate) fn image(&self) -> Result<Vec<u8>, OpenError> {
        self.from.store.image()
    }

    /// The instances besides the default one.
    pub(crate) fn others(&self) -> Vec<Arc<Instance>> {
        self.others.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The instance of a path, and the rest of the path. `None` if no instance has the name in `/i/<name>`.
    pub(crate) fn of_path(&self, path: &str) -> Option<(Arc<Instance>, String)> {
        let Some(named) = path.strip_prefix(instance::PREFIX) else {
            return Some((Arc::clone(&self.default), path.to_owned()));
        };
        let (name, rest) = named.split_once('/').unwrap_or((named, ""));
        let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
        Some((Arc::clone(others.get(name)?), format!("/{rest}")))
    }
}
