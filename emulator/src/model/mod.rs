//! Types that rules and rows share: folded texts, orders and pages of lists, and the rows that rules check.

pub(crate) mod fold;
pub(crate) mod order;
pub(crate) mod paging;

mod attempts;
mod domain;
mod invitation_status;

pub(crate) use attempts::{Code, SignUp};
pub(crate) use domain::Domain;
pub(crate) use invitation_status::InvitationStatus;
