//! What an emulator does, seen from outside: over HTTP, and for the command over its process.

// A test may unwrap and index: a panic is its failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod application_invitations;
mod backend_invitation_rules;
mod backend_invitations;
mod backend_limits;
mod backend_organizations;
mod backend_random;
mod backend_roles;
mod backend_sessions;
mod backend_users;
mod command;
mod controls;
mod core;
mod domains;
mod durability;
mod email_addresses;
mod faults;
mod framework;
mod frontend_random;
mod handshake;
mod instances;
mod invitation_rules;
mod invitations;
mod isolation;
mod journey;
mod jwt_templates;
mod kill;
mod layers;
mod logs;
mod many_invitations;
mod model;
mod my_sessions;
mod npm_packages;
mod organizations;
mod own_random;
mod portal;
mod protocol;
mod public_url;
mod purge;
mod random;
mod second_factors;
mod seed;
mod sessions;
mod sign_in;
mod sign_up;
mod snapshots;
mod state_machine;
mod static_files;
mod support;
mod supported;
mod sync;
mod user_security;
mod webhooks;
