//! The account portal: signing in and up by hand, and the page of the signed-in users.

use maud::{Markup, html};

use super::page;
use crate::error::ClerkError;
use crate::http::reply::Reply;

/// Data that all pages of one visit share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visit {
    /// The root-relative URL of the portal, without a trailing slash.
    pub(crate) portal: String,
    /// The values that each page passes to the next: the ticket, and the URL to open afterwards.
    pub(crate) carried: Vec<(&'static str, String)>,
    /// The carried values as a query with its question mark. Empty without values.
    pub(crate) query: String,
    /// The origin of the application that the visit leads to, if it is not this one.
    pub(crate) target: Option<String>,
    /// The invitation whose link was opened.
    pub(crate) invited: Option<Invited>,
}

/// The invitation for the visitor.
#[derive(Debug, Clone)]
pub(crate) struct Invited {
    pub(crate) email_address: String,
    /// The organization and the role in it. `None` for an invitation to the application.
    pub(crate) to: Option<(String, String)>,
    /// Another signed-in user of this browser.
    pub(crate) signed_in_as: Option<String>,
}

/// The values that the visitor entered. The form shows them again.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Typed<'a> {
    pub(crate) identifier: &'a str,
    pub(crate) first_name: &'a str,
    pub(crate) last_name: &'a str,
}

pub(crate) fn sign_in(visit: &Visit, typed: Typed<'_>, refused: Option<&ClerkError>) -> Reply {
    let body = html! {
        div class="card" {
            h1 { "Sign in" }
            (invitation(visit))
            (problem(refused))
            @if !is_somebody_else(visit) {
                form method="post" action={ (visit.portal) "/sign-in" } {
                    (carried(visit))
                    (email_address(visit, "identifier", typed.identifier))
                    label for="password" { "Password" }
                    input id="password" name="password" type="password" autocomplete="current-password";
                    button type="submit" name="strategy" value="password" { "Sign in" }
                    button type="submit" name="strategy" value="email_code" class="second" { "E-mail me a code" }
                    @if visit.invited.is_some() {
                        button type="submit" name="strategy" value="ticket" class="second" { "Continue with the invitation link" }
                    }
                }
                p class="quiet" { "No account? " a href={ (visit.portal) "/sign-up" (visit.query) } { "Sign up" } }
            }
        }
    };
    page("Sign in", visit.target.as_deref(), &body)
}

pub(crate) fn sign_up(visit: &Visit, typed: Typed<'_>, refused: Option<&ClerkError>) -> Reply {
    let body = html! {
        div class="card" {
            h1 { "Sign up" }
            (invitation(visit))
            (problem(refused))
            @if !is_somebody_else(visit) {
                form method="post" action={ (visit.portal) "/sign-up" } {
                    (carried(visit))
                    (email_address(visit, "email_address", typed.identifier))
                    label for="first_name" { "First name (optional)" }
                    input id="first_name" name="first_name" autocomplete="given-name" value=(typed.first_name);
                    label for="last_name" { "Last name (optional)" }
                    input id="last_name" name="last_name" autocomplete="family-name" value=(typed.last_name);
                    label for="password" { "Password" }
                    input id="password" name="password" type="password" autocomplete="new-password" required
                        minlength="8" maxlength="72" aria-describedby="password-rule";
                    p id="password-rule" class="quiet" { "8 characters or more." }
                    button type="submit" { "Sign up" }
                }
                p class="quiet" { "Have an account? " a href={ (visit.portal) "/sign-in" (visit.query) } { "Sign in" } }
            }
        }
    };
    page("Sign up", visit.target.as_deref(), &body)
}

/// `step` is `sign-in/code` or `sign-up/code`. `attempt` is the id of the sign-in or sign-up.
pub(crate) fn code(
    visit: &Visit,
    step: &str,
    attempt: &str,
    email_address: &str,
    refused: Option<&ClerkError>,
) -> Reply {
    let outbox = outbox(visit);
    let body = html! {
        div class="card" {
            h1 { "Enter the code" }
            (problem(refused))
            p { "We sent a code to " strong { (email_address) } ". It is in the " a href=(outbox) target="_blank" { "outbox" } "." }
            form method="post" action={ (visit.portal) "/" (step) } {
                (carried(visit))
                input type="hidden" name="attempt" value=(attempt);
                label for="code" { "Code" }
                input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" autofocus;
                button type="submit" name="action" value="enter" { "Continue" }
                button type="submit" name="action" value="resend" class="second" { "Send a new code" }
            }
        }
    };
    page("Enter the code", visit.target.as_deref(), &body)
}

/// `attempt` is the id of a sign-in whose first factor is verified.
pub(crate) fn second_factor(visit: &Visit, attempt: &str, refused: Option<&ClerkError>) -> Reply {
    let body = html! {
        div class="card" {
            h1 { "Two-step verification" }
            (problem(refused))
            p { "Enter the code that your authenticator app shows, or one of your backup codes." }
            form method="post" action={ (visit.portal) "/sign-in/second-factor" } {
                (carried(visit))
                input type="hidden" name="attempt" value=(attempt);
                label for="code" { "Code" }
                input id="code" name="code" autocomplete="one-time-code" required autofocus;
                button type="submit" name="strategy" value="totp" { "Continue" }
                button type="submit" name="strategy" value="backup_code" class="second" { "Use it as a backup code" }
            }
        }
    };
    page("Two-step verification", visit.target.as_deref(), &body)
}

/// A signed-in user.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) name: Option<String>,
    pub(crate) email_address: String,
    /// The organizations, with the role in each.
    pub(crate) memberships: Vec<(String, String)>,
}

pub(crate) fn user(visit: &Visit, people: &[SignedIn]) -> Reply {
    let outbox = outbox(visit);
    let body = html! {
        @if people.is_empty() {
            div class="card" {
                h1 { "Nobody is signed in" }
                a class="button" href={ (visit.portal) "/sign-in" } { "Sign in" }
                a class="button second" href={ (visit.portal) "/sign-up" } { "Sign up" }
            }
        }
        @for person in people {
            div class="card" {
                h1 { (person.name.as_deref().unwrap_or(&person.email_address)) }
                p class="quiet" { "Signed in as " (person.email_address) "." }
                @if person.memberships.is_empty() {
                    p { "In no organization yet." }
                } @else {
                    ul { @for (organization, role) in &person.memberships { li { (organization) " (" (role) ")" } } }
                }
            }
        }
        @if !people.is_empty() {
            div class="card" {
                form method="post" action={ (visit.portal) "/sign-out" } {
                    button type="submit" class="second" { "Sign out" }
                }
            }
        }
        p class="quiet" { "Mails are in the " a href=(outbox) { "outbox" } "." }
    };
    page("Account", None, &body)
}

/// Whether a user other than the invited one is signed in. They must sign out before the form is shown.
fn is_somebody_else(visit: &Visit) -> bool {
    visit.invited.as_ref().is_some_and(|invited| invited.signed_in_as.is_some())
}

fn invitation(visit: &Visit) -> Markup {
    html! {
        @if let Some(invited) = &visit.invited {
            p {
                strong { (invited.email_address) }
                @match &invited.to {
                    Some((organization, role)) => { " is invited to join " strong { (organization) } " as " (role) "." }
                    None => { " is invited." }
                }
            }
            @if let Some(other) = &invited.signed_in_as {
                p class="problem" { "You are signed in as " (other) ". Sign out to accept the invitation as " (invited.email_address) "." }
                form method="post" action={ (visit.portal) "/sign-out" } {
                    (carried(visit))
                    button type="submit" { "Sign out and continue" }
                }
            }
        }
    }
}

/// The URL of the outbox.
fn outbox(visit: &Visit) -> String {
    let controls = visit.portal.rsplit_once('/').map_or("", |(controls, _)| controls);
    format!("{controls}/outbox")
}

fn problem(refused: Option<&ClerkError>) -> Markup {
    html! { @if let Some(refused) = refused { p class="problem" role="alert" { (refused.long_message) } } }
}

fn carried(visit: &Visit) -> Markup {
    html! { @for (name, value) in &visit.carried { input type="hidden" name=(name) value=(value); } }
}

fn email_address(visit: &Visit, name: &str, typed: &str) -> Markup {
    let fixed = visit.invited.as_ref().map(|invited| invited.email_address.as_str());
    html! {
        label for=(name) { "E-mail address" }
        input id=(name) name=(name) type="email" autocomplete="username" required
            value=(fixed.unwrap_or(typed)) readonly[fixed.is_some()];
    }
}
