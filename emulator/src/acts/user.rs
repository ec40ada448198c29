//! Users as a whole, for both APIs: passwords and deletion.

use super::Act;
use crate::error::ClerkError;
use crate::passwords;
use crate::rules::password;
use crate::store::{Db, EmailAddress, User};

/// Deletes a user with their sessions, addresses, memberships, requests and image. The user's organizations and sent
/// invitations remain.
pub(crate) fn delete(db: &Db<'_>, user: &User) -> Result<(), ClerkError> {
    Ok(db.delete_user(&user.id)?)
}

/// Deletes a user at their own request, if the user is allowed to.
pub(crate) fn delete_self(db: &Db<'_>, user: &User) -> Result<(), ClerkError> {
    if !user.delete_self_enabled {
        return Err(ClerkError::user_delete_self_not_enabled());
    }
    delete(db, user)
}

/// Sets or removes a password. The caller stores the user.
pub(crate) fn set_password(user: &mut User, hash: Option<String>) {
    user.password_hash = hash;
    user.password_compromised = false;
}

/// A change of the signed-in user's own password, checked before its transaction.
#[derive(Debug)]
pub(crate) struct OwnPassword {
    /// The hash that the current password matches. `None` if the user has no password.
    checked: Option<String>,
    new: Option<String>,
}

impl OwnPassword {
    /// Checks a new password, and the current one if the user has one.
    pub(crate) fn change(
        act: &Act,
        (user, addresses): &(User, Vec<EmailAddress>),
        current: Option<&str>,
        new: &str,
    ) -> Result<Self, ClerkError> {
        let address = Some(user.identifier(addresses)).filter(|address| !address.is_empty());
        password::check(new, address).map_err(|refused| refused.about("new_password"))?;
        let checked = match &user.password_hash {
            None => None,
            Some(hash) => {
                let current = current.ok_or_else(|| ClerkError::form_param_missing("current_password"))?;
                let checked = check(current, hash)?;
                if current == new {
                    return Err(ClerkError::form_new_password_matches_current());
                }
                Some(checked)
            }
        };
        Ok(Self { checked, new: Some(passwords::hash(new, &act.instance.randomness)?) })
    }

    /// Checks the current password, and whether the instance allows users without a password.
    pub(crate) fn remove(act: &Act, user: &User, current: Option<&str>) -> Result<Self, ClerkError> {
        let hash = user.password_hash.as_ref().ok_or_else(ClerkError::no_password_set)?;
        let current = current.ok_or_else(|| ClerkError::form_param_missing("current_password"))?;
        let checked = Some(check(current, hash)?);
        if act.settings.users_need_passwords {
            return Err(ClerkError::password_required());
        }
        Ok(Self { checked, new: None })
    }

    /// Applies the change, unless the password changed after the check. The caller stores the user.
    pub(crate) fn give(self, user: &mut User) -> Result<(), ClerkError> {
        if user.password_hash != self.checked {
            return Err(ClerkError::form_password_validation_failed());
        }
        set_password(user, self.new);
        Ok(())
    }
}

/// Returns the hash if the password matches it.
fn check(password: &str, hash: &str) -> Result<String, ClerkError> {
    match passwords::matches(password, hash) {
        true => Ok(hash.to_owned()),
        false => Err(ClerkError::form_password_validation_failed()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_that_changed_after_the_check_is_kept() {
        let hash = |text: &str| Some(text.to_owned());
        let table = [
            (hash("checked"), hash("checked"), true),
            (hash("checked"), hash("another"), false),
            (hash("checked"), None, false),
            (None, None, true),
            (None, hash("another"), false),
        ];
        for (checked, stored, is_changed) in table {
            let mut user = User { password_hash: stored.clone(), ..User::new("user_1".to_owned(), 0) };
            user.password_compromised = true;
            let given = OwnPassword { checked, new: hash("new") }.give(&mut user);
            assert_eq!(given.is_ok(), is_changed, "{stored:?}");
            assert_eq!(user.password_hash, if is_changed { hash("new") } else { stored });
            assert_eq!(user.password_compromised, !is_changed);
        }
    }
}
