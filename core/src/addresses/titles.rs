//! The titles of columns: which of them name e-mail addresses or roles, in thirty languages.

use super::composites::without_mark;
use super::key::to_small_letter;
use super::letters::is_domain_character;

/// What a column has by its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Title {
    /// E-mail addresses of the person in the row, and nothing else.
    Addresses,
    /// Something about e-mail: a label, a setting, the address of somebody else, or an address after all.
    AboutEmail,
    /// Roles.
    Role,
    Other,
}

// Letters have no marks, because those of a title lose theirs.

/// E-mail, or the last part of its name in languages that write "electronic mail".
const EMAIL: &str = "emails email mails mail gmail courriels courriel messagerie mel correos correo correio posta \
    eposti epost eposta sahkoposti meili pastas pasts poczta elpastas surel thudientu \
    electroniques electronique electronico electronica electronic eletronico elettronico elettronica elektroniczna elektronicznej elektronik elektronische \
    электронной электронная электронный електронна електронної електронен \
    почты почта пошта пошти имейл емейл имеил емеил ηλεκτρονικο ταχυδρομειο ιμειλ \
    電子メール eメール メール 电子邮件 电子邮箱 邮件 邮箱 電子郵件 電子郵箱 電子信箱 郵件 電郵 信箱 郵箱 전자메일 전자우편 이메일 메일 \
    ईमेल อีเมล البريد بريد ايميل إيميل الايميل ایمیل אימייל אימיל דואל מייל دورنگار";

/// What may stand beside it in the title of an address that belongs to the person: "address", which of several, "required".
const BESIDE: &str = "addresses address adressen adresses adresse adressa adresa adresi adress adres aadress adrese adresas adreses adr \
    direcciones direccion indirizzi indirizzo enderecos endereco osoite cim cime naslov alamat diachi đia chi ova \
    адреса адрес эл el διευθυνση αλληλογραφιας \
    アドレス 地址 주소 ठेगाना पता الإلكتروني الكتروني الالكتروني אלקטרוני \
    values value valeur wert valor valore values primary secondary second main preferred first other alternate alternative additional \
    work home personal business private office professional professionnelle professionnel personnelle personnel \
    privat geschaftlich dienstlich beruflich trabajo trabajos lavoro trabalho zakelijk prive principale principal \
    users user members member invitees invitee invited invite contact your guest attendee participant employee student recipient \
    required optional mandatory pflichtfeld obligatoire obligatorio necessario list liste lista ids id \
    the to of for de di do da del der du des d l e par zu 必須 必填 工作 个人";

/// Names of accounts, which are addresses in many companies.
const ACCOUNT: &str = "principal upn login username";

/// Roles.
const ROLE: &str = "roles role rollen rolle ruoli ruolo rol roluri rola roly roli rooli rool funcao papel vaitro роли роль \
    ρολος ロール 役割 角色 역할 भूमिका الدور תפקיד บทบาท";

/// What may stand beside it.
const BESIDE_ROLE: &str =
    "organization organisation organizacion org user member team clerk required in the of";

/// What stands in front of an example.
const EXAMPLE: &str = "examples example exemples exemple beispiel bsp zb ejemplo pej esempio exemplo voorbeeld bijv \
    exempel eksempel przyklad пример eg ex 例えば 例 示例 예시 예 sample";

/// More than that is a sentence.
const LONGEST_TITLE: usize = 200;

/// What a cell of a line of titles says about its column. A title may have an example behind it, in brackets or
/// introduced as one; any other cell with an `@` is not a title.
pub(super) fn title(cell: &str) -> Title {
    if cell.len() > LONGEST_TITLE {
        return Title::Other;
    }
    let (head, has_example) = match cell.find('@') {
        None => (cell, false),
        Some(at) => {
            let head = cell.get(..at).unwrap_or_default();
            match head.find(['(', '[', '（']) {
                Some(bracket) => (head.get(..bracket).unwrap_or_default(), false),
                None if has_example_word(head) => {
                    (head.rsplit_once(|c: char| c.is_whitespace()).map_or("", |(head, _)| head), true)
                }
                None => return Title::Other,
            }
        }
    };
    let mut all = (true, true);
    let (mut is_email, mut is_role, mut is_about_email) = (false, false, false);
    for (word, in_brackets) in words(head) {
        let email = consists_of(&word, EMAIL, BESIDE);
        let role = consists_of(&word, ROLE, BESIDE_ROLE);
        is_about_email |= email == Some(true) || has_email_inside(&word) || is_in(ACCOUNT, &word);
        if in_brackets || has_example && is_in(EXAMPLE, &word) {
            continue;
        }
        is_email |= email == Some(true);
        is_role |= role == Some(true);
        all = (all.0 && email.is_some(), all.1 && role.is_some());
    }
    if is_email && all.0 {
        Title::Addresses
    } else if is_role && all.1 {
        Title::Role
    } else if is_about_email {
        Title::AboutEmail
    } else {
        Title::Other
    }
}

/// Whether a text introduces an example: `e.g.`, `Example:`.
pub(super) fn has_example_word(text: &str) -> bool {
    words(text).iter().any(|(word, _)| is_in(EXAMPLE, word))
}

fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// Whether a word consists of words of two lists. `Some(true)` if one of them is of the first.
fn consists_of(word: &str, names: &str, others: &str) -> Option<bool> {
    let mut rest = word;
    let mut has_name = false;
    while !rest.is_empty() {
        let longest = |list: &str| {
            list.split_ascii_whitespace().filter(|known| rest.starts_with(known)).map(str::len).max()
        };
        let name = longest(names);
        has_name |= name.is_some();
        let is_digit = rest.starts_with(|character: char| character.is_ascii_digit());
        let length = name.or_else(|| longest(others)).or(is_digit.then_some(1))?;
        rest = rest.get(length..)?;
    }
    Some(has_name)
}

/// Whether a word has "e-mail" inside, in a language that does not separate words by spaces.
fn has_email_inside(word: &str) -> bool {
    EMAIL.split_ascii_whitespace().any(|known| !known.is_ascii() && word.contains(known))
}

/// The words of a title in small letters without marks, and whether they are in brackets. Names of fields are taken
/// apart (`inviteeEmail`); a single letter belongs to the next word (`E-Mail`, `z. B.`).
fn words(text: &str) -> Vec<(String, bool)> {
    let mut words: Vec<(String, bool)> = Vec::new();
    let mut is_open = false;
    let mut brackets = 0_u32;
    let mut was_small = false;
    for character in text.chars() {
        match character {
            '(' | '[' | '（' => brackets += 1,
            ')' | ']' | '）' => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        // Quotes inside Hebrew abbreviations.
        if matches!(character, '"' | '״') || super::letters::is_invisible(character) {
            continue;
        }
        if !is_domain_character(character) {
            is_open = false;
            was_small = false;
            continue;
        }
        let small = to_small_letter(half_width(character));
        let is_capital = small != half_width(character);
        let letter = without_mark(without_mark(small));
        let is_joined = words.last().is_some_and(|(word, _)| {
            word.chars().count() == 1 && !word.starts_with(|c: char| c.is_ascii_digit())
        });
        if !(is_open && !(was_small && is_capital)) && !is_joined {
            words.push((String::new(), brackets > 0));
        }
        if let Some((word, _)) = words.last_mut()
            && !matches!(letter, '\u{300}'..='\u{36f}')
        {
            word.push(letter);
        }
        is_open = true;
        was_small = !is_capital;
    }
    words
}

/// Japanese keyboards write Latin letters in the width of a Chinese character.
fn half_width(character: char) -> char {
    match u32::from(character) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        _ => character,
    }
}
