//! The emulator on a socket: [`Emulator`] starts, serves and stops.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::clock::TimeSource;
use crate::core::{self, Core, CoreConfig, CoreError};
use crate::host::NewInstance;
use crate::http;
use crate::http::npm_packages::NpmPackages;
use crate::http::static_files::{StaticFiles, StaticFolder};
use crate::ids::Randomness;
use crate::instance::InstanceError;
use crate::log::LogSink;
use crate::public_url::PublicUrl;
use crate::runtime::Sleep;
use crate::seed::Seed;
use crate::settings::Settings;
use crate::store::OpenError;
use crate::tokens::SigningKey;
use crate::webhooks;

/// The options of an emulator. By default it uses any free port, keeps data in memory, and logs no requests.
#[derive(Debug)]
pub struct Config {
    /// The address to listen on. 127.0.0.1 by default. Any machine that can connect can read and change everything.
    pub host: IpAddr,
    /// The port. 0 means any free port.
    pub port: u16,
    /// Host names to accept in the `Host` header, in addition to this machine's own and `host`. Requests with any other
    /// name are rejected, which prevents DNS rebinding.
    pub allowed_hosts: Vec<String>,
    /// The URL that browsers use, if it differs from the address that the emulator listens on: behind a proxy, or in a
    /// container. Links in mails, image URLs and the clients' configuration start with it.
    pub public_url: Option<PublicUrl>,
    /// The database file, or `:memory:`.
    pub database: PathBuf,
    /// Folders to serve next to the API.
    pub static_folders: Vec<StaticFolder>,
    /// Installed Clerk packages to serve below `/npm/`, where Clerk's components load their scripts.
    pub npm_packages: NpmPackages,
    /// The settings that instances start with and return to on a reset.
    pub settings: Settings,
    /// The source of time.
    pub time: TimeSource,
    /// The source of ids, tokens and keys.
    pub randomness: Randomness,
    /// The seed of a new database's default instance. By default, the built-in people and invitations. A stored
    /// instance keeps its data.
    pub seed: Option<Seed>,
    /// The key that new instances sign tokens with. By default, a new key is generated. A stored instance keeps its key.
    pub signing_key: Option<SigningKey>,
    /// The webhook endpoints of the default instance: `http` URLs. An existing endpoint is not added again.
    pub webhooks: Vec<String>,
    /// Whether to disable the line per request on standard error.
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
            npm_packages: NpmPackages::default(),
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

/// The reason why an emulator failed to start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address or port is not available.
    #[error("cannot listen on {host}:{port}: {source}{}", if .source.kind() == std::io::ErrorKind::AddrInUse {
        "; another program uses the port, choose another with --port (0 for any free port)"
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

impl From<CoreError> for Error {
    fn from(problem: CoreError) -> Self {
        match problem {
            CoreError::Open(problem) => Self::Open(problem),
            CoreError::Instance(problem) => Self::Instance(problem),
        }
    }
}

/// A running emulator. Dropping it stops it without waiting for open requests.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    core: Core,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Emulator {
    /// Opens the database, seeds it if it is empty, and listens. When it returns, the emulator accepts requests.
    pub async fn start(config: Config) -> Result<Self, Error> {
        let listen = |source| Error::Listen { host: config.host, port: config.port, source };
        let listener = TcpListener::bind((config.host, config.port)).await.map_err(listen)?;
        let mut address = listener.local_addr().map_err(listen)?;
        if address.ip().is_unspecified() {
            // The unspecified address cannot be part of a URL that a client opens.
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let local = format!("http://{address}");
        let url = config.public_url.as_ref().map_or(local, |public| public.as_str().to_owned());
        let core = blocking(move || open(config, url)).await??;
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(http::server::run(listener, Arc::clone(core.host()), stopped));
        Ok(Self { address, core, stop, served })
    }

    /// The address that the emulator listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The default instance's URL, without a trailing slash. It starts with the public URL, if there is one.
    pub fn url(&self) -> &str {
        &self.core.host().instances.default.url
    }

    /// Describes the default instance, as the command prints it: URL, keys, organization and people. With webhooks, the
    /// description includes their URLs and secrets.
    pub fn instance(&self) -> serde_json::Value {
        self.core.instance()
    }

    /// Warnings about the stored instances, as text for people. They name stored settings that this version does not
    /// have.
    pub fn warnings(&self) -> Vec<String> {
        self.core.warnings()
    }

    /// Creates an instance in a few milliseconds, like `POST /__emulator/instances`. Its `url` is below this
    /// emulator's, and it has its own keys, people, clock, settings, faults, outbox and request log. Instances share no
    /// data. Returns its description, in the form of [`instance`](Self::instance).
    ///
    /// # Errors
    ///
    /// [`InstanceError::TooMany`] if 500 instances exist, [`InstanceError::Setting`] for an unknown setting or an
    /// invalid value, [`InstanceError::Seed`] for an invalid seed.
    pub async fn create_instance(&self, new: NewInstance) -> Result<serde_json::Value, Error> {
        let core = self.core.clone();
        Ok(blocking(move || core.create_instance(new)).await??)
    }

    /// Ends an instance that [`create_instance`](Self::create_instance) created, and removes its data. `url` is its
    /// URL. Returns `false` if no instance has this URL.
    pub async fn end_instance(&self, url: &str) -> Result<bool, Error> {
        let (core, url) = (self.core.clone(), url.to_owned());
        Ok(blocking(move || core.end_instance(&url)).await??)
    }

    /// Stops the emulator. Open requests have up to three seconds to finish.
    pub async fn stop(self) {
        // This only fails if the server has already stopped.
        let _ = self.stop.send(());
        let _ = self.served.await;
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    spawn_blocking(work).await.map_err(|cause| Error::Thread(cause.to_string()))
}

fn open(config: Config, url: String) -> Result<Core, CoreError> {
    let files = StaticFiles::new(&config.static_folders, config.npm_packages);
    let bound = (config.host, config.public_url.as_ref().map(PublicUrl::host));
    let core = CoreConfig {
        url,
        allowed_hosts: config.allowed_hosts,
        database: config.database,
        image: None,
        settings: config.settings,
        time: config.time,
        randomness: config.randomness,
        seed: config.seed,
        signing_key: config.signing_key,
        log: (!config.quiet).then(LogSink::stderr),
        sleep: Sleep::tokio(),
        // The tasks that send webhooks run on this runtime.
        outgoing: webhooks::post::outgoing(),
        webhooks: config.webhooks,
    };
    core::open(core, files, bound).map(Core::of)
}
