//! One function for each reader, which panics if the reader does something that it must not do.

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
