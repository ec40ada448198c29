//! The caller: the client's session, and the caller's membership in an organization.

use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::identity::client;
use crate::rules::{self, invitation, permission};
use crate::settings::SessionWithoutId;
use crate::store::{Client, Db, Organization, Session};

/// A signed-in caller.
pub(super) struct Caller {
    pub(super) client: Client,
    pub(super) session: Session,
}

/// The caller as a member of an organization.
pub(super) struct Member {
    pub(super) organization: Organization,
    /// The permissions of the member's role.
    pub(super) permissions: Vec<String>,
}

impl Caller {
    /// The session in `_clerk_session_id`, or else the last active one. It must be active.
    pub(super) fn of(context: &Context, db: &Db<'_>) -> Result<Self, ClerkError> {
        let client = client(context, db)?.ok_or_else(ClerkError::authentication_invalid)?;
        let wanted = match (context.query.get("_clerk_session_id"), context.settings.session_without_id) {
            (Some(id), _) => Some(id),
            (None, SessionWithoutId::LastActive) => client.last_active_session_id.as_deref(),
            (None, SessionWithoutId::None) => None,
        };
        let session = match wanted {
            Some(id) => db.session(&client.id, id)?.filter(Session::is_active),
            None => None,
        };
        let session = session.ok_or_else(ClerkError::authentication_invalid)?;
        Ok(Self { client, session })
    }

    /// The caller as a member of this organization. Fails if the caller is not a member.
    pub(super) fn member_of(
        &self,
        context: &Context,
        db: &Db<'_>,
        organization_id: &str,
    ) -> Result<Member, ClerkError> {
        let settings = &context.settings;
        if !settings.organizations_enabled {
            return Err(ClerkError::organization_not_enabled_in_instance());
        }
        let organization =
            db.organization(organization_id)?.ok_or_else(|| rules::organization::unknown(settings))?;
        let membership = db
            .membership(&organization.id, &self.session.user_id)?
            .ok_or_else(|| rules::organization::of_others(settings))?;
        let permissions = db.permission_keys(&membership.role)?;
        Ok(Member { organization, permissions })
    }
}

impl Member {
    /// Fails if the member's role has none of these permissions. The error names the first.
    pub(super) fn require_any(&self, any_of: &[&str]) -> Result<(), ClerkError> {
        match any_of {
            [needed, ..] if !any_of.iter().any(|held| permission::allows(&self.permissions, held)) => {
                Err(ClerkError::missing_organization_permission(needed))
            }
            _ => Ok(()),
        }
    }

    /// Fails if the member's role does not have this permission.
    pub(super) fn require(&self, permission: &str) -> Result<(), ClerkError> {
        invitation::require(&self.permissions, permission)
    }
}
