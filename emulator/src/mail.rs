//! The texts of mails. Mails are not sent, they are stored in the outbox. The template escapes every value.

use maud::{DOCTYPE, Markup, html};

use crate::store::Mail;

/// The content of an invitation's mail.
pub(crate) struct InvitationMail<'a> {
    pub(crate) to: &'a str,
    pub(crate) invitation_id: &'a str,
    /// `None` for an invitation to the application.
    pub(crate) organization_name: Option<&'a str>,
    pub(crate) inviter_name: Option<&'a str>,
    pub(crate) link: &'a str,
    pub(crate) sent_at: i64,
}

pub(crate) fn invitation(mail: &InvitationMail<'_>) -> Mail {
    let subject = match (mail.organization_name, mail.inviter_name) {
        (Some(organization), Some(inviter)) => format!("{inviter} invited you to join {organization}"),
        (Some(organization), None) => format!("You are invited to join {organization}"),
        (None, _) => "You are invited to sign up".to_owned(),
    };
    let body = html! {
        p {
            a href=(mail.link) target="_blank" rel="noopener noreferrer"
                style="display:inline-block;padding:.6rem 1.1rem;border-radius:.5rem;background:#3b3fb6;color:#fff;text-decoration:none" {
                "Accept invitation"
            }
        }
        p style="color:#595959" { "If you did not expect this invitation, ignore this mail." }
    };
    Mail {
        seq: 0,
        to: mail.to.to_owned(),
        link: Some(mail.link.to_owned()),
        code: None,
        invitation_id: Some(mail.invitation_id.to_owned()),
        html: document(&subject, &body),
        subject,
        sent_at: mail.sent_at,
    }
}

/// A mail with a verification code.
pub(crate) fn code(to: &str, code: &str, minutes: i64, sent_at: i64) -> Mail {
    let subject = format!("{code} is your verification code");
    let body = html! {
        p style="font-size:2rem;letter-spacing:.2em;margin:.5rem 0" { (code) }
        p style="color:#595959" { "It is valid for " (minutes) " minutes. If you did not request it, ignore this mail." }
    };
    Mail {
        seq: 0,
        to: to.to_owned(),
        link: None,
        code: Some(code.to_owned()),
        invitation_id: None,
        html: document(&subject, &body),
        subject,
        sent_at,
    }
}

fn document(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title) }
            }
            body style="font-family:system-ui,sans-serif;max-width:32rem;margin:1.5rem auto;padding:0 1rem;line-height:1.5;color:#1a1a1a;background:#fff" {
                h1 style="font-size:1.25rem" { (title) }
                (body)
            }
        }
    };
    page.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_never_becomes_markup() {
        let mail = invitation(&InvitationMail {
            to: "a@x.io",
            invitation_id: "orginv_1",
            organization_name: Some("<script>alert(1)</script>"),
            inviter_name: Some("\"><img src=x onerror=alert(1)>"),
            link: "http://127.0.0.1/?a=1&b=\"><script>",
            sent_at: 0,
        });
        assert!(!mail.html.contains("<script>") && !mail.html.contains("<img"), "{}", mail.html);
        assert!(mail.html.contains("http://127.0.0.1/?a=1&amp;b="), "{}", mail.html);
    }
}
