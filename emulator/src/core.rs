//! The emulator without a socket: it takes a request and returns an answer.

#[cfg(test)]
mod statements;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use serde_json::Value;

use crate::clock::TimeSource;
use crate::host::{Host, Instances, NewInstance, Origin};
use crate::http;
use crate::http::static_files::StaticFiles;
use crate::ids::Randomness;
use crate::instance::{Instance, InstanceError};
use crate::log::{Log, LogSink};
use crate::runtime::{Outgoing, Sleep};
use crate::seed::Seed;
use crate::settings::Settings;
use crate::store::{OpenError, Store};
use crate::tokens::SigningKey;
use crate::webhooks::Senders;

/// A fault requires closing the connection without an answer.
pub use http::pipeline::Dropped;

/// The options of [`Core::open`], including every resource of the machine that a core uses.
#[derive(Debug)]
pub struct CoreConfig {
    /// The URL for clients, without a trailing slash. Links in mails, image URLs and the clients' configuration start
    /// with it.
    pub url: String,
    /// Host names to accept in the `Host` header, in addition to this machine's own.
    pub allowed_hosts: Vec<String>,
    /// The database file, or `:memory:`.
    pub database: PathBuf,
    /// The initial content of a new database, from [`Core::image`].
    pub image: Option<Vec<u8>>,
    /// The settings that instances start with and return to after a reset.
    pub settings: Settings,
    /// The source of time.
    pub time: TimeSource,
    /// The source of ids, tokens and keys.
    pub randomness: Randomness,
    /// The seed of a new database's default instance. By default, the built-in people and invitations.
    pub seed: Option<Seed>,
    /// The key that new instances sign tokens with. By default, a new key is generated.
    pub signing_key: Option<SigningKey>,
    /// Receives one line per request.
    pub log: Option<LogSink>,
    /// How to wait, for faults with a delay and for callers that wait for log entries.
    pub sleep: Sleep,
    /// Sends webhooks. Without it, webhooks are stored but not sent.
    pub outgoing: Option<Outgoing>,
    /// The webhook endpoints of the default instance: `http` URLs. An existing endpoint is not added again.
    pub webhooks: Vec<String>,
}

/// The reason why opening a core or creating an instance failed.
#[derive(Debug, thiserror::Error)]
pub enum CoreError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database does not hold a usable instance.
    #[error(transparent)]
    Instance(#[from] InstanceError),
}

/// An emulator without a socket: [`handle`](Self::handle) answers a request. It needs no async runtime (see
/// [`CoreConfig::sleep`]). On a Tokio runtime, slow work runs on Tokio's blocking threads.
#[derive(Debug, Clone)]
pub struct Core(Arc<Host>);

impl Core {
    /// Opens the database and seeds it if it is empty.
    ///
    /// # Errors
    ///
    /// [`CoreError::Open`] if the database or the image cannot be used, [`CoreError::Instance`] for an invalid seed, setting
    /// or signing key.
    pub fn open(config: CoreConfig) -> Result<Self, CoreError> {
        let bound = (Ipv4Addr::LOCALHOST.into(), None);
        Ok(Self(Arc::new(open(config, StaticFiles::default(), bound)?)))
    }

    /// Answers a request. Only its method, path, query, headers and body matter.
    ///
    /// # Errors
    ///
    /// [`Dropped`] if a fault requires closing the connection without an answer. If a fault cuts an answer off,
    /// reading its body fails.
    pub async fn handle(&self, request: Request<Bytes>) -> Result<Response<Body>, Dropped> {
        http::pipeline::serve(Arc::clone(&self.0), request.map(Body::from)).await
    }

    /// Describes the default instance: URL, keys, organization and people. With webhooks, the description includes
    /// their URLs and secrets.
    pub fn instance(&self) -> Value {
        let mut description = self.0.instances.default.describe();
        if let (Some(fields), Some(webhooks)) = (description.as_object_mut(), self.0.describe_webhooks()) {
            fields.insert("webhooks".to_owned(), webhooks);
        }
        description
    }

    /// Warnings about the stored instances, as text for people. They name stored settings that this version does not
    /// have.
    pub fn warnings(&self) -> Vec<String> {
        let instances = &self.0.instances;
        let all = std::iter::once(Arc::clone(&instances.default)).chain(instances.others());
        let of = |instance: Arc<Instance>| {
            let name = instance.path();
            let warnings = instance.warnings.iter();
            warnings.map(|text| format!("the database's instance {name}/: {text}")).collect::<Vec<_>>()
        };
        all.flat_map(of).collect()
    }

    /// Creates an instance like `POST /__emulator/instances` and returns its description, like
    /// [`instance`](Self::instance).
    ///
    /// # Errors
    ///
    /// [`InstanceError::TooMany`] if 500 instances exist, [`InstanceError::Setting`] for an unknown setting or an
    /// invalid value, [`InstanceError::Seed`] for an invalid seed.
    pub fn create_instance(&self, new: NewInstance) -> Result<Value, InstanceError> {
        self.0.instances.create(new).map(|instance| instance.describe())
    }

    /// Ends an instance that [`create_instance`](Self::create_instance) created, and removes its data. `url` is its
    /// URL. Returns `false` if no instance has this URL.
    ///
    /// # Errors
    ///
    /// [`InstanceError::Data`] if the database fails.
    pub fn end_instance(&self, url: &str) -> Result<bool, InstanceError> {
        let others = self.0.instances.others();
        let Some(instance) = others.into_iter().find(|instance| instance.url == url) else {
            return Ok(false);
        };
        self.0.instances.end(&instance)?;
        Ok(true)
    }

    /// The whole database as an SQLite file: every committed change of every instance. [`CoreConfig::image`] loads it.
    /// Clocks, faults and request logs are not part of it.
    ///
    /// # Errors
    ///
    /// [`OpenError::Sqlite`] if the database cannot be read.
    pub fn image(&self) -> Result<Vec<u8>, OpenError> {
        self.0.instances.image()
    }

    #[cfg(feature = "server")]
    pub(crate) fn host(&self) -> &Arc<Host> {
        &self.0
    }

    #[cfg(feature = "server")]
    pub(crate) fn of(host: Host) -> Self {
        Self(Arc::new(host))
    }
}

/// Opens everything that the first request needs. `bound` is the address that it listens on and the public URL's host.
pub(crate) fn open(
    config: CoreConfig,
    static_files: StaticFiles,
    bound: (IpAddr, Option<&str>),
) -> Result<Host, CoreError> {
    let store = Store::open(&config.database, config.image.as_deref())?;
    let origin = Origin {
        url: config.url,
        store: Arc::new(store),
        time: config.time,
        randomness: config.randomness,
        settings: config.settings,
    };
    let (address, public_host) = bound;
    let host = Host {
        static_files,
        log: Log::new(config.log),
        sleep: config.sleep.clone(),
        allowed_hosts: http::allowed_hosts::AllowedHosts::new(address, &config.allowed_hosts, public_host),
        webhooks: Senders { outgoing: config.outgoing, sleep: config.sleep },
        instances: Instances::open(origin, config.signing_key, config.seed)?,
    };
    host.start_webhooks(&config.webhooks)?;
    Ok(host)
}
