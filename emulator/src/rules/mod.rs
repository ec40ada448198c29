//! Decisions: whether an action is allowed, and its consequences. Rules use no SQL, HTTP or clock. All facts are
//! parameters, so every rule can be tested with a table.

pub(crate) mod claims;
pub(crate) mod domain;
pub(crate) mod email;
pub(crate) mod image;
pub(crate) mod invitation;
pub(crate) mod jwt_template;
pub(crate) mod locale;
pub(crate) mod metadata;
pub(crate) mod moment;
pub(crate) mod organization;
pub(crate) mod password;
pub(crate) mod permission;
pub(crate) mod redirect_url;
pub(crate) mod seats;
pub(crate) mod second_factor;
pub(crate) mod sign_up;
pub(crate) mod ticket;
pub(crate) mod username;
pub(crate) mod verification;

pub(crate) use invitation::ticket as invitation_ticket;
