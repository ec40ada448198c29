//! Properties of every reader of untrusted input: it accepts or rejects the input, an accepted value matches the input,
//! and nothing panics. Only compiled for the property tests below and for `fuzz/`.

// A violated property must panic here.
#![allow(clippy::expect_used)]

use std::sync::OnceLock;

use axum::body::Bytes;
use axum::http::HeaderValue;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use url::Url;

use crate::error::ClerkError;
use crate::http::upload;
use crate::ids::Randomness;
use crate::model::fold::{fold_address, fold_domain};
use crate::model::order::Order;
use crate::model::paging::Page;
use crate::pairs::{Pairs, percent_decoded};
use crate::passwords;
use crate::rules::{
    domain, email, image, jwt_template, metadata, moment, organization, password, redirect_url, username,
    verification,
};
use crate::settings::{SETTINGS, Settings, WrongBoolean};
use crate::tokens::{Keys, SigningKey, Ticket};

/// Passes the bytes to every reader. Panics if a reader violates its property.
pub fn check_every_reader(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    pairs(&text);
    redirect_urls(&text);
    addresses(&text);
    names(&text);
    words(&text);
    tickets(data);
    spellings(&text);
    jwt_templates(&text);
    metadata_and_patches(&text);
    uploads(data);
}

/// Asserts that an error is a client error and has a reason.
fn is_refusal(refused: &ClerkError) {
    assert!((400..500).contains(&refused.status), "{refused:?}");
    assert!(!refused.code.is_empty() && !refused.long_message.is_empty(), "{refused:?}");
}

/// The accepted value. Checks the error otherwise.
fn taken<T>(outcome: Result<T, ClerkError>) -> Option<T> {
    outcome.inspect_err(is_refusal).ok()
}

/// A value is the same after it is written and read again.
fn pairs(text: &str) {
    let encoded = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    assert_eq!(percent_decoded(&encoded).as_deref(), Ok(text));
    taken(percent_decoded(text));
    let Some(pairs) = taken(Pairs::parse(text)) else { return };
    let again = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs.iter()).finish();
    assert_eq!(Pairs::parse(&again).as_ref(), Ok(&pairs));
    for (name, _) in pairs.iter() {
        assert_eq!(pairs.all(name).last(), pairs.get(name));
        taken(pairs.required(name));
        taken(pairs.boolean(name, WrongBoolean::Format));
        taken(pairs.words(name, &["pending"]));
    }
    let is_the_protocols = pairs.iter().all(|(name, _)| name.starts_with('_'));
    assert_eq!(taken(pairs.only(&[])).is_some(), is_the_protocols);
    taken(pairs.repeated_at_most());
}

/// An accepted redirect URL is http or https and a valid header value, even with added parameters.
fn redirect_urls(text: &str) {
    let to = redirect_url::with_query(text, &[("a", "b&c")]);
    assert_eq!(taken(redirect_url::check(text)).is_some(), to.is_some());
    let Some(to) = to else { return };
    let url = Url::parse(&to).expect("an accepted URL is valid");
    assert!(matches!(url.scheme(), "http" | "https") && url.has_host(), "{to}");
    assert!(url.query_pairs().last().is_some_and(|pair| pair == ("a".into(), "b&c".into())), "{to}");
    assert!(HeaderValue::from_str(&to).is_ok(), "{to}");
}

/// An accepted address has two parts, and no characters that would end a header or open a tag.
fn addresses(text: &str) {
    if email::is_valid(text) {
        let (local, host) = text.split_once('@').expect("an address has an @");
        assert!(!local.is_empty() && email::is_domain(host), "{text}");
        let is_harmful = |letter: char| {
            letter.is_whitespace() || letter.is_control() || ['<', '>', '"', ',', '@'].contains(&letter)
        };
        assert!(!local.contains(is_harmful) && !host.contains(is_harmful), "{text}");
    }
    taken(domain::check_name(text));
    taken(domain::check_affiliation("x.io", text));
    verification::is_test_address(text);
}

/// Folding an address or domain twice equals folding it once.
fn spellings(text: &str) {
    let folded = fold_address(text);
    assert_eq!(fold_address(&folded), folded, "{text:?}");
    let domain = fold_domain(text);
    assert_eq!(fold_domain(&domain), domain, "{text:?}");
}

/// Shortcodes are filled in once. Those in inserted values are not.
fn jwt_templates(text: &str) {
    taken(jwt_template::check_name(text));
    let facts = json!({ "user": { "id": text, "name": "{{user.id}}" } });
    assert_eq!(jwt_template::fill(&json!("{{user.id}}"), &facts), json!(text));
    assert_eq!(jwt_template::fill(&json!("{{user.name}}"), &facts), json!("{{user.id}}"));
    jwt_template::fill(&json!({ "a": [text] }), &facts);
    if let Ok(claims) = serde_json::from_str(text)
        && taken(jwt_template::check_claims(&claims)).is_some()
    {
        jwt_template::fill(&claims, &facts);
    }
}

/// The slug of an accepted name is accepted.
fn names(text: &str) {
    let slug = organization::slug_of(text);
    if taken(organization::check_name(text)).is_some() {
        assert!(organization::check_slug(&slug).is_ok(), "{text}: {slug}");
    }
    taken(organization::check_slug(text));
    taken(username::check(text));
    taken(password::check(text, Some(text)));
    passwords::is_hash(text);
}

/// Numbers, orders, times and settings.
fn words(text: &str) {
    if let Some(page) = taken(Page::parse(Some(text), Some(text), &Settings::default())) {
        assert!((1..=500).contains(&page.limit) && page.offset >= 0, "{page:?}");
    }
    if let Some(order) = taken(Order::parse(Some(text), &["created_at", "name"])) {
        assert!(text.ends_with(order.by), "{text}");
    }
    moment::parse(text);
    let mut settings = Settings::default();
    for setting in SETTINGS {
        if let Err(refused) = settings.set(setting.name, text) {
            assert!(!refused.is_empty());
        }
    }
}

/// A ticket is only read if this instance signed it and it is unchanged.
fn tickets(data: &[u8]) {
    static SIGNED: OnceLock<(Keys, String)> = OnceLock::new();
    let (keys, signed) = SIGNED.get_or_init(|| {
        let key = SigningKey::generate(&Randomness::from_seed(1)).expect("a key");
        let keys = Keys::from_der(&key.into_der()).expect("a generated key");
        let ticket = Ticket {
            exp: 1,
            iid: "ins_1".to_owned(),
            oid: "org_1".to_owned(),
            rurl: None,
            sid: "orginv_1".to_owned(),
            st: "organization_invitation".to_owned(),
        };
        let signed = keys.ticket(&ticket).expect("a ticket");
        (keys, signed)
    });
    let text = String::from_utf8_lossy(data);
    assert!(keys.read_ticket(&text).is_none() || text == signed.as_str());
    // A signed ticket with some bytes replaced.
    let Some((place, bytes)) = data.split_first() else { return };
    let mut touched = signed.clone().into_bytes();
    for (old, new) in touched.iter_mut().skip(usize::from(*place)).zip(bytes) {
        *old = *new;
    }
    let touched = String::from_utf8_lossy(&touched);
    assert!(keys.read_ticket(&touched).is_none() || touched == signed.as_str(), "{touched}");
}

/// Two JSON texts, one per line. Merging the second twice equals merging it once.
fn metadata_and_patches(text: &str) {
    let (first, second) = text.split_once('\n').unwrap_or((text, text));
    let Some(mut metadata) = taken(metadata::parse("public_metadata", first)) else { return };
    assert!(metadata.is_object());
    taken(metadata::check_size("public_metadata", &metadata));
    let Some(patch) = taken(metadata::parse("public_metadata", second)) else { return };
    metadata::merge(&mut metadata, patch.clone());
    let merged = metadata.clone();
    metadata::merge(&mut metadata, patch);
    assert_eq!(metadata, merged);
}

/// Reading an upload returns the file's bytes. An accepted image has a type that cannot run scripts.
fn uploads(data: &[u8]) {
    for content_type in ["multipart/form-data; boundary=XX", "application/octet-stream"] {
        if let Some(bytes) = taken(upload::read(content_type, Bytes::copy_from_slice(data))) {
            taken(image::content_type(&bytes));
        }
    }
    taken(upload::read(&String::from_utf8_lossy(data), Bytes::from_static(b"--XX--")));
    if let Some(found) = taken(image::content_type(data)) {
        assert!(["image/png", "image/jpeg", "image/gif", "image/webp"].contains(&found));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::check_every_reader;

    /// Texts that almost match what a reader accepts.
    fn near_misses() -> impl Strategy<Value = String> {
        prop_oneof![
            "([a-z_]{0,3}=?([%&+=]|%[0-9a-f]{2}|[a-zü ]){0,6}&?){0,5}",
            "(https?|javascript|data|//)[:/]{0,3}[a-z0-9.@:%/?#&=\\[\\]\\\\\t\r\n -]{0,30}",
            "[a-z0-9.+'\"<>ü@-]{0,20}@[a-z0-9.ü-]{0,20}",
            "[+ -]?(created_at|name|[0-9.eE+-]{0,22})",
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{0,12}(Z|[+-][0-9]{2}:[0-9]{2})",
            "\\{(\"[ab]\":(1|null|\\{\"c\":(null|2|\\{\\})\\}|\\[\\]),?){0,3}\\}(\n\\{(\"[ab]\":(null|\\{\"c\":null\\}|1),?){0,3}\\})?",
            "(--XX\r\ncontent-disposition: form-data; name=\"?(file|a)\"?(; filename=\"x\")?\r\n\r\n.{0,9}\r\n){0,2}(--XX(--)?)?",
            "[a-zÜü\u{308}]{0,9}@(xn--)?[a-zÜü\u{308}0-9.-]{0,20}",
            "([a-z ]|\\{\\{|\\}\\}|user\\.id|\\|\\||'){0,12}",
            "(data:image/png;base64,)?[A-Za-z0-9+/=]{0,20}",
            "\\$argon2(id|i)\\$(v=19\\$)?m=[0-9]{1,10},t=[0-9]{1,4},p=[0-9]{1,9}\\$[A-Za-z0-9]{0,22}\\$[A-Za-z0-9]{0,43}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn any_bytes_are_accepted_or_refused(data: Vec<u8>) {
            check_every_reader(&data);
        }

        #[test]
        fn any_text_is_accepted_or_refused(text: String) {
            check_every_reader(text.as_bytes());
        }

        #[test]
        fn near_misses_are_accepted_or_refused(text in near_misses()) {
            check_every_reader(text.as_bytes());
        }
    }
}
