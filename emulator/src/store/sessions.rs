//! Sessions. `expired` and `abandoned` are not stored, they are derived from the session's times and the clock.

use rusqlite::named_params;

use super::Db;
use super::columns::{columns, selected};
use super::conditions::Conditions;
use crate::model::paging::Page;

#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) user_id: String,
    /// The status at the time of the request: active, ended, removed, revoked, expired or abandoned.
    pub(crate) status: String,
    pub(crate) last_active_organization_id: Option<String>,
    pub(crate) last_active_at: i64,
    pub(crate) expire_at: i64,
    pub(crate) abandon_at: i64,
    /// Whether a second factor was verified when the session started.
    pub(crate) has_second_factor: bool,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// The filter of a list of sessions. By default, it matches all.
#[derive(Debug, Default)]
pub(crate) struct SessionFilter {
    pub(crate) client_id: Option<String>,
    pub(crate) user_id: Option<String>,
    /// The status at the time of the request.
    pub(crate) status: Option<String>,
}

/// Both parameters are the current time.
const STATUS: &str = "CASE WHEN status <> 'active' THEN status WHEN expire_at <= ? THEN 'expired' \
                      WHEN abandon_at <= ? THEN 'abandoned' ELSE status END";

impl Session {
    pub(crate) fn is_active(&self) -> bool {
        self.status == "active"
    }

    /// The session with its status at `now`.
    fn at(mut self, now: i64) -> Self {
        if self.is_active() && self.expire_at <= now {
            "expired".clone_into(&mut self.status);
        } else if self.is_active() && self.abandon_at <= now {
            "abandoned".clone_into(&mut self.status);
        }
        self
    }
}

columns! { Session in "sessions":
    id, client_id, user_id, status, last_active_organization_id, last_active_at, expire_at, abandon_at,
    has_second_factor, created_at, updated_at
}

/// The active organization of a session, if its user is still a member.
#[derive(Debug, Clone)]
pub(crate) struct ActiveOrganization {
    pub(crate) id: Option<String>,
}

selected! { ActiveOrganization in "sessions":
    id = "(SELECT organization_id FROM memberships WHERE memberships.instance_id = sessions.instance_id
       AND memberships.organization_id = sessions.last_active_organization_id
       AND memberships.user_id = sessions.user_id)"
}

impl Db<'_> {
    /// The session of this client with this id.
    pub(crate) fn session(&self, client_id: &str, id: &str) -> rusqlite::Result<Option<Session>> {
        let found: Option<Session> = self.find(
            "WHERE instance_id = ?1 AND client_id = ?2 AND id = ?3",
            [self.instance_id, client_id, id],
        )?;
        Ok(found.map(|session| session.at(self.now)))
    }

    /// The client's active sessions, oldest first.
    pub(crate) fn active_sessions(&self, client_id: &str) -> rusqlite::Result<Vec<Session>> {
        let all: Vec<Session> = self.find_all(
            "WHERE instance_id = ?1 AND client_id = ?2 ORDER BY created_at, seq",
            [self.instance_id, client_id],
        )?;
        Ok(all.into_iter().map(|session| session.at(self.now)).filter(Session::is_active).collect())
    }

    /// The session's active organization, if its user is still a member.
    pub(crate) fn active_organization_id(&self, session: &Session) -> rusqlite::Result<Option<String>> {
        let Some(id) = &session.last_active_organization_id else { return Ok(None) };
        Ok(self.membership(id, &session.user_id)?.map(|membership| membership.organization_id))
    }

    pub(crate) fn add_session(&self, session: &Session) -> rusqlite::Result<()> {
        self.insert(session, &[])
    }

    /// Stores the fields of a session that can change, and sets `updated_at`.
    pub(crate) fn update_session(&self, session: &Session) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE sessions SET status = :status, last_active_organization_id = :last_active_organization_id,
                   last_active_at = :last_active_at, abandon_at = :abandon_at,
                   has_second_factor = :has_second_factor, updated_at = :now
                 WHERE instance_id = :instance_id AND id = :id",
            )?
            .execute(named_params! {
                ":status": session.status,
                ":last_active_organization_id": session.last_active_organization_id,
                ":last_active_at": session.last_active_at, ":abandon_at": session.abandon_at,
                ":has_second_factor": session.has_second_factor,
                ":now": self.now, ":instance_id": self.instance_id, ":id": session.id,
            })?;
        Ok(())
    }

    /// The session with this id, of any client.
    pub(crate) fn session_of_any_client(&self, id: &str) -> rusqlite::Result<Option<Session>> {
        let found: Option<Session> =
            self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])?;
        Ok(found.map(|session| session.at(self.now)))
    }

    /// A page of the matching sessions with their active organizations, newest first, and the total number of matches.
    pub(crate) fn sessions(
        &self,
        filter: &SessionFilter,
        page: Page,
    ) -> rusqlite::Result<(Vec<(Session, ActiveOrganization)>, i64)> {
        let mut conditions = Conditions::default();
        conditions.and("instance_id = ?", [self.instance_id.to_owned().into()]);
        if let Some(id) = &filter.client_id {
            conditions.and("client_id = ?", [id.clone().into()]);
        }
        if let Some(id) = &filter.user_id {
            conditions.and("user_id = ?", [id.clone().into()]);
        }
        if let Some(status) = &filter.status {
            let parameters = [self.now.into(), self.now.into(), status.clone().into()];
            conditions.and(&format!("{STATUS} = ?"), parameters);
        }
        let (found, total): (Vec<(Session, ActiveOrganization)>, i64) =
            self.page("sessions", conditions, "created_at DESC, seq DESC", page, None)?;
        let found = found.into_iter().map(|(session, active)| (session.at(self.now), active));
        Ok((found.collect(), total))
    }

    /// Revokes every active session of a user.
    pub(crate) fn revoke_sessions_of_user(&self, user_id: &str) -> rusqlite::Result<()> {
        self.revoke_other_sessions_of_user(user_id, "")
    }

    /// Revokes every active session of a user except the one with the id `kept`.
    pub(crate) fn revoke_other_sessions_of_user(&self, user_id: &str, kept: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE sessions SET status = 'revoked', updated_at = :now
                 WHERE instance_id = :instance_id AND user_id = :user_id AND status = 'active'
                   AND expire_at > :now AND abandon_at > :now AND id <> :kept",
            )?
            .execute(named_params! {
                ":now": self.now, ":instance_id": self.instance_id, ":user_id": user_id, ":kept": kept,
            })?;
        Ok(())
    }
}
