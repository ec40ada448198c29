//! Events: the changes of a write, as webhook messages in the shapes that Clerk documents. They are stored in the same
//! transaction as the change.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::shapes;
use crate::acts::Act;
use crate::error::ClerkError;
use crate::store::{Change, Db};

/// Stores a message for each change of this write. An object has at most one message per event, and no update message
/// in the write that creates it.
pub(crate) fn note(act: &Act, db: &Db<'_>) -> Result<(), ClerkError> {
    let mut noted = HashSet::new();
    for change in db.take_changes()? {
        let created = change.event.replace(".updated", ".created");
        let is_new = change.event != created && noted.contains(&(created, change.object_id.clone()));
        if is_new || !noted.insert((change.event.clone(), change.object_id.clone())) {
            continue;
        }
        let Some(data) = data(act, db, &change)? else { continue };
        let payload = json!({
            "data": data,
            "event_attributes": { "http_request": {
                "client_ip": act.caller.client_ip,
                "user_agent": act.caller.user_agent,
            } },
            "instance_id": act.instance.id,
            "object": "event",
            "timestamp": act.now(),
            "type": change.event,
        });
        db.add_webhook_message(&act.id("msg"), &change.event, &payload.to_string())?;
    }
    Ok(())
}

/// The object of an event. `None` if it no longer exists: the write created and deleted it, or it is a membership of a
/// deleted user or organization. Those memberships have no event of their own.
fn data(act: &Act, db: &Db<'_>, change: &Change) -> Result<Option<Value>, ClerkError> {
    let id = change.object_id.as_str();
    Ok(match change.event.split_once('.').unwrap_or_default() {
        ("user", "deleted") => Some(shapes::deleted("user", id)),
        ("user", _) => db.user(id)?.map(|user| shapes::user(act, db, &user)).transpose()?,
        ("organization", "deleted") => Some(shapes::deleted("organization", id)),
        ("organization", _) => {
            let found = db.organization(id)?;
            found.map(|found| shapes::organization(act, db, &found, true)).transpose()?
        }
        ("organizationMembership", _) => membership(act, db, change)?,
        ("organizationInvitation", event) => invitation(act, db, id, event)?,
        ("session", event) => session(act, db, id, event)?,
        _ => None,
    })
}

fn membership(act: &Act, db: &Db<'_>, change: &Change) -> Result<Option<Value>, ClerkError> {
    let found = match &change.deleted {
        Some(deleted) => Some(deleted.clone()),
        None => db.membership_with_id(&change.object_id)?,
    };
    let Some(found) = found else { return Ok(None) };
    if db.user(&found.user_id)?.is_none() || db.organization(&found.organization_id)?.is_none() {
        return Ok(None);
    }
    shapes::membership(act, db, &found).map(Some)
}

/// The invitation. The event of its acceptance includes the id of the user who accepted it.
fn invitation(act: &Act, db: &Db<'_>, id: &str, event: &str) -> Result<Option<Value>, ClerkError> {
    let Some(found) = db.invitation_with_id(id)? else { return Ok(None) };
    let mut shown = shapes::invitation(act, db, &found)?;
    if event == "accepted" {
        let user = db.user_with_email_address(&found.email_address)?;
        add(&mut shown, "user_id", user.map(|user| user.id).into());
    }
    Ok(Some(shown))
}

/// The session. The event of its creation includes its user.
fn session(act: &Act, db: &Db<'_>, id: &str, event: &str) -> Result<Option<Value>, ClerkError> {
    let Some(found) = db.session_of_any_client(id)? else { return Ok(None) };
    let mut shown = shapes::session(&found, db.active_organization_id(&found)?.as_deref());
    if event == "created" {
        let user = db.user(&found.user_id)?;
        let user = user.map(|user| shapes::user(act, db, &user)).transpose()?;
        add(&mut shown, "user", user.into());
    }
    Ok(Some(shown))
}

fn add(object: &mut Value, name: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}
