//! What holds for every reader of what comes from outside (the caller, the page, the server), whatever comes: it takes it
//! or refuses it, what it takes is what it says, and nothing breaks. Compiled for the property tests below and for
//! `fuzz/` alone.

// A promise that is broken is to be loud here.
#![allow(clippy::expect_used)]

mod server;

#[cfg(test)]
pub(crate) use server::done;

use std::collections::HashSet;

use base64::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::endpoint::invitations;
use crate::error::{Error, RuntimeErrorCode};
use crate::operation::Sought;
use crate::params::{GetInvitationsParams, InviteMemberParams, InviteMembersParams};
use crate::resource::{InvitationStatus, OrganizationInvitation, OrganizationResource, Page, all_invited};
use crate::response::{self, Failure, Reply, Value};
use crate::transport::retry;
use crate::walk::Walk;
use crate::wire::encoding::{Pairs, digits, halves, path_segment};
use crate::wire::{Base, Tail};

/// Gives the bytes to every reader. Panics if one breaks its word.
pub fn every_reader_keeps_its_word(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    publishable_keys(&text);
    origins(&text);
    encodings(&text);
    urls(&text);
    lists(data);
    invitees(&text);
    waits(data);
    answers(data);
    resources(data);
    walks(data);
    server::changes(data);
}

/// The nth byte, or 0.
fn byte(data: &[u8], at: usize) -> u8 {
    data.get(at).copied().unwrap_or_default()
}

/// The number that begins at a byte.
fn number(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([at, at + 1, at + 2, at + 3].map(|at| byte(data, at)))
}

/// A key is taken for the host that it names, and for nothing else.
fn publishable_keys(text: &str) {
    if let Ok(base) = Base::new(text, None, None) {
        let host = base.origin.strip_prefix("https://").expect("a key's host is asked by https");
        assert!(host.contains('.') && !host.contains('$'), "{text}: {host}");
        assert!(!base.has_dev_browser || text.starts_with("pk_test_"), "{text}");
    }
    for prefix in ["pk_test_", "pk_live_"] {
        let key = prefix.to_owned() + &BASE64_STANDARD.encode(text.to_owned() + "$");
        let is_host = text.contains('.') && !text.contains('$');
        let origin = Base::new(&key, None, None).map(|base| base.origin);
        assert_eq!(
            origin,
            if is_host {
                Ok("https://".to_owned() + text)
            } else {
                Err(RuntimeErrorCode::InvalidPublishableKey)
            }
        );
    }
}

/// A proxy is an address of http or https to which a path can be added.
fn origins(text: &str) {
    let key = "pk_live_".to_owned() + &BASE64_STANDARD.encode("clerk.example.com$");
    match Base::new(&key, Some(text), None) {
        Ok(Base { origin, .. }) => {
            assert!(text.starts_with(&origin) && text.starts_with("http"), "{text}: {origin}");
            assert!(!origin.ends_with('/') && !origin.contains(['?', '#']), "{text}: {origin}");
        }
        Err(code) => assert_eq!(code, RuntimeErrorCode::InvalidProxyUrl, "{text}"),
    }
    let origin = Base::new(&key, None, Some(text)).expect("a good key").origin;
    assert!(origin.starts_with("https://clerk.") && !origin.ends_with('/'), "{text}: {origin}");
}

/// Percent-decoded; with `+` for a space where it is a form.
fn decoded(text: &str, form: bool) -> String {
    let mut out = Vec::new();
    let mut rest = text.bytes();
    while let Some(next) = rest.next() {
        out.push(match next {
            b'%' => {
                let pair: Vec<u8> = rest.by_ref().take(2).collect();
                let pair = String::from_utf8(pair).expect("hexadecimal digits");
                u8::from_str_radix(&pair, 16).expect("hexadecimal digits")
            }
            b'+' if form => b' ',
            other => other,
        });
    }
    String::from_utf8(out).expect("what was written is text")
}

/// The pairs of a form or a query as a server reads them.
fn pairs_of(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').expect("a pair"))
        .map(|(a, b)| (decoded(a, true), decoded(b, true)))
        .collect()
}

/// Whether nothing in it ends a line, a pair or a segment, whoever reads it.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte))
}

/// What is written is read as what was meant.
fn encodings(text: &str) {
    let (first, rest) = halves(text, b'\n');
    assert!(text == first && rest.is_empty() || text == first.to_owned() + "\n" + rest);
    let meant: Vec<_> =
        text.split('\n').map(|line| halves(line, b'=')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    let mut pairs = Pairs::default();
    meant.iter().for_each(|(name, value)| pairs.push(name, value));
    assert!(is_plain(pairs.as_str()), "{}", pairs.as_str());
    assert_eq!(pairs_of(pairs.as_str()), meant);
    let mut segment = String::new();
    path_segment(text, &mut segment);
    assert!(is_plain(&segment) && !segment.contains(['/', '?', '&', '+']), "{segment}");
    let folded = segment.to_lowercase().replace("%2e", ".");
    assert!(folded != "." && folded != "..", "{text}");
    if text != "." && text != ".." {
        assert_eq!(decoded(&segment, false), text);
    }
}

/// An id can only ever be one segment, a session or a dev browser only ever one parameter.
fn urls(text: &str) {
    let base = Base { origin: "https://clerk.example.com".into(), has_dev_browser: true };
    let request = invitations::revoke(text, text);
    assert_eq!(request.path.split('/').count(), 6, "{}", request.path);
    assert_eq!(request.name(), "POST /v1".to_owned() + &request.path);
    let tail = Tail { session_id: Some(text), dev_browser: Some(text), attempt: 3 };
    let sent = base.encode(&request, &tail);
    assert!(is_plain(&sent.url) && !sent.get, "{}", sent.url);
    let (address, query) = sent.url.split_once('?').expect("a query");
    assert_eq!(address, base.origin + "/v1" + &request.path);
    let query = pairs_of(query);
    let last: Vec<_> = query.iter().rev().take(3).rev().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(last, [("_clerk_session_id", text), ("__clerk_db_jwt", text), ("_clerk_retry_attempt", "3")]);
}

/// Any page that is not refused begins where it says.
fn lists(data: &[u8]) {
    let (initial_page, page_size) = (number(data, 0), number(data, 4));
    let params = GetInvitationsParams { initial_page, page_size, ..Default::default() };
    let Err(refused) = params.check() else {
        let skipped = u64::from(initial_page - 1) * u64::from(page_size);
        assert_eq!(u64::from(params.offset()), skipped);
        let meant = [("limit".to_owned(), page_size.to_string()), ("offset".to_owned(), skipped.to_string())];
        return assert_eq!(pairs_of(invitations::list("org_1", params).query.as_str()), meant);
    };
    assert!(["initialPage", "pageSize"].contains(&refused.param) && !refused.sentence().is_empty());
    assert_eq!(digits(initial_page), initial_page.to_string());
}

/// Whoever is invited is sent as given, and is looked for as one row each.
fn invitees(text: &str) {
    let (role, addresses) = halves(text, b' ');
    let member = InviteMemberParams { email_address: addresses.into(), role: role.into() };
    if let Err(refused) = member.check() {
        assert!(["emailAddress", "role"].contains(&refused.param), "{refused:?}");
    } else {
        let meant =
            [("email_address".to_owned(), addresses.to_owned()), ("role".to_owned(), role.to_owned())];
        assert_eq!(pairs_of(member.form().as_str()), meant);
        let rows = Sought::invited(role, addresses, true).rows;
        assert_eq!(rows.split('\n').collect::<Vec<_>>(), ["email_address", role, addresses]);
    }
    let email_addresses: Vec<String> = addresses.split(' ').map(Into::into).collect();
    let members = InviteMembersParams { email_addresses: email_addresses.clone(), role: role.into() };
    if let Err(refused) = members.check() {
        assert!(["emailAddresses", "role"].contains(&refused.param), "{refused:?}");
    } else {
        assert_eq!(pairs_of(members.form().as_str()).len(), email_addresses.len() + 1);
        let rows = Sought::invited(role, &email_addresses.join("\n"), false).rows;
        assert_eq!(rows.split('\n').skip(2).collect::<Vec<_>>(), email_addresses);
        assert_eq!(all_invited(Vec::new(), &members), None);
    }
}

/// Nothing is sent more than four times, no wait is longer than was granted, and a change is only repeated unread.
fn waits(data: &[u8]) {
    let [a, b, c, ..] = [0, 1, 2].map(|at| byte(data, at));
    let (sent, status) = (u32::from(c) % 6, u16::from_le_bytes([a, b]));
    let told = (a < 128).then(|| number(data, 3));
    let luck = f64::from_le_bytes([3, 4, 5, 6, 7, 8, 9, 10].map(|at| byte(data, at)));
    for came in
        [retry::Outcome::Unanswered, retry::Outcome::Status(status, told), retry::Outcome::Status(429, told)]
    {
        for get in [true, false] {
            let Some(ms) = retry::wait_ms(get, sent, came, luck) else { continue };
            assert!((1..=3).contains(&sent) && (100..=32_800).contains(&ms), "{sent} {came:?}: {ms}");
            assert!(get || matches!(came, retry::Outcome::Status(429, _)), "{came:?}");
        }
    }
}

/// Any answer is a resource or one typed failure, which says what the server said.
fn answers(data: &[u8]) {
    let status = 100 + u16::from_le_bytes([byte(data, 0), byte(data, 1)]) % 500;
    let retry_after = (byte(data, 0) < 128).then(|| number(data, 2));
    for text in [data, data.get(2..).unwrap_or_default()] {
        let body = serde_json::from_slice(text).map_err(|error| json!(error.to_string()));
        for status in [status, 200, 422] {
            let body = body.clone();
            answer(Reply { status, status_text: "Status text".into(), retry_after, dev_browser: None, body });
        }
    }
}

fn answer(reply: Reply<Json>) {
    let Reply { status, retry_after, .. } = reply;
    let (body, parsed) = (reply.body.clone().ok(), reply.body.is_ok());
    let opened = response::open(reply);
    assert_eq!(opened.is_ok(), parsed && (200..300).contains(&status), "{status}");
    let failure = match opened {
        Ok(body) => {
            response::piggybacked_client(&body);
            match response::resource(&body) {
                Ok(found) => return assert_eq!(Some(&found), body.get("response")),
                Err(failure) => failure,
            }
        }
        Err(failure) => failure,
    };
    if let Failure::Api(refusal) = &*failure {
        assert_eq!(refusal.code(), refusal.body.as_ref().and_then(|body| body.text_at("errors.0.code")));
    }
    let error = Error::from(failure);
    assert!(!error.to_string().is_empty());
    match error {
        Error::Api(error) => {
            assert_eq!((error.status, error.retry_after), (status, retry_after));
            let said = body.as_ref().and_then(|body| body.get("errors")).and_then(Json::as_array);
            assert!(error.errors.len() <= said.map_or(0, Vec::len));
            assert!(!error.message.is_empty() || said.is_some());
        }
        Error::Runtime(error) => assert_eq!(error.code, RuntimeErrorCode::InvalidResponse),
    }
}

/// What is read is written as it would be read again.
fn resources(data: &[u8]) {
    again::<Page<OrganizationInvitation>>(data);
    again::<OrganizationInvitation>(data);
    again::<OrganizationResource>(data);
    let status = String::from_utf8_lossy(data).into_owned();
    assert_eq!(InvitationStatus::from(status.clone()).as_str(), status);
}

fn again<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(data: &[u8]) {
    let Ok(read) = serde_json::from_slice::<T>(data) else { return };
    let written = serde_json::to_vec(&read).expect("what was read can be written");
    assert_eq!(serde_json::from_slice::<T>(&written).ok(), Some(read));
}

/// A walk through whatever a server answers comes to an end, and gives no row twice.
fn walks(data: &[u8]) {
    let [size, total, ..] = [0, 1].map(|at| byte(data, at));
    let (page_size, most) = (u32::from(size) % 5 + 1, u64::from(total) % 40);
    let mut walk = Walk::new(GetInvitationsParams { page_size, ..Default::default() });
    let mut bytes = data.iter().skip(2).cycle();
    let row =
        OrganizationInvitation::deserialize(json!({ "id": "", "status": "pending" })).expect("an invitation");
    let (mut seen, mut reads) = (HashSet::new(), 0);
    while let Some(params) = walk.next() {
        assert_eq!(params.check(), Ok(()));
        reads += 1;
        assert!(reads <= 10 * (most + 2), "a walk that does not end");
        let mut next = || u64::from(bytes.next().copied().unwrap_or_default());
        // Mostly full pages: a short one is the end of it.
        let rows = if next() % 8 == 0 { next() % 4 } else { u64::from(page_size) };
        let data =
            (0..rows).map(|_| OrganizationInvitation { id: digits(next() as u32), ..row.clone() }).collect();
        for row in walk.take(Page { data, total_count: next() % (most + 1) }) {
            assert!(seen.insert(row.id), "a row comes twice");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// JSON that is nearly what a server answers.
    fn near_answers() -> impl Strategy<Value = String> {
        let names = prop_oneof![
            "[a-z_]{0,9}",
            prop::sample::select(vec![
                "errors",
                "meta",
                "code",
                "response",
                "client",
                "long_message",
                "param_name",
                "email_addresses",
                "data",
                "total_count",
                "id",
                "status",
                "role",
                "public_metadata",
                "expires_at",
            ])
            .prop_map(Into::into),
        ];
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<bool>().prop_map(|b| json!(b)),
            any::<f64>().prop_map(|n| json!(n)),
            any::<i64>().prop_map(|n| json!(n)),
            any::<String>().prop_map(|s| json!(s)),
        ];
        let tree = leaf.prop_recursive(5, 64, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
                prop::collection::btree_map(names.clone(), inner, 0..6).prop_map(Json::from_iter),
            ]
        });
        tree.prop_map(|json| json.to_string())
    }

    /// Texts that are nearly what one of the other readers looks for.
    fn near_misses() -> impl Strategy<Value = String> {
        prop_oneof![
            "pk_(test|live)_[A-Za-z0-9+/]{0,40}={0,2}\\$?",
            "https?:/{0,3}[a-z0-9.:/?#\\[\\]-]{0,20}",
            "[a-z0-9-]{0,9}\\.(clerk\\.)?accounts\\.dev\\$?",
            "(org:[a-z]{0,3}|\n)? ?([a-z]{0,2}@?[a-z]{0,2}(\\.io)?[ \n]){0,3}",
            "([a-z_]{0,3}=?([%&+=./]|%[0-9a-f]{2}|[a-zü ]){0,6}\n?){0,5}",
            "\\{\"id\":\"[a-z]?\",\"status\":(null|\"[a-z]{0,3}\"),\"created_at\":(null|-?[0-9]{1,19})\\}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn any_bytes_are_taken_or_refused(data: Vec<u8>) {
            every_reader_keeps_its_word(&data);
        }

        #[test]
        fn any_text_is_taken_or_refused(text: String) {
            every_reader_keeps_its_word(text.as_bytes());
        }

        #[test]
        fn what_is_nearly_right_is_taken_or_refused(text in near_misses()) {
            every_reader_keeps_its_word(text.as_bytes());
        }

        #[test]
        fn what_is_nearly_an_answer_is_taken_or_refused(text in near_answers()) {
            every_reader_keeps_its_word(text.as_bytes());
        }
    }
}
