//! The Frontend API, for clerk-js and native apps. Each resource has a file. `operations` is the table of calls,
//! `shapes` builds the objects of the answers, `caller` is the signed-in user.

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
mod password;
mod profile_image;
mod second_factors;
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
