//! One check for each module that reads untrusted input. It panics if the module breaks a rule.

pub(crate) mod addresses;
pub(crate) mod answers;
pub(crate) mod authorization;
pub(crate) mod bulk_invite;
pub(crate) mod calls;
pub(crate) mod cookies;
pub(crate) mod input;
pub(crate) mod live_list;
pub(crate) mod navigation;
pub(crate) mod pages;
pub(crate) mod params;
pub(crate) mod publishable_key;
