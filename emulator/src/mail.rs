//! Mails as they would look. Nothing is sent: they end in the outbox. Every value from data is escaped.

use crate::store::Mail;

/// What an invitation's mail says.
pub(crate) struct InvitationMail<'a> {
    pub(crate) to: &'a str,
    pub(crate) invitation_id: &'a str,
    pub(crate) organization_name: &'a str,
    pub(crate) inviter_name: Option<&'a str>,
    pub(crate) link: &'a str,
    pub(crate) sent_at: i64,
}

pub(crate) fn invitation(mail: &InvitationMail<'_>) -> Mail {
    let organization = mail.organization_name;
    let subject = match mail.inviter_name {
        Some(inviter) => format!("{inviter} invited you to join {organization}"),
        None => format!("You are invited to join {organization}"),
    };
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <body style=\"font-family:system-ui,sans-serif;max-width:32rem;margin:2rem auto;line-height:1.5\">\
         <h1 style=\"font-size:1.25rem\">{title}</h1><p><a href=\"{link}\">Accept invitation</a></p>\
         <p style=\"color:#666\">If you did not expect this invitation, ignore this mail.</p></body></html>",
        title = escape(&subject),
        link = escape(mail.link),
    );
    Mail {
        to: mail.to.to_owned(),
        subject,
        link: Some(mail.link.to_owned()),
        invitation_id: Some(mail.invitation_id.to_owned()),
        html,
        sent_at: mail.sent_at,
    }
}

/// Text as HTML text or as a quoted attribute's value.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_data_becomes_markup() {
        let mail = invitation(&InvitationMail {
            to: "a@x.io",
            invitation_id: "orginv_1",
            organization_name: "<script>alert(1)</script>",
            inviter_name: Some("\"><img src=x onerror=alert(1)>"),
            link: "http://127.0.0.1/?a=1&b=\"><script>",
            sent_at: 0,
        });
        assert!(!mail.html.contains("<script>") && !mail.html.contains("<img"), "{}", mail.html);
    }
}
