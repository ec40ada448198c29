//! A visit to the portal: the values that it passes from page to page, its invitation, and the signed-in users.

use super::{home, path, see_other};
use crate::acts::accept;
use crate::error::ClerkError;
use crate::http::context::Context;
use crate::http::cors;
use crate::http::identity;
use crate::http::reply::Answer;
use crate::pages::portal::{Invited, SignedIn, Visit};
use crate::pairs::Pairs;
use crate::rules::redirect_url;
use crate::store::{Client, Db};
use crate::web::Url;

pub(super) const TICKET: &str = "__clerk_ticket";
pub(super) const REDIRECT_URL: &str = "redirect_url";

/// A visit and its invitation.
pub(super) struct Visitor {
    pub(super) visit: Visit,
    pub(super) invitation: Option<accept::Invited>,
}

impl Visitor {
    /// Reads the values that a page's URL or form passes on. Fails if its ticket is no longer valid.
    pub(super) fn of(context: &Context, db: &Db<'_>, given: &Pairs) -> Result<Self, ClerkError> {
        let carried: Vec<(&'static str, String)> = [TICKET, REDIRECT_URL]
            .into_iter()
            .filter_map(|name| Some((name, given.get(name).filter(|value| !value.is_empty())?.to_owned())))
            .collect();
        let value =
            |wanted| carried.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str());
        let invitation = match value(TICKET) {
            Some(ticket) => Some(accept::invited_by(context, db, &accept::read_ticket(context, ticket)?)?),
            None => None,
        };
        let target = match value(REDIRECT_URL) {
            Some(url) => {
                redirect_url::check(url)?;
                Url::parse(url).map(|url| url.origin)
            }
            None => None,
        };
        let invited = match &invitation {
            Some(invitation) => Some(invited(context, db, invitation)?),
            None => None,
        };
        let parameters: Vec<(&str, &str)> =
            carried.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let query = path(&context.instance, "", &parameters);
        let portal = path(&context.instance, "", &[]);
        let visit = Visit {
            query: query.strip_prefix(&portal).unwrap_or_default().to_owned(),
            portal,
            carried,
            target,
            invited,
        };
        Ok(Self { visit, invitation })
    }

    pub(super) fn carried(&self, wanted: &str) -> Option<&str> {
        self.visit.carried.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str())
    }

    /// The URL of a page of this visit.
    pub(super) fn page(&self, page: &str) -> String {
        format!("{}{page}{}", self.visit.portal, self.visit.query)
    }

    /// The URL of the page for entering a code.
    pub(super) fn code_page(&self, context: &Context, page: &str, attempt: &str) -> String {
        let carried = self.visit.carried.iter().map(|(name, value)| (*name, value.as_str()));
        let parameters: Vec<(&str, &str)> = carried.chain([("attempt", attempt)]).collect();
        path(&context.instance, page, &parameters)
    }

    /// Redirects to the application. As in Clerk's portal, the URL includes the dev browser, because the application's
    /// own cookies do not. If the application is not on this machine, the URL does not include it.
    pub(super) fn leave(&self, context: &Context, db: &Db<'_>, client: &Client) -> Answer {
        let dev_browser = identity::dev_browser(context, db, client)?;
        leave(context, self.carried(REDIRECT_URL), Some(&dev_browser))
    }
}

/// Redirects to this URL of the application, or else to its home page. See [`Visitor::leave`].
pub(crate) fn leave(context: &Context, to: Option<&str>, dev_browser: Option<&str>) -> Answer {
    let known: Vec<(&str, &str)> = dev_browser.map(|id| ("__clerk_db_jwt", id)).into_iter().collect();
    let is_local = |url: &str| Url::parse(url).is_some_and(|url| cors::is_loopback(&url.origin));
    let location = match to {
        Some(url) if is_local(url) => redirect_url::with_query(url, &known),
        Some(url) => redirect_url::with_query(url, &[]),
        None => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            Some(format!("{}?{}", home(&context.instance), query.extend_pairs(known).finish()))
        }
    };
    see_other(&location.ok_or_else(ClerkError::invalid_redirect_url)?)
}

fn invited(context: &Context, db: &Db<'_>, invited: &accept::Invited) -> Result<Invited, ClerkError> {
    let to = match invited {
        accept::Invited::ToOrganization(invitation) => {
            let organization = db
                .organization(&invitation.organization_id)?
                .ok_or_else(ClerkError::organization_invitation_to_deleted_organization)?;
            Some((organization.name, invitation.role_name.clone()))
        }
        accept::Invited::ToApplication(_) => None,
    };
    let user = db.user_with_email_address(invited.email_address())?;
    let mut signed_in_as = None;
    for person in people(context, db)? {
        let is_invited = user.as_ref().is_some_and(|user| user.id == person.user_id);
        if !is_invited && context.settings.single_session_mode {
            signed_in_as = Some(person.shown.email_address);
        }
    }
    Ok(Invited { email_address: invited.email_address().to_owned(), to, signed_in_as })
}

pub(super) struct Person {
    pub(super) user_id: String,
    pub(super) shown: SignedIn,
}

/// The signed-in users of this browser.
pub(super) fn people(context: &Context, db: &Db<'_>) -> Result<Vec<Person>, ClerkError> {
    let Some(client) = identity::client(context, db)? else { return Ok(Vec::new()) };
    let mut people = Vec::new();
    for session in db.active_sessions(&client.id)? {
        let Some(user) = db.user(&session.user_id)? else { continue };
        let mut memberships = Vec::new();
        for (membership, (organization, _)) in db.memberships_of_user(&user.id, i64::MAX, 0)? {
            let role = db.role(&membership.role)?.map_or(membership.role, |role| role.name);
            memberships.push((organization.name, role));
        }
        let addresses = db.email_addresses(&user.id)?;
        let primary =
            addresses.iter().find(|address| Some(&address.id) == user.primary_email_address_id.as_ref());
        let address = primary.or(addresses.first());
        people.push(Person {
            shown: SignedIn {
                name: user.full_name(),
                email_address: address.map(|address| address.email_address.clone()).unwrap_or_default(),
                memberships,
            },
            user_id: user.id,
        });
    }
    Ok(people)
}
