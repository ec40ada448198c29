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
//! | from a request to its handler, 404, 405, 501 | `http/routes.rs` |
//! | which operations there are, what each counts as | `http/{frontend,backend}/operations.rs`, `http/portal.rs` |
//! | a Frontend API call | `http/frontend/<resource>.rs` |
//! | a Backend API call | `http/backend/<resource>.rs` |
//! | the cookies of a handshake, its nonce | `http/handshake.rs`, `http/frontend/{handshake,sync}.rs` |
//! | requests that an application's server passes on | `http/proxied.rs` |
//! | Clerk's scripts below `/npm/` | `http/npm_packages.rs` |
//! | an object's JSON | `http/frontend/shapes.rs`, `http/backend/shapes.rs`; `http/shapes.rs` for both APIs, lists in `http/shapes/rows.rs` |
//! | which client, session and member the caller is | `http/identity.rs`, `http/frontend/caller.rs` |
//! | what happens, whichever way it was asked for: invite, accept, enroll, sign in, begin a session | `acts/` |
//! | whether something may be done | `rules/<subject>.rs`, pure functions with tables of cases |
//! | what rules and rows have in common | `model/` |
//! | SQL | `store/<resource>.rs`; tables in `store/schema/<version>.sql` |
//! | counters, expiry, removal, connections, query plans | `store/{counters,expiry,purge,connections,plans}.rs` |
//! | how JSON is parsed and how a document's types are read from it | `document.rs` |
//! | a code, status or message | `error.rs` |
//! | a guess about Clerk, made changeable | `settings.rs` |
//! | what counts against which rate limit | `limits.rs` |
//! | a mail | `mail.rs` |
//! | a page for people: account portal, outbox, a link that cannot be used | `pages/`, the portal's steps in `http/portal.rs` |
//! | `/__emulator/…` | `control/` |
//! | the request log, what is hidden in it, faults | `request_log.rs`, `redact.rs`, `faults.rs` |
//! | what a new instance contains, `--seed`, `GET /__emulator/state` | `seed/` |
//! | snapshots of an instance | `snapshot.rs`, `store/snapshots.rs` |
//! | tokens and tickets | `tokens.rs`, packed claims in `rules/claims.rs`, what stands for a token until it is signed in `tokens/placeholders.rs` |
//! | what must not happen inside a write | `rows_only.rs` |
//! | what a request may ask of the database | `core/statements.rs`, which counts; `store/plans.rs`, how it is found |
//! | what Clerk publishes and is not here (501) | `http/published.txt`, `SUPPORTED.md` |
//! | what must hold for every reader of outside data | `outside.rs`, tried by properties and by `fuzz/` |
//! | opening, and answering without a socket | `core.rs`; `server.rs` adds the socket |
//! | URLs and Unicode, by crates or by the program that runs it | `web/` |
//! | how the program that runs it waits and does long work | `runtime.rs` |
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
mod core;
mod document;
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
#[cfg(feature = "server")]
mod public_url;
mod redact;
mod request_log;
mod rows_only;
mod rules;
mod runtime;
mod seed;
#[cfg(feature = "server")]
mod server;
mod settings;
mod snapshot;
mod store;
mod tokens;
mod web;
mod webhooks;

pub use crate::core::{Core, CoreConfig, CoreError, Dropped};
pub use clock::TimeSource;
pub use host::NewInstance;
#[cfg(feature = "server")]
pub use http::npm_packages::NpmPackages;
pub use http::operations::OperationInfo;
#[cfg(feature = "server")]
pub use http::static_files::StaticFolder;
pub use ids::Randomness;
pub use instance::InstanceError;
pub use log::LogSink;
#[cfg(feature = "server")]
pub use public_url::PublicUrl;
pub use runtime::{Outgoing, Post, Sleep, Task};
pub use seed::{Seed, SeedError};
#[cfg(feature = "server")]
pub use server::{Config, Emulator, Error};
pub use settings::{SETTINGS, SettingInfo, Settings};
pub use store::OpenError;
pub use tokens::{KeyError, SigningKey};
#[cfg(not(feature = "server"))]
pub use web::{Platform, Url, lend};

/// Every operation that an emulator answers.
pub fn operations() -> Vec<OperationInfo> {
    http::tables::all().chain(control::operations()).collect()
}
