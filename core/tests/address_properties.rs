//! Properties of every text.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use clerk_organization_core::addresses::{
    Letters, ParsedAddresses, address_key, is_email_address, parse_email_addresses,
};
use proptest::prelude::*;

/// Pieces that are significant to the parser, so that a few random ones make a table, a link or a broken quote.
const PIECES: [&str; 46] = [
    "a",
    "b",
    "@",
    "@",
    "@x.io",
    "ada@x.io",
    "bob@y.io",
    ".",
    ".",
    ",",
    ";",
    " ",
    " ",
    "\n",
    "\r\n",
    "\t",
    "|",
    "<",
    ">",
    "(",
    ")",
    "\"",
    "\"",
    "'",
    "é",
    "e\u{301}",
    "-",
    "_",
    "1",
    "\u{a0}",
    "\u{200b}",
    "\u{202a}",
    "mailto:",
    "?",
    "Email",
    "Name",
    "Role",
    "e.g. ",
    "Example: ",
    ":::",
    "“",
    "”",
    "’",
    "ไ\u{e48}",
    ":",
    "/",
];

fn pasted() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.concat())
}

fn is_known(parsed: &ParsedAddresses, part: &str) -> bool {
    let reported = parsed.not_understood.iter().map(|one| &one.text);
    let mut texts = parsed.email_addresses.iter().chain(&parsed.duplicates).chain(reported);
    texts.any(|text| visible(text).contains(part))
}

/// The text without the characters that the parser removes from addresses, in one case and form. It is not the key of
/// an address, because a part of a text has no domain to convert to ASCII.
fn visible(text: &str) -> String {
    let kept = |character: &char| !matches!(character, '\u{200b}' | '\u{202a}');
    let Letters { compose, lower, .. } = Letters::NATIVE;
    lower(&compose(&text.chars().filter(kept).collect::<String>())).replace('ς', "σ")
}

/// The parts of a text around each `@`, without the punctuation around an address.
fn parts_with_at(text: &str) -> BTreeSet<String> {
    let is_edge = |character: char| character.is_whitespace() || ",;|<>()\"“”’'?:/".contains(character);
    let visible = visible(text).replace("mailto:", " ");
    let parts = visible.split(is_edge).filter(|part| part.contains('@'));
    parts.map(|part| part.trim_end_matches(['.', '_']).trim_start_matches('_').to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_at_sign_is_in_an_address_a_duplicate_or_a_report(text in pasted()) {
        let parsed = parse_email_addresses(&text);
        for part in parts_with_at(&text) {
            prop_assert!(is_known(&parsed, &part), "{:?} of {:?}: {:?}", part, text, parsed);
        }
    }

    #[test]
    fn the_result_has_only_addresses_and_each_only_once(text in pasted()) {
        let parsed = parse_email_addresses(&text);
        let keys: BTreeSet<String> = parsed.email_addresses.iter().map(|address| address_key(address)).collect();
        prop_assert_eq!(keys.len(), parsed.email_addresses.len());
        for address in &parsed.email_addresses {
            prop_assert!(is_email_address(address), "{:?}", address);
        }
        for one in &parsed.with_roles {
            prop_assert!(parsed.email_addresses.contains(&one.email_address) && !one.role.is_empty());
        }
    }

    #[test]
    fn parsed_addresses_parse_to_themselves(text in pasted()) {
        let addresses = parse_email_addresses(&text).email_addresses;
        for separator in ["\n", ", ", ";", " "] {
            let again = parse_email_addresses(&addresses.join(separator));
            prop_assert_eq!(&again.email_addresses, &addresses);
            prop_assert_eq!(again.not_understood, []);
            prop_assert_eq!(again.cleaned, []);
        }
    }

    #[test]
    fn reported_lines_exist_in_the_text(text in pasted()) {
        let parsed = parse_email_addresses(&text);
        let lines = text.replace("\r\n", "\n").split('\n').count() as u32;
        for line in parsed.not_understood.iter().map(|one| one.line).chain(parsed.cleaned.iter().map(|one| one.line)) {
            prop_assert!((1..=lines).contains(&line));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        parse_email_addresses(&text);
        address_key(&text);
    }

    #[test]
    fn a_key_is_its_own_key(text in any::<String>()) {
        let key = address_key(&text);
        prop_assert_eq!(address_key(&key), key);
    }

    #[test]
    fn addresses_are_found_in_any_wrapping(
        wrapped in proptest::collection::vec(
            (
                proptest::sample::select(&["a", "o'b", "x.y", "jü+1", "अजय"][..]),
                proptest::sample::select(&["x.io", "Sub.Example.co.uk", "bücher.example", "डाटा.भारत"][..]),
                proptest::sample::select(
                    &[
                        "{}", "<{}>", "Ada Lovelace <{}>", "\"Lovelace, Ada; Countess\" <{}>", "\"{}\"", "'{}'", "“{}”", "‘{}’",
                        "mailto:{}", "mailto:{}?subject=a,b", "<mailto:{}|{}>", "({})", "Ada ({})", "\u{2068}{}\u{2069}",
                    ][..],
                ),
                proptest::sample::select(&[",", ";", "\n", "\r\n", " ,\n", ";;"][..]),
            ),
            0..8,
        )
    ) {
        let mut text = String::new();
        let mut expected = Vec::new();
        for (index, (local, domain, wrap, separator)) in wrapped.iter().enumerate() {
            let address = format!("{local}{index}@{domain}");
            // A comma directly after a subject belongs to the subject.
            let separator = if wrap.contains('?') && !separator.contains(['\n', '\t', ' ']) { "\n" } else { separator };
            text += &(wrap.replace("{}", &address) + separator);
            expected.push(address);
        }
        let parsed = parse_email_addresses(&text);
        // In the same piece, an address in brackets comes before another one.
        let sorted = |mut addresses: Vec<String>| { addresses.sort(); addresses };
        prop_assert_eq!(sorted(parsed.email_addresses), sorted(expected), "{:?}", text);
        prop_assert_eq!(parsed.not_understood, [], "{:?}", text);
        prop_assert_eq!(parsed.duplicates, [""; 0], "{:?}", text);
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "it measures")]
fn the_time_to_read_a_text_grows_with_its_length() {
    let pieces = [
        "\"",
        "<",
        "<@",
        "a.",
        "a@a-",
        "'",
        " '",
        "\"a\"",
        ")",
        "(\"",
        "@",
        " @ ",
        ",",
        "|",
        "\t",
        "a@x.io\n",
        "\"\"",
        ",\"",
        "\"\n",
        "\n\"a,",
        "?",
        "mailto:",
        "mailto:?",
        ":::",
        "a:::",
        "\u{a0}.c",
        "(",
        "<(",
        "*)",
        "e\u{301}",
        "अ",
        "\u{200b}",
        "%4",
        "Email,",
        "é\n",
        "<a@x.io> a@x.io ",
        "Example: a@x.io,",
        "a@x.io,b\n",
    ];
    for piece in pieces {
        // Eight times the length: quadratic time would be 64 times as long.
        let times = [2_000, 16_000].map(|length| {
            let text = piece.repeat(length / piece.len());
            let wholes = [
                text.clone(),
                format!("{text}x@"),
                format!("<{text}<a@x.io>"),
                format!("{text}\u{a0}a@b{text}"),
                format!("mailto:{text}"),
                format!("Name,Email\n\"{text}"),
            ];
            let started = Instant::now();
            for whole in &wholes {
                parse_email_addresses(whole);
            }
            started.elapsed()
        });
        assert!(times[1] < times[0] * 32 + Duration::from_millis(500), "{piece:?}: {times:?}");
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "it measures")]
fn the_time_to_read_different_addresses_grows_with_their_number() {
    let forms = [
        "guest.{}@example.com\n",
        "{}@x.io,",
        "a@h{}.io ",
        "Guest {} <{}.guest@x.io>; ",
        "Guest {},guest{}@x.io,member\n",
    ];
    for form in forms {
        // Eight times as many: quadratic time would be 64 times as long.
        let times = [4_000, 32_000].map(|count| {
            let text: String =
                (0..count).map(|number: u32| form.replace("{}", &number.to_string())).collect();
            let started = Instant::now();
            assert_eq!(parse_email_addresses(&text).email_addresses.len(), count as usize);
            started.elapsed()
        });
        assert!(times[1] < times[0] * 24 + Duration::from_millis(500), "{form:?}: {times:?}");
    }
}

#[test]
fn twenty_thousand_addresses_are_read() {
    let text: Vec<String> = (0..20_000).map(|index| format!("guest.{index}@example.com")).collect();
    assert_eq!(parse_email_addresses(&text.join("\n")).email_addresses, text);
}
