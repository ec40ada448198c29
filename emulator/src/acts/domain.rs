//! Organizations' domains, the same for both APIs: how one ends.

use super::Act;
use crate::error::ClerkError;
use crate::store::{Db, Domain};

/// Stores a new or changed domain. Returns it with its new `updated_at`.
pub(crate) fn store(act: &Act, db: &Db<'_>, domain: Domain) -> Result<Domain, ClerkError> {
    db.put_domain(&domain)?;
    Ok(Domain { updated_at: act.now(), ..domain })
}

/// Removes a domain. Revokes the pending invitations and removes the pending suggestions that it caused.
pub(crate) fn remove(db: &Db<'_>, domain: &Domain) -> Result<(), ClerkError> {
    db.end_enrollment(&domain.id)?;
    Ok(db.delete_domain(&domain.id)?)
}
