//! Tables in pasted text, rule by rule.

use clerk_organization_core::addresses::parse_email_addresses;

type Mistakes<'a> = &'a [(&'a str, &'a str, u32)];

fn assert_tables(tables: &[(&str, &[&str], Mistakes<'_>)]) {
    for (text, addresses, mistakes) in tables {
        let parsed = parse_email_addresses(text);
        assert_eq!(parsed.email_addresses, *addresses, "{text:?}");
        let actual: Vec<_> = parsed
            .not_understood
            .iter()
            .map(|one| (one.text.as_str(), one.reason.as_str(), one.line))
            .collect();
        assert_eq!(actual, *mistakes, "{text:?}");
    }
}

#[test]
fn only_the_e_mail_column_of_a_table_with_titles_is_read() {
    assert_tables(&[
        (
            "Name,Email,Role\nAda,ada@x.io,admin\n\"Hopper, Grace\",grace@x.io,member",
            &["ada@x.io", "grace@x.io"],
            &[],
        ),
        (
            "E-Mail;Name\r\nada@x.io;Ada\r\n\"grace@x.io\";\"the \"\"real\"\" one\"",
            &["ada@x.io", "grace@x.io"],
            &[],
        ),
        ("Name\tEmail address\nAda\tada@x.io\n\n", &["ada@x.io"], &[]),
        ("Email\nada@x.io, grace@x.io", &["ada@x.io", "grace@x.io"], &[]),
        ("| Name | Email |\n|---|---|\n| Ada | ada@x.io |", &["ada@x.io"], &[]),
        ("\"Note\",\"Email\"\n\"two\nlines\",ada@x.io\nlast,grace@x.io", &["ada@x.io", "grace@x.io"], &[]),
        (
            "Name,Email\nAda,\nGrace,grace@\nAlan",
            &[],
            &[("Ada,", "no_address", 2), ("grace@", "domain", 3), ("Alan", "no_address", 4)],
        ),
        ("Email,Note\nada@x.io,ask bob@x.io", &["ada@x.io"], &[("ask bob@x.io", "other_column", 2)]),
        ("Name,Email\nEmail,ada@x.io\nName,Email\nGrace,grace@x.io", &["ada@x.io", "grace@x.io"], &[]),
    ]);
}

#[test]
fn all_columns_with_addresses_of_the_person_are_read_but_not_those_of_other_people() {
    assert_tables(&[
        ("Name,E-mail 1 - Value,E-mail 2 - Value\nAda,ada@x.io,other@x.io", &["ada@x.io", "other@x.io"], &[]),
        (
            "Email,Work Email,Manager Email,Email sent\nada@x.io,a@w.io,boss@x.io,yes",
            &["ada@x.io", "a@w.io"],
            &[("boss@x.io", "other_column", 2)],
        ),
        (
            "Mailing Address,Email\n\"Rue 1, c/o help@x.io\",ada@x.io",
            &["ada@x.io"],
            &[("Rue 1, c/o help@x.io", "other_column", 2)],
        ),
        ("E-mail Display Name,E-mail Address\nAda (ada@x.io),ada@x.io", &["ada@x.io"], &[]),
        ("Display Name,Kontakt-E-Mail für Rückfragen\nAda,ada@x.io", &["ada@x.io"], &[]),
        ("Mail,Login mail account\nyes,ada@x.io", &["ada@x.io"], &[]),
    ]);
}

#[test]
fn addresses_above_below_or_in_the_titles_are_reported_and_not_read() {
    assert_tables(&[
        (
            "Questions to help@x.io\n\nName,Email\nAda,ada@x.io",
            &["ada@x.io"],
            &[("Questions to help@x.io", "outside_table", 1)],
        ),
        (
            "Name,Email (e.g. jane@x.io)\nAda,ada@x.io",
            &["ada@x.io"],
            &[("Email (e.g. jane@x.io)", "outside_table", 1)],
        ),
        (
            "E-Mail, z. B. jane@x.io;Name\nada@x.io;Ada",
            &["ada@x.io"],
            &[("E-Mail, z. B. jane@x.io", "outside_table", 1)],
        ),
        ("Email (jane@x.io)\nada@x.io", &["ada@x.io"], &[("Email (jane@x.io)", "outside_table", 1)]),
        (
            "Email,Notes (ask help@x.io)\nada@x.io,",
            &["ada@x.io"],
            &[("Notes (ask help@x.io)", "outside_table", 1)],
        ),
        (
            "version:v1.0,\nName [displayName] Required,User name [userPrincipalName] Required\n\
             Example: Chris Green,Example: chris@x.io\nAda,ada@x.io\nGrace,grace@x.io",
            &["ada@x.io", "grace@x.io"],
            &[("Example: chris@x.io", "outside_table", 3)],
        ),
        (
            "Email,Name\nada@x.io,Ada\nQuestions? help@x.io",
            &["ada@x.io"],
            &[("Questions? help@x.io", "outside_table", 3)],
        ),
        ("Email: ada@x.io\nEmail: grace@x.io", &["ada@x.io", "grace@x.io"], &[]),
        ("Email,ada@x.io", &["ada@x.io"], &[("Email", "no_at_sign", 1)]),
    ]);
}

#[test]
fn a_table_without_titles_is_read_if_only_one_column_has_addresses() {
    assert_tables(&[
        (
            "Nafn,Netfang,Athugasemd\nAda,ada@x.io,spyr help@x.io\nGrace,grace@x.io,",
            &["ada@x.io", "grace@x.io"],
            &[("spyr help@x.io", "other_column", 2)],
        ),
        ("Ada,ada@x.io\nAlan,\nGrace,grace@x.io", &["ada@x.io", "grace@x.io"], &[("Alan,", "no_address", 2)]),
        ("a@x.io, bob\nc@x.io, d@x.io", &["a@x.io", "c@x.io", "d@x.io"], &[("bob", "no_at_sign", 1)]),
        ("a|b@x.io\nc|d@x.io", &["a|b@x.io", "c|d@x.io"], &[]),
    ]);
}

#[test]
fn an_unclosed_quote_hides_no_address() {
    assert_tables(&[
        ("Name,Email\n\"never closed,ada@x.io\nGrace,grace@x.io", &["ada@x.io", "grace@x.io"], &[]),
        (
            "Name,Email\n\"never closed,ada@x.io\n\"Hopper, Grace\",grace@x.io",
            &["ada@x.io", "grace@x.io"],
            &[],
        ),
        ("Name,Email\n\"never closed,ada@x.io\nGrace,\"grace@x.io\"", &["ada@x.io", "grace@x.io"], &[]),
        ("\"Lovelace, Ada <ada@x.io>; grace@x.io", &["ada@x.io", "grace@x.io"], &[]),
    ]);
}

#[test]
fn a_column_of_roles_is_returned_with_the_addresses() {
    for title in [
        "role",
        "Role",
        "Rolle",
        "Rôle",
        "Rol",
        "Ruolo",
        "Função",
        "Org role",
        "ロール",
        "角色",
        "Роль",
        "Vai trò",
        "Roll",
        "Szerepkör",
        "Peran",
        "Vaidmuo",
        "Loma",
        "Uloga",
        "Vloga",
        "Роля",
        "نقش",
    ] {
        let parsed = parse_email_addresses(&format!(
            "Name;E-Mail;{title}\nAda;ada@x.io;admin\nGrace;grace@x.io;\nAda;ADA@x.io;member\nAlan;alan@x.io; org:member "
        ));
        let roles: Vec<_> =
            parsed.with_roles.iter().map(|one| (one.email_address.as_str(), one.role.as_str())).collect();
        assert_eq!(roles, [("ada@x.io", "admin"), ("alan@x.io", "org:member")], "{title}");
        assert_eq!(parsed.duplicates, ["ADA@x.io"], "{title}");
    }
}

#[test]
fn titles_are_recognised_in_many_languages() {
    for title in [
        "E-Mail-Adresse",
        "E-Mail",
        "eMail",
        "EMAIL",
        "Email ID",
        "emailAddress",
        "user_email",
        "Adresse e-mail",
        "Adresse électronique",
        "Courriel",
        "Adresse de messagerie",
        "Correo electrónico",
        "Dirección de correo electrónico",
        "Correo",
        "Indirizzo e-mail",
        "Posta elettronica",
        "Indirizzo di posta elettronica",
        "Endereço de e-mail",
        "Correio eletrônico",
        "E-mailadres",
        "E-postadress",
        "E-post",
        "E-mailadresse",
        "Sähköposti",
        "Sähköpostiosoite",
        "Adres e-mail",
        "E-mailová adresa",
        "E-mail cím",
        "Adresă de e-mail",
        "E-posta",
        "E-posta adresi",
        "Alamat email",
        "Địa chỉ email",
        "Thư điện tử",
        "E-poštni naslov",
        "Электронная почта",
        "Адрес электронной почты",
        "Эл. почта",
        "Електронна пошта",
        "Имейл",
        "メールアドレス",
        "Ｅメール",
        "電子メール",
        "电子邮件",
        "电子邮箱",
        "邮箱",
        "電子郵件地址",
        "이메일",
        "이메일 주소",
        "전자 메일",
        "البريد الإلكتروني",
        "ईमेल",
        "อีเมล",
        "דוא\"ל",
        "Διεύθυνση email",
        "El. paštas",
        "Email address to invite",
    ] {
        let parsed = parse_email_addresses(&format!("Nr;{title};X\n1;ada@x.io;ask bob@x.io"));
        assert_eq!(parsed.email_addresses, ["ada@x.io"], "{title}");
        assert_eq!(parsed.not_understood.len(), 1, "{title}: {:?}", parsed.not_understood);
    }
}
