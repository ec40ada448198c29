//! Every decision of the SDK, without I/O.
//!
//! Nothing here sends a request, reads a clock, draws a random number or keeps a global. The caller passes in the time,
//! random numbers and the host's JSON values, and performs the actions that the state machines return. The same code
//! runs in the Rust API, in JavaScript and natively in the tests.

#![forbid(unsafe_code)]

pub mod value;

mod text;

mod texts;

// In the order in which a call passes through them.
pub mod params;

pub mod operations;

pub mod form;

pub mod request;

pub mod answer;

pub mod error;

pub mod retry;

pub mod lookup;

pub mod clock;

pub mod client;

pub mod call;

// The state of the client.
pub mod session;

pub mod token_cache;

pub mod polling;

pub mod cookies;

pub mod organization_counts;

// Configuration.
pub mod publishable_key;

pub mod base64;

pub mod jwt;

pub mod navigation;

pub mod authorization;

// The lazy module.
pub mod pages;

pub mod bulk_invite;

pub mod live_list;

pub mod accept_invitation;

pub mod addresses;
