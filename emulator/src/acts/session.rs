//! Sessions and the clients that own them: starting and ending sessions, and the claims of their tokens.

use serde_json::Value;

use super::{Act, SESSION_TOKENS_2};
use crate::clock::LAST_MOMENT;
use crate::document;
use crate::error::ClerkError;
use crate::rules::claims;
use crate::settings::FirstOrganization;
use crate::store::{Client, Db, Membership, Organization, Session, User};
use crate::tokens::{OrganizationClaim, OrganizationClaims1, SessionClaims};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// New Clerk applications allow one session per client.
pub(super) fn refuse_second_session(act: &Act, db: &Db<'_>, client: &Client) -> Result<(), ClerkError> {
    if act.settings.single_session_mode && !db.active_sessions(&client.id)?.is_empty() {
        return Err(ClerkError::session_exists());
    }
    Ok(())
}

/// Fails if the user is banned or locked.
pub(super) fn refuse_sign_in(act: &Act, user: &User) -> Result<(), ClerkError> {
    if user.banned {
        return Err(ClerkError::user_banned());
    }
    refuse_locked(act, user)
}

pub(super) fn refuse_locked(act: &Act, user: &User) -> Result<(), ClerkError> {
    match user.lock_at(act.now()) {
        None => Ok(()),
        Some(until) => Err(ClerkError::user_locked(lock_seconds(until, act.now()))),
    }
}

/// Seconds until a lock ends. `None` if it never ends.
pub(crate) fn lock_seconds(until: i64, now: i64) -> Option<i64> {
    (until < LAST_MOMENT).then(|| (until - now + 999) / 1000)
}

/// When a lock that starts now ends.
pub(crate) fn lock_end(act: &Act) -> i64 {
    match act.settings.lockout_minutes {
        0 => LAST_MOMENT,
        minutes => act.now().saturating_add(minutes.saturating_mul(60_000)).min(LAST_MOMENT),
    }
}

/// Starts a session of this user and makes it the client's last active one. After an invitation, the session starts in
/// the invitation's organization.
pub(crate) fn begin(
    act: &Act,
    db: &Db<'_>,
    client: &mut Client,
    user: &User,
    strategy: &str,
    invited_to: Option<&str>,
) -> Result<Session, ClerkError> {
    refuse_second_session(act, db, client)?;
    refuse_sign_in(act, user)?;
    let mut signed_in = db.active_sessions(&client.id)?.into_iter();
    if let Some(session) = signed_in.find(|session| session.user_id == user.id) {
        return Err(ClerkError::identifier_already_signed_in(&session.id));
    }
    let organization_id = match (act.settings.first_active_organization, invited_to) {
        (FirstOrganization::None, _) => None,
        (FirstOrganization::FirstMembership, Some(id)) => Some(id.to_owned()),
        (FirstOrganization::FirstMembership, None) => {
            db.memberships_of_user(&user.id, 1, 0)?.pop().map(|(membership, _)| membership.organization_id)
        }
    };
    let session = Session {
        id: act.id("sess"),
        client_id: client.id.clone(),
        user_id: user.id.clone(),
        status: "active".to_owned(),
        last_active_organization_id: organization_id,
        last_active_at: act.now(),
        expire_at: act.now() + act.settings.session_lifetime_days * DAY,
        abandon_at: act.now() + act.settings.session_abandon_days * DAY,
        has_second_factor: false,
        created_at: act.now(),
        updated_at: act.now(),
    };
    db.add_session(&session)?;
    db.user_signed_in(&user.id)?;
    client.sign_in_id = None;
    client.sign_up_id = None;
    client.last_active_session_id = Some(session.id.clone());
    client.last_authentication_strategy = Some(strategy.to_owned());
    Ok(session)
}

/// Ends all sessions of the client. Returns the client as stored.
pub(crate) fn end_sessions(act: &Act, db: &Db<'_>, client: Client) -> Result<Client, ClerkError> {
    for mut session in db.active_sessions(&client.id)? {
        session.status = "removed".to_owned();
        db.update_session(&session)?;
    }
    store_client(
        act,
        db,
        Client { last_active_session_id: None, sign_in_id: None, sign_up_id: None, ..client },
    )
}

/// Stores a changed client. Returns it with its new `updated_at`.
pub(crate) fn store_client(act: &Act, db: &Db<'_>, client: Client) -> Result<Client, ClerkError> {
    db.update_client(&client)?;
    Ok(Client { updated_at: act.now(), ..client })
}

/// An organization, and the membership of the session's user in it.
pub(crate) type Active = (Organization, Membership);

/// The session's active organization, if its user is still a member.
pub(crate) fn active_organization(db: &Db<'_>, session: &Session) -> Result<Option<Active>, ClerkError> {
    let Some(id) = &session.last_active_organization_id else { return Ok(None) };
    let Some(membership) = db.membership(id, &session.user_id)? else { return Ok(None) };
    Ok(db.organization(id)?.map(|organization| (organization, membership)))
}

/// Minutes since the session started, which is when both factors were verified. The second is -1 without a second
/// factor.
pub(crate) fn factor_age(act: &Act, session: &Session) -> [i64; 2] {
    let age = (act.now() - session.created_at).max(0) / 60_000;
    [age, if session.has_second_factor { age } else { -1 }]
}

/// A session token for this organization or the personal account. It is signed when the answer is sent.
pub(crate) fn token(
    act: &Act,
    origin: Option<&str>,
    db: &Db<'_>,
    session: &Session,
    active: Option<Active>,
) -> Result<Value, ClerkError> {
    let is_version_1 = act.is_older_than(SESSION_TOKENS_2);
    let (mut fea, mut o, mut claims_1) = (None, None, None);
    if let Some((organization, membership)) = active {
        let permissions = db.permission_keys(&membership.role)?;
        if is_version_1 {
            claims_1 = Some(OrganizationClaims1 {
                org_id: organization.id,
                org_permissions: permissions.into_iter().filter(|key| !key.starts_with("org:sys_")).collect(),
                org_role: membership.role,
                org_slug: organization.slug,
            });
        } else {
            let features = claims::features(&permissions);
            fea = features.fea;
            o = Some(OrganizationClaim {
                fpm: features.fpm,
                id: organization.id,
                per: features.per,
                rol: membership.role.strip_prefix("org:").unwrap_or(&membership.role).to_owned(),
                slg: organization.slug,
            });
        }
    }
    let iat = act.now() / 1000;
    let claims = SessionClaims {
        azp: origin.map(str::to_owned),
        exp: iat + act.settings.session_token_seconds,
        fea,
        fva: factor_age(act, session),
        iat,
        iss: act.instance.issuer(),
        jti: act.instance.randomness.trace_id(),
        nbf: iat - 10,
        o,
        organization: claims_1,
        sid: session.id.clone(),
        sts: (!is_version_1).then_some("active"),
        sub: session.user_id.clone(),
        v: (!is_version_1).then_some(2),
    };
    Ok(act.instance.keys.unsigned(document::value(&claims).map_err(ClerkError::internal)?))
}
