//! Parsing of addresses from pasted text, rule by rule.

use clerk_organization_core::addresses::{
    Reason, address_key, address_mistake, is_email_address, parse_email_addresses,
};

fn addresses(text: &str) -> Vec<String> {
    parse_email_addresses(text).email_addresses
}

fn mistakes(text: &str) -> Vec<(String, &'static str, u32)> {
    let not_understood = parse_email_addresses(text).not_understood;
    not_understood.into_iter().map(|one| (one.text, one.reason.as_str(), one.line)).collect()
}

/// Checks that each text has these addresses and no mistakes.
fn assert_read(table: &[(&str, &[&str])]) {
    for (text, expected) in table {
        assert_eq!(addresses(text), *expected, "{text:?}");
        assert_eq!(mistakes(text), [], "{text:?}");
    }
}

type Reported<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, &'static str, u32)]);

/// Checks that each text has these addresses and mistakes.
fn assert_reported(table: &[Reported<'_>]) {
    for (text, expected, expected_mistakes) in table {
        assert_eq!(addresses(text), *expected, "{text:?}");
        let expected: Vec<_> = expected_mistakes
            .iter()
            .map(|(text, reason, line)| ((*text).to_owned(), *reason, *line))
            .collect();
        assert_eq!(mistakes(text), expected, "{text:?}");
    }
}

#[test]
fn commas_semicolons_tabs_white_space_and_lines_separate_addresses() {
    assert_read(&[
        (
            " a@x.io,b@x.io;c@x.io\td@x.io e@x.io\r\nf@x.io\rg@x.io\n\n;,,",
            &["a@x.io", "b@x.io", "c@x.io", "d@x.io", "e@x.io", "f@x.io", "g@x.io"],
        ),
        ("a@x.io，b@x.io；c@x.io、d@x.io،e@x.io", &["a@x.io", "b@x.io", "c@x.io", "d@x.io", "e@x.io"]),
        ("\u{feff}a@x.io\u{a0}b@x.io\u{200b}", &["a@x.io", "b@x.io"]),
        ("a@x.io ::: b@x.io:::c@x.io", &["a@x.io", "b@x.io", "c@x.io"]),
        ("", &[]),
        (" \n\t,;", &[]),
    ]);
}

#[test]
fn a_name_beside_an_address_is_not_a_mistake() {
    assert_read(&[
        ("Ada <ada@x.io>, Grace Hopper <grace@x.io>", &["ada@x.io", "grace@x.io"]),
        ("\"Lovelace, Ada\" <ada@x.io>; \"Hopper; Grace\" <grace@x.io>", &["ada@x.io", "grace@x.io"]),
        ("Lovelace, Ada <ada@x.io>; Hopper, Grace <grace@x.io>", &["ada@x.io", "grace@x.io"]),
        ("\"Lovelace, Ada (ada@x.io)\"", &["ada@x.io"]),
        ("Ada Lovelace ada@x.io\nGrace grace@x.io", &["ada@x.io", "grace@x.io"]),
        ("Ada Lovelace, ada@x.io", &["ada@x.io"]),
        ("Ada <ada@x.io> Grace <grace@x.io>", &["ada@x.io", "grace@x.io"]),
        ("'ada@x.io' <ada@x.io>", &["ada@x.io"]),
        ("\"ada@x.io\" <ada@x.io>", &["ada@x.io"]),
        ("ada@x.io <ADA@x.io>", &["ADA@x.io"]),
        ("ada@x.io<mailto:ada@x.io>", &["ada@x.io"]),
        ("\"ada@x.io\",\"grace@x.io\"", &["ada@x.io", "grace@x.io"]),
        ("['ada@x.io', 'grace@x.io']", &["ada@x.io", "grace@x.io"]),
        ("<ada@x.io>", &["ada@x.io"]),
        ("<mailto:ada@x.io>", &["ada@x.io"]),
        ("<a@x.io, b@x.io>", &["a@x.io", "b@x.io"]),
        ("Please invite (ada@x.io).", &["ada@x.io"]),
        ("Miles O'Brien <o'brien@x.io>, 'grace@x.io'", &["o'brien@x.io", "grace@x.io"]),
        ("SMTP:ada@x.io;smtp:ada2@x.io; E-Mail:grace@x.io", &["ada@x.io", "ada2@x.io", "grace@x.io"]),
        ("**ada@x.io**, `grace@x.io`, alan@x.io*", &["ada@x.io", "grace@x.io", "alan@x.io"]),
        ("1.\u{a0}Ada\u{a0}ada@x.io\n•\u{a0}grace@x.io", &["ada@x.io", "grace@x.io"]),
        (
            "\u{201e}Lovelace, Ada\u{201c} <ada@x.io>, «grace@x.io», ‚alan@x.io‘, ‹kurt@x.io›",
            &["ada@x.io", "grace@x.io", "alan@x.io", "kurt@x.io"],
        ),
    ]);
}

#[test]
fn an_address_inside_a_name_is_reported() {
    assert_reported(&[
        ("\"boss@x.io (Ada)\" <ada@x.io>", &["ada@x.io"], &[("boss@x.io", "beside_address", 1)]),
        ("'list@x.io' via Team <team@x.io>", &["team@x.io"], &[("'list@x.io'", "beside_address", 1)]),
        ("Ada @ Acme <ada@x.io>", &["ada@x.io"], &[("Ada @ Acme", "beside_address", 1)]),
    ]);
}

#[test]
fn text_in_another_cell_of_the_line_is_not_a_mistake() {
    assert_read(&[
        ("ada@x.io\tAda Lovelace", &["ada@x.io"]),
        ("Ada\tada@x.io\tadmin\nGrace\tgrace@x.io\tmember", &["ada@x.io", "grace@x.io"]),
        ("a@x.io\tb@x.io\tc.d\n", &["a@x.io", "b@x.io"]),
        ("Ada,Lovelace,ada@x.io\nGrace,Hopper,grace@x.io", &["ada@x.io", "grace@x.io"]),
    ]);
    assert_reported(&[
        ("Ada\tada@x.io\task bob@x.io", &["ada@x.io"], &[("ask bob@x.io", "other_column", 1)]),
        ("Ada\tLovelace", &[], &[("Ada", "no_at_sign", 1), ("Lovelace", "no_at_sign", 1)]),
    ]);
}

#[test]
fn links_are_parsed_to_their_address() {
    assert_read(&[
        ("mailto:ada@x.io?subject=Hello%20there", &["ada@x.io"]),
        ("MAILTO:ada@x.io?subject=Hi,you;and,me, grace@x.io", &["ada@x.io", "grace@x.io"]),
        ("mailto:a@x.io?subject=Hi,mailto:b@x.io?body=Ho", &["a@x.io", "b@x.io"]),
        ("<mailto:ada@x.io|ada@x.io>, <mailto:grace@x.io|Grace>", &["ada@x.io", "grace@x.io"]),
        ("<ada@x.io|ada@x.io>", &["ada@x.io"]),
        ("[ada@x.io](mailto:ada@x.io)", &["ada@x.io"]),
        ("<a href=\"mailto:ada@x.io?subject=Hi\">ada@x.io</a>", &["ada@x.io"]),
        ("mailto:j%C3%BCrgen%2Bnews%40x.io", &["jürgen+news@x.io"]),
        ("mailto:100%25@x.io", &["100%@x.io"]),
        ("100%25@x.io", &["100%25@x.io"]),
    ]);
    assert_reported(&[
        ("mailto:ada@x.io?cc=bob@x.io", &["ada@x.io"], &[("cc=bob@x.io", "beside_address", 1)]),
        ("<mailto:ada@x.io|bob@x.io>", &["ada@x.io"], &[("bob@x.io", "beside_address", 1)]),
    ]);
}

#[test]
fn invisible_characters_are_removed_and_reported() {
    for mark in
        "\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{feff}"
            .chars()
    {
        for text in [
            format!("ok@x.io,\n{mark}ada@x.io"),
            format!("ok@x.io,\nada@x.io{mark}"),
            format!("ok@x.io,\na{mark}da@x.i{mark}o"),
        ] {
            let parsed = parse_email_addresses(&text);
            assert_eq!(parsed.email_addresses, ["ok@x.io", "ada@x.io"], "{text:?}");
            assert_eq!(parsed.not_understood, [], "{text:?}");
            let [cleaned] = parsed.cleaned.as_slice() else { panic!("{text:?}: {:?}", parsed.cleaned) };
            assert_eq!((cleaned.email_address.as_str(), cleaned.line), ("ada@x.io", 2), "{text:?}");
            assert!(cleaned.text.contains(mark), "{text:?}");
        }
    }
    let parsed = parse_email_addresses("\u{a0}ada@x.io\u{202f}");
    assert_eq!(parsed.email_addresses, ["ada@x.io"]);
    assert_eq!(parsed.cleaned.len(), 1);
    assert_eq!(parsed.cleaned[0].text, "\u{a0}ada@x.io\u{202f}");
    assert_eq!(parse_email_addresses("Ada <ada@x.io>, grace@x.io").cleaned, []);
}

#[test]
fn a_space_beside_the_at_sign_makes_one_invalid_address() {
    assert_reported(&[
        ("j.doe\u{a0}@x.io", &[], &[("j.doe\u{a0}@x.io", "local_part", 1)]),
        ("a@x.io\nj.doe@\u{a0}x.io", &["a@x.io"], &[("j.doe@\u{a0}x.io", "domain", 2)]),
        ("j.\u{a0}doe@x.io", &[], &[("j.\u{a0}doe@x.io", "local_part", 1)]),
        ("j.doe@x\u{a0}.io", &[], &[("j.doe@x\u{a0}.io", "domain", 1)]),
        ("j.doe @ x.io, a@x.io", &["a@x.io"], &[("j.doe @ x.io", "local_part", 1)]),
        ("a@x.io @ada", &["a@x.io"], &[("@ada", "local_part", 1)]),
    ]);
}

#[test]
fn a_text_that_is_not_an_address_is_reported_with_its_reason_and_its_line() {
    let long = format!("{}@x.io", "a".repeat(250));
    for (text, reason) in [
        ("ada", Reason::NoAtSign),
        ("@x.io", Reason::LocalPart),
        ("a@b@x.io", Reason::LocalPart),
        (".a@x.io", Reason::LocalPart),
        ("a..b@x.io", Reason::LocalPart),
        ("\"a\"@x.io", Reason::LocalPart),
        ("o\u{2019}brien@x.io", Reason::LocalPart),
        ("https://ada@x.io", Reason::LocalPart),
        ("a@", Reason::Domain),
        ("a@x", Reason::Domain),
        ("a@x..io", Reason::Domain),
        ("a@-x.io", Reason::Domain),
        ("a@x-.io", Reason::Domain),
        ("a@x.io-", Reason::Domain),
        ("a@127.0.0.1", Reason::Domain),
        (long.as_str(), Reason::TooLong),
    ] {
        let parsed = parse_email_addresses(&format!("ok@x.io\n\n{text},fine@x.io"));
        assert_eq!(parsed.email_addresses, ["ok@x.io", "fine@x.io"], "{text:?}");
        let [mistake] = parsed.not_understood.as_slice() else {
            panic!("{text:?}: {:?}", parsed.not_understood)
        };
        assert_eq!((mistake.text.as_str(), mistake.reason, mistake.line), (text, reason, 3));
        assert_eq!(parsed.duplicates, [""; 0], "{text:?}");
    }
}

#[test]
fn an_address_keeps_its_first_spelling_and_later_ones_are_duplicates() {
    let parsed = parse_email_addresses("Ada@X.io, ada@x.io; ADA@X.IO b@x.io ÉVA@x.io e\u{301}va@x.io");
    assert_eq!(parsed.email_addresses, ["Ada@X.io", "b@x.io", "ÉVA@x.io"]);
    assert_eq!(parsed.duplicates, ["ada@x.io", "ADA@X.IO", "éva@x.io"]);
    assert_eq!(parsed.not_understood, []);
}

#[test]
fn letters_marks_and_numbers_of_every_script_are_valid_in_an_address() {
    for text in [
        "a@x.io",
        "first.last+tag@sub.example.co.uk",
        "o'hara@example.com",
        "a|b{c}~@example.com",
        "jürgen@bücher.example",
        "ju\u{308}rgen@bu\u{308}cher.example",
        "अजय@डाटा.भारत",
        "สมชาย@ตัวอย่าง.ไทย",
        "佐藤@例え.テスト",
        "用户@例子.广告",
        "사용자@예시.한국",
        "пример@пример.рф",
        "παράδειγμα@παράδειγμα.δοκιμή",
        "مثال@مثال.إختبار",
        "דוגמה@דוגמה.טעסט",
        "உதாரணம்@உதாரணம்.பரிட்சை",
        "d٣@x3.io",
    ] {
        assert!(is_email_address(text), "{text:?}");
    }
    for text in [
        "",
        "a",
        "a b@x.io",
        " a@x.io",
        "a@x.io\n",
        "<a@x.io>",
        "a€@x.io",
        "a@x…io",
        "a@😀.io",
        "a@x.1-2",
        "\u{200b}a@x.io",
    ] {
        assert!(!is_email_address(text), "{text:?}");
    }
    assert_eq!(address_mistake(&format!("{}@x.io", "a".repeat(64))), None);
    assert_eq!(address_mistake(&format!("{}@x.io", "a".repeat(65))), Some(Reason::LocalPart));
    assert_eq!(address_mistake(&format!("a@{}.io", "ท".repeat(63))), None);
    assert_eq!(address_mistake(&format!("a@{}.io", "x".repeat(64))), Some(Reason::Domain));
}

#[test]
fn a_key_ignores_the_case_and_the_form_of_letters() {
    for (text, key) in [
        (" Ada@X.io\n", "ada@x.io"),
        ("JU\u{308}RGEN@x.io", "jürgen@x.io"),
        ("Việt@x.io", "vie\u{323}\u{302}t@x.io"),
        ("ПРИМЕР@x.рф", "пример@x.рф"),
        ("ΟΔΟΣ@x.gr", "οδοσ@x.gr"),
        ("οδος@x.gr", "οδοσ@x.gr"),
        ("İ@x.io", "i\u{307}@x.io"),
        ("한국@x.io", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}@x.io"),
        ("が@x.io", "か\u{3099}@x.io"),
        ("x@münchen.example", "x@xn--mnchen-3ya.example"),
        ("x@MU\u{308}NCHEN.example", "X@XN--MNCHEN-3YA.EXAMPLE"),
        ("jürgen@mail.пример.рф", "JÜRGEN@mail.xn--e1afmkfd.xn--p1ai"),
    ] {
        assert_eq!(address_key(text), address_key(key), "{text:?}");
    }
    assert_eq!(address_key("İ@x.io"), "i\u{307}@x.io");
    assert_eq!(address_key("ü@münchen.example"), "ü@xn--mnchen-3ya.example");
    assert_ne!(address_key("a@x.io"), address_key("á@x.io"));
}
