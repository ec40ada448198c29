//! Clerk's Frontend API, and beside it the Backend API, for organizations and their invitations: local, in one
//! process, on embedded SQLite. An unofficial test tool: Clerk's own clients talk to it unchanged.
//!
//! # Where things are
//!
//! A request goes through `http` to a handler. A handler reads what was asked and calls `acts`, which ask `rules` for
//! decisions and `store` for rows. What is above may use what is below, never the other way round:
//! `tests/emulator/rooms.rs` lists the rooms in this order and checks every file.
//!
//! | to change | go to |
//! |---|---|
//! | what every request passes through: faults, origin, version, which API | `http/pipeline.rs` |
//! | which operations there are, what each counts as | `http/{frontend,backend}/operations.rs`, `http/portal.rs` |
//! | a Frontend API call | `http/frontend/<resource>.rs` |
//! | a Backend API call | `http/backend/<resource>.rs` |
//! | an object's JSON | `http/frontend/shapes.rs`, `http/backend/shapes.rs`; `http/shapes.rs` for both APIs |
//! | which client, session and member the caller is | `http/identity.rs`, `http/frontend/caller.rs` |
//! | what happens, whichever way it was asked for: invite, accept, enroll, sign in, begin a session | `acts/` |
//! | whether something may be done | `rules/<subject>.rs`, pure functions with tables of cases |
//! | what rules and rows have in common | `model/` |
//! | SQL | `store/<resource>.rs`; tables in `store/schema/<version>.sql` |
//! | counters, expiry, removal, connections, query plans | `store/{counters,expiry,purge,connections,plans}.rs` |
//! | a code, status or message | `error.rs` |
//! | a guess about Clerk, made changeable | `settings.rs` |
//! | what counts against which rate limit | `limits.rs` |
//! | a mail | `mail.rs` |
//! | a page for people: account portal, outbox, a link that cannot be used | `pages/`, the portal's steps in `http/portal.rs` |
//! | `/__emulator/…` | `control/` |
//! | the request log, what is hidden in it, faults | `request_log.rs`, `redact.rs`, `faults.rs` |
//! | what a new instance contains, `--seed`, `GET /__emulator/state` | `seed/` |
//! | tokens and tickets | `tokens.rs`, packed claims in `rules/claims.rs` |
//! | what must not happen inside a write | `rows_only.rs` |
//! | what Clerk publishes and is not here (501) | `http/published.txt`, `SUPPORTED.md` |
//! | what must hold for every reader of outside data | `outside.rs`, tried by properties and by `fuzz/` |
//! | what is sent to webhooks: the events | `http/backend/events.rs`; which rows count, `store/schema/7.sql` |
//! | how webhooks are sent, signed and retried | `webhooks/` |
//! | instances beside the default one | `host.rs` makes, finds and ends them, `instance.rs` is one of them |
//!
//! Time comes from `clock.rs`, randomness from `ids.rs`; nothing else takes either from the air.
//!
//! # Use from Rust
//!
//! ```no_run
//! # async fn example() -> Result<(), clerk_emulator::Error> {
//! let emulator = clerk_emulator::Emulator::start(clerk_emulator::Config::default()).await?;
//! println!("{} {}", emulator.url(), emulator.instance()["publishableKey"]);
//! emulator.stop().await;
//! # Ok(())
//! # }
//! ```

// The display configuration is one JSON literal of many fields.
#![recursion_limit = "256"]

mod acts;
mod clock;
mod control;
mod error;
mod faults;
mod host;
mod http;
mod ids;
mod instance;
mod limits;
mod log;
mod mail;
mod model;
#[cfg(any(test, fuzzing))]
pub mod outside;
mod pages;
mod pairs;
mod passwords;
mod public_url;
mod redact;
mod request_log;
mod rows_only;
mod rules;
mod seed;
mod settings;
mod store;
mod tokens;
mod webhooks;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use clock::TimeSource;
pub use host::NewInstance;
pub use http::operations::OperationInfo;
pub use http::static_files::StaticFolder;
pub use ids::Randomness;
pub use instance::InstanceError;
pub use public_url::PublicUrl;
pub use seed::{Seed, SeedError};
pub use settings::{SETTINGS, SettingInfo, Settings};
pub use store::OpenError;
pub use tokens::{KeyError, SigningKey};

use host::{Host, Instances, Origin};
use store::Store;

/// How an emulator is started. The default: any free port, data in memory, quiet.
#[derive(Debug)]
pub struct Config {
    /// The address to listen on; 127.0.0.1 by default. Everyone who can reach it can read and change everything.
    pub host: IpAddr,
    /// The port; 0 for any free port.
    pub port: u16,
    /// Further names that the `Host` header may have, beside this machine's own and `host`. Requests with any other name
    /// are refused, which prevents DNS rebinding.
    pub allowed_hosts: Vec<String>,
    /// Where browsers reach the emulator, if that is not the address that it listens on: behind a proxy, or in a
    /// container. Links in mails, images and the clients' configuration begin with it.
    pub public_url: Option<PublicUrl>,
    /// The database file, or `:memory:`.
    pub database: PathBuf,
    /// Folders to serve beside the API.
    pub static_folders: Vec<StaticFolder>,
    /// The settings that instances start with and return to on a reset.
    pub settings: Settings,
    /// Where time comes from.
    pub time: TimeSource,
    /// Where ids, tokens and keys come from.
    pub randomness: Randomness,
    /// What the default instance of a new database begins with. By default, the built-in people and invitations. A
    /// stored instance keeps its data.
    pub seed: Option<Seed>,
    /// The key that new instances sign tokens with. By default, a new key is generated. A stored instance keeps its key.
    pub signing_key: Option<SigningKey>,
    /// Where the default instance sends its events: `http` URLs. One that it sends to already is not added again.
    pub webhooks: Vec<String>,
    /// Whether to print no line per request on standard error.
    pub quiet: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            allowed_hosts: Vec::new(),
            public_url: None,
            database: ":memory:".into(),
            static_folders: Vec::new(),
            settings: Settings::default(),
            time: TimeSource::system(),
            randomness: Randomness::from_os(),
            seed: None,
            signing_key: None,
            webhooks: Vec::new(),
            quiet: true,
        }
    }
}

/// The reason why an emulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address or port is not available.
    #[error("cannot listen on {host}:{port}: {source}{}", if .source.kind() == std::io::ErrorKind::AddrInUse {
        "; another program has the port, choose one with --port (0 for any that is free)"
    } else { "" })]
    Listen {
        /// The requested address.
        host: IpAddr,
        /// The requested port.
        port: u16,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database does not hold a usable instance.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// A background thread failed.
    #[error("a thread failed: {0}")]
    Thread(String),
}

/// A running emulator. Dropping it stops it without waiting for open requests.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    host: Arc<Host>,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Emulator {
    /// Opens the database, seeds it if it is empty, and listens. The emulator answers requests when this returns.
    pub async fn start(config: Config) -> Result<Self, Error> {
        let listen = |source| Error::Listen { host: config.host, port: config.port, source };
        let listener = TcpListener::bind((config.host, config.port)).await.map_err(listen)?;
        let mut address = listener.local_addr().map_err(listen)?;
        if address.ip().is_unspecified() {
            // "Every address" cannot be part of a URL that a client opens.
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let local = format!("http://{address}");
        let url = config.public_url.as_ref().map_or(local, |public| public.as_str().to_owned());
        let runtime = tokio::runtime::Handle::current();
        let opening = move || {
            let webhooks = config.webhooks.clone();
            let host = open(config, url)?;
            host.start_webhooks(&runtime, &webhooks)?;
            Ok::<_, Error>(host)
        };
        let host = tokio::task::spawn_blocking(opening)
            .await
            .map_err(|cause| Error::Thread(cause.to_string()))??;
        let host = Arc::new(host);
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(http::server::run(listener, Arc::clone(&host), stopped));
        Ok(Self { address, host, stop, served })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The default instance's address, without a trailing slash: below the public URL, if there is one.
    pub fn url(&self) -> &str {
        &self.host.instances.default.url
    }

    /// Describes the default instance: URL, keys, organization and people, as the command prints them. With webhooks, it
    /// also has their URLs and secrets.
    pub fn instance(&self) -> serde_json::Value {
        let mut description = self.host.instances.default.describe();
        if let (Some(fields), Some(webhooks)) = (description.as_object_mut(), self.host.describe_webhooks()) {
            fields.insert("webhooks".to_owned(), webhooks);
        }
        description
    }

    /// Warnings about the stored instances, as text for people: stored settings that this version does not know.
    pub fn warnings(&self) -> Vec<String> {
        let instances = &self.host.instances;
        let all = std::iter::once(Arc::clone(&instances.default)).chain(instances.others());
        let of = |instance: Arc<instance::Instance>| {
            let name = instance.path();
            let warnings = instance.warnings.iter();
            warnings.map(|text| format!("the database's instance {name}/: {text}")).collect::<Vec<_>>()
        };
        all.flat_map(of).collect()
    }

    /// Creates a further instance in a few milliseconds, as `POST /__emulator/instances` does. It has its own `url`
    /// below this emulator's, and its own keys, people, clock, settings, faults, outbox and request log. Instances
    /// share nothing. Returns its description in the form of [`instance`](Self::instance).
    ///
    /// # Errors
    ///
    /// [`InstanceError::TooMany`] if there are 500 already, [`InstanceError::Setting`] for an unknown setting or an
    /// invalid value, [`InstanceError::Seed`] for an invalid seed.
    pub async fn create_instance(&self, new: NewInstance) -> Result<serde_json::Value, Error> {
        let host = Arc::clone(&self.host);
        let creating = move || host.instances.create(new).map(|instance| instance.describe());
        Ok(tokio::task::spawn_blocking(creating)
            .await
            .map_err(|cause| Error::Thread(cause.to_string()))??)
    }

    /// Ends an instance that [`create_instance`](Self::create_instance) created, given its `url`, and removes its data from
    /// the database. Returns `false` if no instance has this URL.
    pub async fn end_instance(&self, url: &str) -> Result<bool, Error> {
        let others = self.host.instances.others();
        let Some(instance) = others.into_iter().find(|instance| instance.url == url) else {
            return Ok(false);
        };
        let host = Arc::clone(&self.host);
        let ending = move || host.instances.end(&instance).map_err(InstanceError::from);
        tokio::task::spawn_blocking(ending).await.map_err(|cause| Error::Thread(cause.to_string()))??;
        Ok(true)
    }

    /// Stops the emulator. Open requests have up to three seconds to finish.
    pub async fn stop(self) {
        // This fails only if the server has stopped already.
        let _ = self.stop.send(());
        let _ = self.served.await;
    }
}

/// Every operation that an emulator answers.
pub fn operations() -> Vec<OperationInfo> {
    http::tables::all().chain(control::operations()).collect()
}

/// Opens what must exist before the first request.
fn open(config: Config, url: String) -> Result<Host, Error> {
    let origin = Origin {
        url,
        store: Arc::new(Store::open(&config.database)?),
        time: config.time,
        randomness: config.randomness,
        settings: config.settings,
    };
    Ok(Host {
        // axum builds a router with its state once instead of for each request.
        frontend: http::frontend::routes().with_state(()),
        backend: http::backend::routes().with_state(()),
        static_files: http::static_files::StaticFiles::new(&config.static_folders),
        log: log::Log::new(config.quiet),
        allowed_hosts: http::allowed_hosts::AllowedHosts::new(
            config.host,
            &config.allowed_hosts,
            config.public_url.as_ref().map(PublicUrl::host),
        ),
        webhooks: webhooks::Senders::default(),
        instances: Instances::open(origin, config.signing_key, config.seed)?,
    })
}
