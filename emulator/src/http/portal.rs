//! `/__emulator/portal/…`: the emulator's replacement for Clerk's Account Portal. Visitors sign in and up by hand,
//! through the same steps as in the Frontend API. `pages` builds the pages.

mod codes;
mod second_factor;
mod visitor;

use axum::http::StatusCode;
use axum::http::header;

use super::context::Context;
use super::identity;
use super::operations::Origin::Ours;
use super::operations::{Operation, operations};
use super::reply::{Answer, Reply};
use crate::acts::attempt::{self, Step};
use crate::acts::{session, sign_in, sign_up};
use crate::error::ClerkError;
use crate::instance::Instance;
use crate::pages::PORTAL;
use crate::pages::portal::{self as pages, SignedIn, Typed};
use crate::pairs::Pairs;
use crate::settings::FirstOrganization;
use crate::store::{Client, Db, SignIn};
pub(super) use visitor::leave;
use visitor::{TICKET, Visitor, people};

pub(super) const SIGN_IN: &str = "/sign-in";
pub(super) const SIGN_UP: &str = "/sign-up";
const SIGN_IN_CODE: &str = "/sign-in/code";
const SIGN_UP_CODE: &str = "/sign-up/code";

pub(crate) const OPERATIONS: &[Operation] = operations! {
    else Unlimited;
    GET "/__emulator/portal" => user, Ours;
    GET "/__emulator/portal/user" => user, Ours;
    GET "/__emulator/portal/sign-in" => sign_in, Ours;
    POST "/__emulator/portal/sign-in" => submit_sign_in, Ours;
    GET "/__emulator/portal/sign-in/code" => codes::sign_in, Ours;
    POST "/__emulator/portal/sign-in/code" => codes::submit_sign_in, Ours;
    GET "/__emulator/portal/sign-in/second-factor" => second_factor::show, Ours;
    POST "/__emulator/portal/sign-in/second-factor" => second_factor::submit, Ours;
    GET "/__emulator/portal/sign-up" => sign_up, Ours;
    POST "/__emulator/portal/sign-up" => submit_sign_up, Ours;
    GET "/__emulator/portal/sign-up/code" => codes::sign_up, Ours;
    POST "/__emulator/portal/sign-up/code" => codes::submit_sign_up, Ours;
    POST "/__emulator/portal/sign-out" => sign_out, Ours;
};

/// The URL of a portal page, relative to the host, so that the visitor's host name is kept.
pub(super) fn path(instance: &Instance, page: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{PORTAL}{page}{mark}{query}", instance.root())
}

/// The application's home page.
pub(super) fn home(instance: &Instance) -> String {
    format!("{}/", instance.root())
}

fn see_other(location: &str) -> Answer {
    Reply::see_other(location)
        .ok_or_else(|| ClerkError::internal("a redirect to an address that fits no header"))
}

/// Reads a form. Rejects one from a page of another host: only browsers have cookies that another site could misuse,
/// and browsers send a form's origin.
fn submitted(context: &Context) -> Result<Pairs, ClerkError> {
    let host = context.header(header::HOST.as_str()).unwrap_or_default();
    // Only the hosts are compared, because a proxy may terminate HTTPS. It may also send a Host header of its own.
    let of_public_url = |origin: &str| context.instance.origin() == origin;
    match context.origin().map(|origin| (origin, origin.split_once("://"))) {
        None => context.form(),
        Some((_, Some((_, authority)))) if authority == host => context.form(),
        Some((origin, _)) if of_public_url(origin) => context.form(),
        Some(_) => Err(ClerkError::page_of_another_origin()),
    }
}

/// If the visitor can correct the error, shows the page again with the error and its status.
fn or_again(answer: Answer, again: impl FnOnce(&ClerkError) -> Reply) -> Answer {
    match answer {
        Err(refused) if refused.status < 500 => {
            let status = StatusCode::from_u16(refused.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(again(&refused).with_status(status))
        }
        settled => settled,
    }
}

/// The page that shows the signed-in users.
fn user(context: &Context) -> Answer {
    context.read(|db| {
        let visitor = Visitor::of(context, &db, &Pairs::default())?;
        let shown: Vec<SignedIn> = people(context, &db)?.into_iter().map(|person| person.shown).collect();
        Ok(pages::user(&visitor.visit, &shown))
    })
}

fn sign_in(context: &Context) -> Answer {
    entrance(context, |visitor| pages::sign_in(&visitor.visit, Typed::default(), None))
}

fn sign_up(context: &Context) -> Answer {
    entrance(context, |visitor| pages::sign_up(&visitor.visit, Typed::default(), None))
}

/// Shows the page, unless the visitor is already signed in.
fn entrance(context: &Context, page: impl FnOnce(&Visitor) -> Reply) -> Answer {
    context.read(|db| {
        let visitor = Visitor::of(context, &db, &context.query)?;
        let someone_else =
            visitor.visit.invited.as_ref().is_some_and(|invited| invited.signed_in_as.is_some());
        let is_done =
            context.settings.single_session_mode && !someone_else && !people(context, &db)?.is_empty();
        match visitor.carried(TICKET) {
            Some(ticket) if is_done => see_other(&link(context, ticket)),
            None if is_done => see_other(&visitor.page("/user")),
            _ => Ok(page(&visitor)),
        }
    })
}

/// The invitation's link. It determines the next step again.
fn link(context: &Context, ticket: &str) -> String {
    format!("{}/v1/tickets/accept?ticket={ticket}", context.instance.root())
}

fn submit_sign_in(context: &Context) -> Answer {
    let form = submitted(context)?;
    let visitor = context.read(|db| Visitor::of(context, &db, &form))?;
    let typed = form.get("identifier").unwrap_or_default();
    let identifier = visitor.invitation.as_ref().map_or(typed, |invitation| invitation.email_address());
    let sent = Pairs::of(&[
        ("strategy", form.get("strategy").unwrap_or("password")),
        ("identifier", identifier),
        ("password", form.get("password").unwrap_or_default()),
        ("ticket", visitor.carried(TICKET).unwrap_or_default()),
    ]);
    let checked = attempt::check_sign_in(context, &sent)?;
    let answer = context.write(|db| {
        let (mut client, token) = identity::client_or_new(context, &db)?;
        if identifier.is_empty() {
            return Err(ClerkError::form_param_missing("identifier"));
        }
        let step = Step { act: context, db, client: &mut client, form: &sent, checked: &checked };
        let sign_in = sign_in::start(step)?;
        let reply = match after_sign_in(context, &db, &visitor, &client, &sign_in)? {
            Some(reply) => reply,
            None => see_other(&visitor.code_page(context, next_page(&sign_in), &sign_in.id))?,
        };
        session::store_client(context, &db, client)?;
        Ok(token.tell(context, reply))
    });
    let again = Typed { identifier: typed, ..Typed::default() };
    or_again(answer, |refused| pages::sign_in(&visitor.visit, again, Some(refused)))
}

/// The next page of a sign-in that has no session yet.
fn next_page(sign_in: &SignIn) -> &'static str {
    if sign_in.status == sign_in::NEEDS_SECOND_FACTOR { second_factor::PAGE } else { SIGN_IN_CODE }
}

/// If the sign-in started a session, accepts the invitation and redirects to the application.
fn after_sign_in(
    context: &Context,
    db: &Db<'_>,
    visitor: &Visitor,
    client: &Client,
    sign_in: &SignIn,
) -> Result<Option<Reply>, ClerkError> {
    let (Some(session_id), Some(user_id)) = (&sign_in.created_session_id, &sign_in.user_id) else {
        return Ok(None);
    };
    let user = db.user(user_id)?.ok_or_else(ClerkError::form_identifier_not_found)?;
    let by_ticket = sign_in
        .first_factor
        .as_ref()
        .is_some_and(|factor| factor.get("strategy").is_some_and(|strategy| strategy == "ticket"));
    // A sign-in with the ticket has already accepted it.
    if let Some(invitation) = visitor.invitation.as_ref().filter(|_| !by_ticket) {
        invitation.accept(context, db, &user)?;
        let begins_there = context.settings.first_active_organization == FirstOrganization::FirstMembership;
        if let Some(id) = invitation.organization_id().filter(|_| begins_there)
            && let Some(mut session) = db.session(&client.id, session_id)?
        {
            session.last_active_organization_id = Some(id.to_owned());
            db.update_session(&session)?;
        }
    }
    visitor.leave(context, db, client).map(Some)
}

fn submit_sign_up(context: &Context) -> Answer {
    let form = submitted(context)?;
    let visitor = context.read(|db| Visitor::of(context, &db, &form))?;
    let given = |name| form.get(name).unwrap_or_default();
    let ticket = visitor.carried(TICKET);
    let sent = Pairs::of(&[
        ("strategy", if ticket.is_some() { "ticket" } else { "" }),
        ("ticket", ticket.unwrap_or_default()),
        ("email_address", if ticket.is_some() { "" } else { given("email_address") }),
        ("first_name", given("first_name")),
        ("last_name", given("last_name")),
        ("password", given("password")),
    ]);
    let checked = attempt::check_sign_up(context, &sent)?;
    let answer = context.write(|db| {
        let (mut client, token) = identity::client_or_new(context, &db)?;
        let step = Step { act: context, db, client: &mut client, form: &sent, checked: &checked };
        let sign_up = sign_up::start(step)?;
        if let Some(missing) = crate::rules::sign_up::missing_fields(&sign_up).first() {
            return Err(ClerkError::form_param_missing(missing));
        }
        let reply = if sign_up.created_session_id.is_some() {
            visitor.leave(context, &db, &client)?
        } else {
            sign_up::send_code(context, &db, &sign_up)?;
            see_other(&visitor.code_page(context, SIGN_UP_CODE, &sign_up.id))?
        };
        session::store_client(context, &db, client)?;
        Ok(token.tell(context, reply))
    });
    let typed = Typed {
        identifier: given("email_address"),
        first_name: given("first_name"),
        last_name: given("last_name"),
    };
    or_again(answer, |refused| pages::sign_up(&visitor.visit, typed, Some(refused)))
}

/// The client of this browser, which started the attempt.
fn known_client(context: &Context, db: &Db<'_>) -> Result<Client, ClerkError> {
    identity::client(context, db)?.ok_or_else(ClerkError::client_not_found)
}

/// Ends every session of this browser. Redirects to the invitation, if there is one.
fn sign_out(context: &Context) -> Answer {
    let form = submitted(context)?;
    let visitor = context.read(|db| Visitor::of(context, &db, &form))?;
    context.write(|db| {
        if let Some(client) = identity::client(context, &db)? {
            session::end_sessions(context, &db, client)?;
        }
        see_other(&match visitor.carried(TICKET) {
            Some(ticket) => link(context, ticket),
            None => visitor.page(SIGN_IN),
        })
    })
}
