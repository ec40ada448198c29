//! `POST /__emulator/invitations`: creates many invitations at once, to test long lists in an application. It sends
//! neither mails nor webhooks.

use serde_json::{Map, Value, json};

use super::Call;
use crate::acts::members;
use crate::error::ClerkError;
use crate::http::reply::{Answer, Reply};
use crate::rules::invitation;
use crate::store::{InvitationStatus, NewInvitation};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// The most invitations per call. A call is one transaction, and other writes wait for it.
const MOST: usize = 100_000;

/// The parameters of the call.
struct Wanted {
    organization_id: String,
    count: usize,
    status: InvitationStatus,
    role: String,
}

impl Wanted {
    fn read(body: &Value) -> Result<Self, String> {
        let fields = body.as_object().ok_or("Send an object.")?;
        let known = ["organization_id", "count", "status", "role"];
        if let Some(name) = fields.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(format!("{name}: is unknown"));
        }
        let text = |name: &str, otherwise: Option<&'static str>| match fields.get(name) {
            Some(value) => value.as_str().ok_or(format!("{name}: must be a text")),
            None => otherwise.ok_or(format!("{name}: is missing")),
        };
        let count = fields.get("count").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
        Ok(Self {
            organization_id: text("organization_id", None)?.to_owned(),
            count: count
                .filter(|count| (1..=MOST).contains(count))
                .ok_or(format!("count: must be between 1 and {MOST}"))?,
            status: InvitationStatus::parse(text("status", Some("pending"))?)
                .ok_or("status: must be pending, accepted, revoked or expired")?,
            role: text("role", Some("org:member"))?.to_owned(),
        })
    }
}

/// Adds all invitations or none.
pub(super) fn add(call: &Call<'_>) -> Answer {
    let refused = |problem: &str| ClerkError::request_body_invalid(problem);
    let wanted = Wanted::read(&call.json()?).map_err(|problem| refused(&problem))?;
    let now = call.instance.clock.now();
    // Links are signed before the transaction begins.
    let host = format!("{}.example", call.instance.randomness.name());
    let rows = (0..wanted.count)
        .map(|n| row(call, &wanted, now, format!("person{n}@{host}")))
        .collect::<Result<Vec<_>, _>>()?;
    call.instance.write(call.era, now, |db| {
        let organization =
            db.organization(&wanted.organization_id)?.ok_or_else(ClerkError::organization_not_found)?;
        if db.role(&wanted.role)?.is_none() {
            return Err(refused("role: the instance has no such role"));
        }
        if wanted.status == InvitationStatus::Pending {
            let added = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            members::seats(&db, &organization)?.check_added(added)?;
        }
        rows.iter().try_for_each(|row| db.add_invitation(row))?;
        db.take_changes()?;
        Ok(())
    })?;
    Ok(Reply::json(json!({ "added": rows.len() })))
}

fn row(
    call: &Call<'_>,
    wanted: &Wanted,
    now: i64,
    email_address: String,
) -> Result<NewInvitation, ClerkError> {
    let lifetime = call.instance.settings().invitation_expires_in_days.saturating_mul(DAY);
    let created_at =
        if wanted.status == InvitationStatus::Expired { now.saturating_sub(lifetime) } else { now };
    let expires_at = Some(created_at.saturating_add(lifetime));
    let id = call.instance.randomness.id("orginv", created_at);
    let ticket = invitation::ticket(&call.instance.id, &wanted.organization_id, &id, None, expires_at);
    Ok(NewInvitation {
        id,
        organization_id: wanted.organization_id.clone(),
        email_address,
        role: wanted.role.clone(),
        status: wanted.status,
        inviter_user_id: None,
        redirect_url: None,
        ticket: Some(call.instance.keys.ticket(&ticket).map_err(ClerkError::internal)?),
        public_metadata: Value::Object(Map::new()),
        private_metadata: Value::Object(Map::new()),
        expires_at,
        created_at,
        updated_at: now,
        domain_id: None,
    })
}
