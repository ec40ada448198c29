//! Pages for people: the account portal, the outbox, and error pages of links. They only show the data that they
//! receive. No script can run on them: the template escapes every value, and the Content-Security-Policy only allows
//! inline styles and the form's target.

pub(crate) mod inspector;
mod outbox;
pub(crate) mod portal;
mod problem;

use axum::http::header::{self, HeaderName, HeaderValue};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::http::reply::Reply;

pub(crate) use outbox::outbox;
pub(crate) use problem::problem;

/// The path of the account portal.
pub(crate) const PORTAL: &str = "/__emulator/portal";
/// The paths that the links of invitations, sign-in tokens and agent tasks open first, and those to which an
/// application's server redirects a browser whose cookies do not identify the session.
const LINKS: [&str; 5] =
    ["/v1/tickets/accept", "/v1/agents/tasks", "/v1/client/handshake", "/v1/client/sync", "/v1/client/link"];

/// Whether browsers open this path, rather than API clients.
pub(crate) fn is_page(path: &str) -> bool {
    LINKS.contains(&path) || is_portal(path)
}

/// Whether this path belongs to the account portal.
pub(crate) fn is_portal(path: &str) -> bool {
    path == PORTAL || path.strip_prefix(PORTAL).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether an `Accept` header prefers a page to JSON. `*/*` has no preference and counts as `otherwise`.
pub(crate) fn wants_page(accept: Option<&str>, otherwise: bool) -> bool {
    let accept = accept.unwrap_or("*/*");
    accept.contains("text/html") || (otherwise && !accept.contains("application/json"))
}

/// A complete page. `form_target` is an origin that its form may redirect to.
fn page(title: &str, form_target: Option<&str>, body: &Markup) -> Reply {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Clerk emulator" }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    };
    // A host name may include both characters (WHATWG URL, "forbidden host code point"). Here they would start a new
    // directive.
    let form_target = form_target.filter(|origin| !origin.contains([';', ',']));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'{}{}; base-uri 'none'; frame-ancestors 'none'",
        if form_target.is_some() { " " } else { "" },
        form_target.unwrap_or_default(),
    );
    let reply = Reply::of_type("text/html; charset=utf-8", document.into_string());
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // URLs include tickets. With "no-referrer" browsers would send "Origin: null" with forms.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    let reply = fixed.into_iter().fold(reply, |reply, (name, value): (HeaderName, _)| {
        reply.with_header(name, HeaderValue::from_static(value))
    });
    match HeaderValue::from_str(&policy) {
        Ok(policy) => reply.with_header(header::CONTENT_SECURITY_POLICY, policy),
        Err(_) => {
            reply.with_header(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"))
        }
    }
}

const STYLE: &str = "
:root { color-scheme: light dark; --ground: #f4f4f6; --card: #fff; --ink: #1b1b22; --quiet: #5b5b66;
  --line: #d9d9e0; --accent: #3b3fb6; --on-accent: #fff; --wrong: #a8071a; --wrong-ground: #fff1f0; }
@media (prefers-color-scheme: dark) { :root { --ground: #131317; --card: #1d1d23; --ink: #f0f0f4;
  --quiet: #a9a9b6; --line: #3a3a44; --accent: #a9acff; --on-accent: #14142b; --wrong: #ffa39e;
  --wrong-ground: #2b1716; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 3rem auto; padding: 0 1rem; }
main:has(.wide) { max-width: 46rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.5rem; }
.card + .card { margin-top: 1rem; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.0625rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); font-size: .875rem; }
.problem { color: var(--wrong); background: var(--wrong-ground); border-left: 3px solid; padding: .5rem .75rem; }
label { display: block; margin-top: 1rem; font-weight: 600; font-size: .875rem; }
input { width: 100%; margin-top: .25rem; padding: .5rem .625rem; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--line); border-radius: .5rem; }
/* A fixed value, which must not look like a field that is switched off. */
input[readonly] { padding-inline: 0; background: none; border-color: transparent; font-weight: 600; }
button, .button { display: block; width: 100%; margin-top: 1rem; padding: .5rem 1rem; font: inherit;
  font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; border-radius: .5rem;
  border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); }
button.second, .button.second { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
ul { padding-left: 1.25rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .125rem .75rem; margin: .5rem 0; font-size: .875rem; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 15rem; margin-top: .75rem; border: 1px solid var(--line); border-radius: .5rem;
  background: #fff; }
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_page_paths_are_pages() {
        for (path, expected) in [
            ("/v1/tickets/accept", true),
            ("/__emulator/portal", true),
            ("/__emulator/portal/sign-in", true),
            ("/__emulator/portals", false),
            ("/__emulator/outbox", false),
            ("/v1/client", false),
        ] {
            assert_eq!(is_page(path), expected, "{path}");
        }
    }

    #[test]
    fn browsers_get_pages_and_programs_get_json() {
        let browser = Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        for (accept, otherwise, expected) in [
            (browser, false, true),
            (Some("application/json"), true, false),
            (Some("*/*"), true, true),
            (Some("*/*"), false, false),
            (None, true, true),
            (None, false, false),
        ] {
            assert_eq!(wants_page(accept, otherwise), expected, "{accept:?} {otherwise}");
        }
    }
}
