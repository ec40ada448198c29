//! `GET /v1/tickets/accept?ticket=…`: the link in an invitation's mail, opened in a browser.

use axum::http::{Method, StatusCode};

use crate::acts::accept::{self, Invited};
use crate::acts::{session, sign_in_token};
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::identity;
use crate::http::portal;
use crate::http::reply::{Answer, Reply};
use crate::rules::redirect_url;
use crate::rules::ticket::Next;
use crate::store::Db;
use crate::tokens::Ticket;

/// Redirects to the invitation's redirect URL with `__clerk_ticket` and `__clerk_status`. Without a redirect URL it
/// leads to the account portal, or to the application's home page if no step is left (Clerk's documentation, "Invite
/// users to your organization"). A link that is no longer valid shows an error page.
pub(super) fn accept(context: &Context) -> Answer {
    let ticket = context.query.get("ticket").unwrap_or_default();
    let read = accept::read_ticket(context, ticket)?;
    if read.is_of_sign_in_token() {
        return sign_in(context, &read);
    }
    let (invited, next) = context.write(|db| {
        let invited = accept::invited_by(context, &db, &read)?;
        let next = next(context, &db, &invited)?;
        Ok((invited, next))
    })?;
    let parameters = [("__clerk_ticket", ticket), ("__clerk_status", next.as_str())];
    let own_page = || match next {
        Next::SignUp => portal::path(&context.instance, portal::SIGN_UP, &parameters),
        Next::SignIn => portal::path(&context.instance, portal::SIGN_IN, &parameters),
        Next::Complete => portal::home(&context.instance),
    };
    let target = invited.redirect_url().and_then(|url| redirect_url::with_query(url, &parameters));
    Reply::see_other(&target.unwrap_or_else(own_page))
        .ok_or_else(|| ClerkError::internal("a redirect to an address that fits no header"))
}

/// `GET /v1/agents/tasks?ticket=…`: the link of an agent task. It signs the user in and redirects to the task's page
/// (Clerk's published Backend API description, `CreateAgentTask`).
pub(super) fn accept_agent_task(context: &Context) -> Answer {
    accept(context).map(|reply| reply.with_status(StatusCode::TEMPORARY_REDIRECT))
}

/// Signs in the user of a sign-in token or agent task, and redirects to the application, which reads the dev browser
/// from the URL. A HEAD request, which mail scanners send, does not sign in.
fn sign_in(context: &Context, read: &Ticket) -> Answer {
    if context.method != Method::GET {
        return portal::leave(context, None, None);
    }
    context.write(|db| {
        let (mut client, token) = identity::client_or_new(context, &db)?;
        let (redeemed, ..) = sign_in_token::redeem(context, &db, &mut client, read)?;
        let client = session::store_client(context, &db, client)?;
        let dev_browser = identity::dev_browser(context, &db, &client)?;
        let reply = portal::leave(context, redeemed.redirect_url.as_deref(), Some(&dev_browser))?;
        Ok(token.tell(context, reply))
    })
}

/// The next step after the link was opened. If the invited user is signed in, a GET request accepts the invitation. A
/// HEAD request, which mail scanners send, does not.
fn next(context: &Context, db: &Db<'_>, invited: &Invited) -> Result<Next, ClerkError> {
    let user = db.user_with_email_address(invited.email_address())?;
    let sessions = match identity::client(context, db)? {
        Some(client) => db.active_sessions(&client.id)?,
        None => Vec::new(),
    };
    let signed_in = sessions.iter().map(|session| session.user_id.as_str());
    let next = Next::of(user.as_ref().map(|user| user.id.as_str()), signed_in);
    match user {
        Some(user) if next == Next::Complete && context.method == Method::GET => {
            invited.accept(context, db, &user)?;
        }
        Some(_) if next == Next::Complete => return Ok(Next::SignIn),
        _ => {}
    }
    Ok(next)
}
