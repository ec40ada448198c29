//! The Frontend API: what clerk-js and native apps speak. One file per resource; `operations` is its table, `shapes`
//! are the objects as they are on the wire, `caller` is who asks.

mod attempts;
mod caller;
mod client;
mod dev_browser;
mod domains;
mod email_addresses;
mod environment;
mod handshake;
mod invitations;
mod logo;
mod me;
mod membership_requests;
mod memberships;
mod my_organizations;
mod my_sessions;
mod operations;
mod organizations;
mod sessions;
mod shapes;
mod sign_ins;
mod sign_ups;
mod sync;
mod tickets;

use super::published::Api;
use super::routes::Routes;

pub(crate) use operations::OPERATIONS;

pub(super) const ROUTES: Routes =
    Routes { api: Api::Frontend, tables: &[OPERATIONS, super::portal::OPERATIONS] };
