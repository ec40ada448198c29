//! The `clerk-emulator` command: reads arguments into a [`Config`], prints one line of JSON, and stops on a signal.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use clerk_emulator::{
    Config, Emulator, NewInstance, NpmPackages, PublicUrl, SETTINGS, Seed, Settings, StaticFolder,
};
use serde_json::Value;

/// Clerk's Frontend and Backend API for organizations, local, on embedded SQLite. Unofficial.
///
/// Listens on 127.0.0.1 unless --host is given. The first line of output is one JSON object: url, publishableKey, secretKey,
/// organizationId, and an admin and a member with their passwords. It stops on SIGTERM and SIGINT.
///
/// Each flag has an environment variable: CLERK_EMULATOR_PORT for --port, CLERK_EMULATOR_SETTING for --setting. Commas
/// separate several values.
///
/// For tests, below /__emulator: instance, instances, state, snapshot, restore, health, reset, clock, faults, requests,
/// invitations, outbox, webhooks, settings. At / and /__emulator/inspector is the inspector, a page for people. The
/// README describes each of them, and how to point Clerk's clients at the emulator.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The port; 0 for any free port.
    #[arg(long, default_value_t = 4100, env = "CLERK_EMULATOR_PORT")]
    port: u16,
    /// The address to listen on. Any machine that can connect can read and change everything, so use an address other
    /// than this machine's own only in closed networks.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_name = "ADDRESS", env = "CLERK_EMULATOR_HOST")]
    host: IpAddr,
    /// The database file, which is created if it does not exist, or ":memory:".
    #[arg(long, default_value = ":memory:", value_name = "PATH", env = "CLERK_EMULATOR_DATABASE")]
    database: PathBuf,
    /// A JSON file with the initial data of a new database, in the format of GET /__emulator/state. An existing
    /// database keeps its data.
    #[arg(long, value_name = "FILE", env = "CLERK_EMULATOR_SEED")]
    seed: Option<PathBuf>,
    /// A JSON file with "seed" and "settings": the initial data of a new database, and the settings. --seed and
    /// --setting take precedence.
    #[arg(long, value_name = "FILE", env = "CLERK_EMULATOR_CONFIG")]
    config: Option<PathBuf>,
    /// Serve the files of a folder below a path (repeatable), e.g. --static /=www
    #[arg(long = "static", value_name = "PREFIX=DIR")]
    static_folders: Vec<StaticFolder>,
    /// A folder in which npm installed @clerk/clerk-js and, for Clerk's components, @clerk/ui. Their scripts are served
    /// below /npm/, where a ClerkProvider without a Clerk property loads them. By default, the packages in the
    /// node_modules of the working directory and of its parents are used.
    #[arg(long, value_name = "DIR", env = "CLERK_EMULATOR_CLERK_JS")]
    clerk_js: Option<NpmPackages>,
    /// Change a setting (repeatable), e.g. --setting frontend_bulk_limit=50
    #[arg(long = "setting", value_name = "NAME=VALUE")]
    settings: Vec<String>,
    /// Answer requests with this name in their Host header, such as a container's name (repeatable).
    #[arg(long = "allowed-host", value_name = "NAME")]
    allowed_hosts: Vec<String>,
    /// The URL that browsers use, behind a proxy or in a container, e.g. https://clerk.example.test. Links in
    /// mails, images and the clients' configuration start with it, and requests for its host are answered.
    #[arg(long, value_name = "URL", env = "CLERK_EMULATOR_PUBLIC_URL")]
    public_url: Option<PublicUrl>,
    /// Send the events of the default instance to this http URL, signed as Svix signs them (repeatable). The first line
    /// then has "webhooks" with the secrets.
    #[arg(long = "webhook", value_name = "URL", env = "CLERK_EMULATOR_WEBHOOK", value_delimiter = ',')]
    webhooks: Vec<String>,
    /// Do not limit Backend API requests: short for --setting rate_limits=false
    #[arg(long, env = "CLERK_EMULATOR_NO_RATE_LIMITS")]
    no_rate_limits: bool,
    /// List the settings, their defaults, and the reason for each default.
    #[arg(long = "settings")]
    list_settings: bool,
    /// Do not print a line per request on standard error.
    #[arg(long, env = "CLERK_EMULATOR_QUIET")]
    quiet: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(io::stderr(), "clerk-emulator: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let mut arguments = arguments;
    add_lists(&mut arguments, |name| std::env::var(name).ok())?;
    let mut settings = Settings::default();
    let configured = arguments.config.as_deref().map(read_config).transpose()?.unwrap_or_default();
    settings.set_all(&configured.settings)?;
    for setting in &arguments.settings {
        let (name, value) =
            setting.split_once('=').ok_or(format!("write --setting NAME=VALUE, not {setting}"))?;
        settings.set(name, value)?;
    }
    if arguments.no_rate_limits {
        settings.set("rate_limits", "false")?;
    }
    if arguments.list_settings {
        return match list(&settings) {
            // The reader, for example `head`, has closed the pipe.
            Err(problem) if problem.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            listed => listed.map_err(|problem| problem.to_string()),
        };
    }
    // Before the first line is printed, because its reader may send a signal at once.
    let mut signals = Signals::listen().map_err(|problem| problem.to_string())?;
    if let Some(warning) = exposure(arguments.host) {
        // Printed even with --quiet, which only disables the lines per request.
        let _ = writeln!(io::stderr(), "clerk-emulator: {warning}");
    }
    let config = Config {
        host: arguments.host,
        port: arguments.port,
        allowed_hosts: arguments.allowed_hosts,
        public_url: arguments.public_url,
        database: arguments.database,
        static_folders: arguments.static_folders,
        npm_packages: arguments.clerk_js.unwrap_or_else(installed_packages),
        settings,
        seed: arguments.seed.as_deref().map(read_seed).transpose()?.or(configured.seed),
        webhooks: arguments.webhooks,
        quiet: arguments.quiet,
        ..Config::default()
    };
    let emulator = Emulator::start(config).await.map_err(|problem| problem.to_string())?;
    for warning in emulator.warnings() {
        let _ = writeln!(io::stderr(), "clerk-emulator: warning: {warning}");
    }
    // If standard output is closed, this fails and the emulator still runs.
    let _ = announce(&emulator);
    signals.wait().await;
    emulator.stop().await;
    Ok(())
}

/// The packages that npm installed in the working directory or in a parent of it.
fn installed_packages() -> NpmPackages {
    std::env::current_dir().map(|folder| NpmPackages::near(&folder)).unwrap_or_default()
}

/// The warning if other machines can reach the emulator.
fn exposure(host: IpAddr) -> Option<String> {
    (!host.is_loopback()).then(|| {
        format!(
            "warning: listening on {host}: any machine that can connect can sign in as any user, read every mail and \
             change everything, because the controls need no key"
        )
    })
}

fn read_seed(path: &Path) -> Result<Seed, String> {
    let text =
        std::fs::read_to_string(path).map_err(|cause| format!("cannot read {}: {cause}", path.display()))?;
    Seed::from_json(&text).map_err(|problem| format!("{}: {problem}", path.display()))
}

/// Reads the file of `--config`. Its format is that of the body of `POST /__emulator/instances`.
fn read_config(path: &Path) -> Result<NewInstance, String> {
    let text =
        std::fs::read_to_string(path).map_err(|cause| format!("cannot read {}: {cause}", path.display()))?;
    let document = serde_json::from_str(&text).map_err(|problem| problem.to_string());
    document.and_then(NewInstance::from_value).map_err(|problem| format!("{}: {problem}", path.display()))
}

/// Reads repeatable flags from their environment variables, with values separated by commas. A flag on the command line
/// takes precedence.
fn add_lists(arguments: &mut Arguments, variable: impl Fn(&str) -> Option<String>) -> Result<(), String> {
    let list = |name: &str| -> Vec<String> {
        let value = variable(name).unwrap_or_default();
        value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    if arguments.settings.is_empty() {
        arguments.settings = list("CLERK_EMULATOR_SETTING");
    }
    if arguments.allowed_hosts.is_empty() {
        arguments.allowed_hosts = list("CLERK_EMULATOR_ALLOWED_HOST");
    }
    if arguments.static_folders.is_empty() {
        let folders = list("CLERK_EMULATOR_STATIC").into_iter().map(|folder| folder.parse());
        arguments.static_folders = folders.collect::<Result<_, String>>()?;
    }
    Ok(())
}

fn announce(emulator: &Emulator) -> io::Result<()> {
    let instance = emulator.instance();
    let mut out = io::stdout().lock();
    let text = |pointer: &str| instance.pointer(pointer).and_then(Value::as_str).unwrap_or("-").to_owned();
    writeln!(out, "{instance}")?;
    writeln!(out, "clerk-emulator listens on http://{}", emulator.address())?;
    writeln!(out, "  url              {}", text("/url"))?;
    writeln!(out, "  publishable key  {}", text("/publishableKey"))?;
    writeln!(out, "  secret key       {}", text("/secretKey"))?;
    writeln!(out, "  admin            {}  {}", text("/admin/emailAddress"), text("/admin/password"))?;
    writeln!(out, "  member           {}  {}", text("/member/emailAddress"), text("/member/password"))?;
    writeln!(out, "  clerk-js         new Clerk(publishableKey, {{ proxyUrl: \"{}\" }})", text("/url"))?;
    for webhook in instance.pointer("/webhooks").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| webhook.get(name).and_then(Value::as_str).unwrap_or("-").to_owned();
        writeln!(out, "  webhook          {}  {}", text("url"), text("secret"))?;
    }
    writeln!(
        out,
        "  controls         {}/__emulator/outbox, /requests, /faults, /clock, /reset",
        text("/url")
    )?;
    out.flush()
}

fn list(settings: &Settings) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let values = settings.to_json();
    for info in SETTINGS {
        let value = values.get(info.name).map_or_else(String::new, |value| {
            value.as_str().map_or_else(|| value.to_string(), str::to_owned)
        });
        writeln!(out, "{}={value}  ({})\n   {}\n", info.name, info.takes, info.doc.trim())?;
    }
    out.flush()
}

/// The signals that stop the command.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// The signals that stop the command.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn wait(&mut self) {
        // Without a handler for Ctrl-C, only killing the process stops the server.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::exposure;

    #[test]
    fn only_an_address_that_others_can_reach_causes_a_warning() {
        for (host, warned) in [
            ("127.0.0.1", false),
            ("127.8.8.8", false),
            ("::1", false),
            ("0.0.0.0", true),
            ("::", true),
            ("192.168.1.7", true),
            ("10.0.0.1", true),
        ] {
            let warning = exposure(host.parse().unwrap());
            assert_eq!(
                warning.as_ref().is_some_and(|text| text.contains(host)),
                warned,
                "{host}: {warning:?}"
            );
        }
    }
}
