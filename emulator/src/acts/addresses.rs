//! A user's e-mail addresses, for both APIs: adding, verifying, making one the primary address, removing.

use super::{Act, codes};
use crate::error::ClerkError;
use crate::model::fold::fold_address;
use crate::rules::email;
use crate::store::{Db, EmailAddress, EmailVerification, UnverifiedAddress, User};

pub(crate) enum Address {
    Verified(EmailAddress),
    Unverified(UnverifiedAddress),
}

/// Finds an address of any user by its id.
pub(crate) fn find(db: &Db<'_>, id: &str) -> Result<Option<Address>, ClerkError> {
    if let Some(found) = db.email_address(id)? {
        return Ok(Some(Address::Verified(found)));
    }
    Ok(db.unverified_email_address(id)?.map(Address::Unverified))
}

impl Address {
    pub(crate) fn user_id(&self) -> &str {
        match self {
            Self::Verified(address) => &address.user_id,
            Self::Unverified(address) => &address.user_id,
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Verified(address) => &address.id,
            Self::Unverified(address) => &address.id,
        }
    }

    fn email_address(&self) -> &str {
        match self {
            Self::Verified(address) => &address.email_address,
            Self::Unverified(address) => &address.email_address,
        }
    }
}

/// Adds an unverified address. Rejects an address that any user has verified, or that this user has already added.
pub(crate) fn add(
    act: &Act,
    db: &Db<'_>,
    user: &User,
    email_address: &str,
) -> Result<UnverifiedAddress, ClerkError> {
    if !email::is_valid(email_address) {
        return Err(ClerkError::form_param_format_invalid("email_address", "a valid email address"));
    }
    let address = UnverifiedAddress {
        id: act.id("idn"),
        user_id: user.id.clone(),
        email_address: fold_address(email_address),
        created_at: act.now(),
        updated_at: act.now(),
    };
    let has_added = |own: &UnverifiedAddress| own.email_address == address.email_address;
    if db.user_with_email_address(email_address)?.is_some()
        || db.unverified_email_addresses(&user.id)?.iter().any(has_added)
    {
        return Err(ClerkError::form_identifier_exists("email_address"));
    }
    db.add_unverified_email_address(&address)?;
    touch(db, user)?;
    Ok(address)
}

/// Makes an unverified address a verified one with the same id. A user's first verified address becomes the primary
/// one.
pub(crate) fn verify(
    act: &Act,
    db: &Db<'_>,
    user: &mut User,
    address: UnverifiedAddress,
    strategy: &str,
) -> Result<EmailAddress, ClerkError> {
    if db.user_with_email_address(&address.email_address)?.is_some() {
        return Err(ClerkError::identification_claimed());
    }
    db.remove_unverified_email_address(&address.id)?;
    let verified = EmailAddress {
        id: address.id,
        user_id: address.user_id,
        email_address: address.email_address,
        strategy: strategy.to_owned(),
        created_at: address.created_at,
        updated_at: act.now(),
    };
    db.add_email_address(&verified)?;
    if user.primary_email_address_id.is_none() {
        user.primary_email_address_id = Some(verified.id.clone());
    }
    touch(db, user)?;
    Ok(verified)
}

/// Sends a code that verifies the address. A verified address can be verified again, to prove that the user still reads
/// its mail.
pub(crate) fn prepare(act: &Act, db: &Db<'_>, address: &Address) -> Result<EmailVerification, ClerkError> {
    let id = act.id("ver");
    codes::send(act, db, &id, address.email_address())?;
    let sent = db.code(&id)?.ok_or_else(|| ClerkError::internal("a code that was not stored"))?;
    let verification = EmailVerification {
        id,
        email_address_id: address.id().to_owned(),
        user_id: address.user_id().to_owned(),
        verified_at: None,
        expire_at: sent.expire_at,
    };
    db.put_email_verification(&verification)?;
    Ok(verification)
}

/// Checks the code of a verification. The right code verifies the address, unless it is verified already. A wrong code
/// is counted. Fails if the right code was already entered.
pub(crate) fn attempt(
    act: &Act,
    db: &Db<'_>,
    user: &mut User,
    address: Address,
    id: &str,
    code: &str,
) -> Result<EmailVerification, ClerkError> {
    let found = db.email_verification(address.id(), id)?;
    let verification = found.ok_or_else(ClerkError::email_verification_not_found)?;
    if verification.verified_at.is_some() {
        return Err(ClerkError::verification_already_verified());
    }
    if !codes::is_right(act, db, id, code)? {
        return Ok(verification);
    }
    if let Address::Unverified(added) = address {
        verify(act, db, user, added, "email_code")?;
    }
    let verification = EmailVerification { verified_at: Some(act.now()), ..verification };
    db.put_email_verification(&verification)?;
    Ok(verification)
}

/// Makes a verified address its user's primary address.
pub(crate) fn make_primary(db: &Db<'_>, user: &mut User, address: &EmailAddress) -> Result<(), ClerkError> {
    user.primary_email_address_id = Some(address.id.clone());
    touch(db, user)
}

/// Removes an address, but not the last verified one, because the user could no longer sign in. If the primary address
/// is removed, the oldest remaining address replaces it.
pub(crate) fn remove(db: &Db<'_>, user: &mut User, address: &Address) -> Result<(), ClerkError> {
    match address {
        Address::Unverified(address) => db.remove_unverified_email_address(&address.id)?,
        Address::Verified(address) => {
            let others = db.email_addresses(&user.id)?;
            let next = others.iter().find(|other| other.id != address.id);
            let next = next.ok_or_else(ClerkError::last_required_identification_deletion_failed)?;
            if user.primary_email_address_id.as_ref() == Some(&address.id) {
                user.primary_email_address_id = Some(next.id.clone());
            }
            db.remove_email_address(&address.id)?;
        }
    }
    touch(db, user)
}

/// Changing an address also changes its user's `updated_at`.
fn touch(db: &Db<'_>, user: &User) -> Result<(), ClerkError> {
    Ok(db.update_user(user)?)
}
