//! An emulator of Clerk's Frontend API and Backend API for organizations and their invitations. It runs locally, in one
//! process, on embedded SQLite. It is an unofficial test tool that Clerk's own clients use unchanged.
//!
//! # Code map
//!
//! A request passes through `http` to a handler. The handler reads the parameters and calls `acts`, which calls `rules`
//! for decisions and `store` for rows. A module may only use modules below it. `tests/emulator/layers.rs` lists the
//! modules in this order and checks every file.
//!
//! | to change | go to |
//! |---|---|
//! | the steps of every request: faults, origin, version, which API | `http/pipeline.rs` |
//! | from a request to its handler, 404, 405, 501 | `http/routes.rs` |
//! | the operations, and the rate limit of each | `http/{frontend,backend}/operations.rs`, `http/portal.rs` |
//! | a Frontend API call | `http/frontend/<resource>.rs` |
//! | a Backend API call | `http/backend/<resource>.rs` |
//! | the cookies of a handshake, its nonce | `http/handshake.rs`, `http/frontend/{handshake,sync}.rs` |
//! | requests that an application's server forwards | `http/proxied.rs` |
//! | Clerk's scripts below `/npm/` | `http/npm_packages.rs` |
//! | an object's JSON | `http/frontend/shapes.rs`, `http/backend/shapes.rs`; `http/shapes.rs` for both APIs, lists in `http/shapes/rows.rs` |
//! | locks, second factors, passwords, profile images, deleting users | `acts/{session,second_factor,user,user_image}.rs`, `rules/{password,second_factor}.rs` |
//! | the client, the session and the membership of the caller | `http/identity.rs`, `http/frontend/caller.rs` |
//! | actions that links, pages and both APIs share: invite, accept, enroll, sign in, start a session | `acts/` |
//! | whether an action is allowed | `rules/<subject>.rs`, pure functions with tables of cases |
//! | types that rules and rows share | `model/` |
//! | SQL | `store/<resource>.rs`; tables in `store/schema/<version>.sql` |
//! | counters, expiry, removal, connections, query plans | `store/{counters,expiry,purge,connections,plans}.rs` |
//! | pages far into a list | `store/invitation_blocks.rs` |
//! | parsing JSON and deserializing types from a document | `document.rs` |
//! | a code, status or message | `error.rs` |
//! | an assumption about Clerk that can be changed | `settings.rs` |
//! | rate limits | `limits.rs` |
//! | a mail | `mail.rs` |
//! | a page for people: account portal, outbox, error page of a link | `pages/`, the portal's steps in `http/portal.rs` |
//! | `/__emulator/…` | `control/` |
//! | the request log, its redaction, faults | `request_log.rs`, `redact.rs`, `faults.rs` |
//! | the seed: `--seed`, `GET /__emulator/state` | `seed/` |
//! | snapshots of an instance | `snapshot.rs`, `store/snapshots.rs` |
//! | tokens and tickets | `tokens.rs`, packed claims in `rules/claims.rs`, placeholders for tokens that are signed later in `tokens/placeholders.rs` |
//! | a check that no slow work runs inside a write | `rows_only.rs` |
//! | tests of the database statements of a request | `core/statements.rs` for their number, `core/statements/plans.rs` and `store/plans.rs` for their query plans |
//! | operations of Clerk that are not implemented (501) | `http/published.txt`, `SUPPORTED.md` |
//! | properties of every reader of untrusted input | `untrusted_input.rs`, tested with random input and by `fuzz/` |
//! | opening the emulator, and answering without a socket | `core.rs`; `server.rs` adds the socket |
//! | URLs and Unicode, by crates or by the embedder | `web/` |
//! | waiting and slow work, by the embedder | `runtime.rs` |
//! | the events of webhooks | `http/backend/events.rs`; the triggers of changed rows, `store/schema/7.sql` |
//! | how webhooks are sent, signed and retried | `webhooks/` |
//! | further instances | `host.rs` creates, finds and ends them, `instance.rs` is one of them |
//!
//! Time comes from `clock.rs` and randomness from `ids.rs`. No other file reads a clock or creates random numbers.
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

// The display configuration is a single JSON literal with many fields.
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
#[cfg(any(test, fuzzing))]
pub mod untrusted_input;
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

/// Every operation that the emulator supports.
pub fn operations() -> Vec<OperationInfo> {
    http::tables::all().chain(control::operations()).collect()
}
