//! Organizations' domains, for both APIs: storing and removing them.

use super::Act;
use crate::error::ClerkError;
use crate::store::{Db, Domain};

/// Stores a new or changed domain. Returns it with its new `updated_at`.
pub(crate) fn store(act: &Act, db: &Db<'_>, domain: Domain) -> Result<Domain, ClerkError> {
    db.put_domain(&domain)?;
    Ok(Domain { updated_at: act.now(), ..domain })
}

/// Removes a domain. Also revokes its pending invitations and removes its pending suggestions.
pub(crate) fn remove(db: &Db<'_>, domain: &Domain) -> Result<(), ClerkError> {
    db.end_enrollment(&domain.id)?;
    Ok(db.delete_domain(&domain.id)?)
}
