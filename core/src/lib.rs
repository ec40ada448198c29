//! Every decision of the SDK, without I/O.
//!
//! Nothing here sends a request, reads a clock, draws a random number or keeps a global: the caller passes in time,
//! chance and the host's JSON values, and performs what the state machines return. The same code runs under the Rust API,
//! under JavaScript and natively in the tests.

#![forbid(unsafe_code)]

pub mod value;

pub mod base64;

pub mod publishable_key;

pub mod navigation;

pub mod authorization;

pub mod jwt;

pub mod token_cache;

pub mod polling;

pub mod cookies;

pub mod pages;

pub mod bulk_invite;

pub mod live_list;

pub mod addresses;
