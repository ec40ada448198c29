//! The outbox as a page: every mail as it looks to the reader, newest first.

use std::time::{Duration, UNIX_EPOCH};

use maud::html;

use super::page;
use crate::http::reply::Reply;
use crate::store::Mail;

/// `mails` are oldest first. A mail is shown in a frame that runs no scripts and sends no forms. Its links open in a
/// new tab.
pub(crate) fn outbox(mails: &[Mail]) -> Reply {
    let body = html! {
        div class="wide" {
            h1 { "Outbox" }
            p class="quiet" {
                @match mails.len() {
                    0 => { "No mail was sent yet. Invite someone, and the invitation appears here." }
                    1 => { "1 mail. Nothing leaves this machine." }
                    number => { (number) " mails, newest first. Nothing leaves this machine." }
                }
            }
            @for mail in mails.iter().rev() {
                article class="card" {
                    h2 { (mail.subject) }
                    dl {
                        dt { "To" } dd { (mail.to) }
                        dt { "Sent" } dd { (moment(mail.sent_at)) }
                        @if let Some(code) = &mail.code { dt { "Code" } dd { code { (code) } } }
                        @if let Some(link) = &mail.link {
                            dt { "Link" } dd { a href=(link) rel="noreferrer" { (link) } }
                        }
                    }
                    iframe title={ "Mail to " (mail.to) ": " (mail.subject) } srcdoc=(mail.html)
                        sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" {}
                }
            }
        }
    };
    page("Outbox", None, &body)
}

/// Formats a time as in HTTP headers: `Fri, 01 May 2026 12:00:00 GMT`.
fn moment(milliseconds: i64) -> String {
    /// 9999-12-31 23:59:59, the last time that the format supports.
    const LAST: u64 = 253_402_300_799;
    let seconds = u64::try_from(milliseconds / 1000).unwrap_or(0).min(LAST);
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_formatted_for_people() {
        assert_eq!(moment(1_700_000_000_123), "Tue, 14 Nov 2023 22:13:20 GMT");
        assert_eq!(moment(-1), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(moment(8_640_000_000_000_000), "Fri, 31 Dec 9999 23:59:59 GMT");
    }
}
