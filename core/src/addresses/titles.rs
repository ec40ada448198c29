//! The titles of columns: which of them name e-mail addresses or roles, in thirty languages.

use super::key::Letters;
use super::letters::{AT_SIGN, CLOSES_EXAMPLE, DIGIT, INVISIBLE, LETTER, OPENS_EXAMPLE, SPACE, is};
use super::scan::{find, first, slice, tail};

/// The content of a column by its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Title {
    /// E-mail addresses of the person in the row, and nothing else.
    Addresses,
    /// About e-mail: a label, a setting, the address of another person, or the person's address.
    AboutEmail,
    /// Roles.
    Role,
    Other,
}

// The words have no marks, because titles are compared without marks.

/// E-mail, or the last part of its name in languages that write "electronic mail".
const EMAIL: &str = "emails email mails mail gmail courriels courriel messagerie mel correos correo correio posta \
    eposti epostni epostadresse epostadress epost eposta sahkoposti meili pastas pasts poczta elpastas surel thudientu đien \
    electroniques electronique electronico electronica electronic eletronico elettronico elettronica elektroniczna elektronicznej elektronik elektronische \
    электронной электронная электронный електронна електронної електронен \
    почты почта пошта пошти имейл емейл имеил емеил ηλεκτρονικο ταχυδρομειο ιμειλ \
    電子メール eメール メール 电子邮件 电子邮箱 邮件 邮箱 電子郵件 電子郵箱 電子信箱 郵件 電郵 信箱 郵箱 전자메일 전자우편 이메일 메일 \
    ईमेल อีเมล البريد بريد ايميل إيميل الايميل ایمیل אימייל אימיל דואל מייל دورنگار";

/// Words that occur with [`EMAIL`] in the title of the person's address: "address", which of several ("work",
/// "second"), whose ("member"), "required".
const BESIDE: &str = "addresses address adressen adresses adresse adressa adresa adresi adress adres aadress adrese adresas adreses adr \
    direcciones direccion indirizzi indirizzo enderecos endereco osoite cim naslov alamat diachi đia chi thu tu ova \
    адреса адрес эл el διευθυνση αλληλογραφιας \
    アドレス 地址 주소 ठेगाना पता الإلكتروني الكتروني الالكتروني אלקטרוני \
    values value valeur wert valor valore primary secondary second main preferred first other alternate alternative additional \
    work home personal business private office professional professionnelle professionnel personnelle personnel \
    privat geschaftlich dienstlich beruflich trabajo trabajos lavoro trabalho zakelijk prive principale principal \
    users user members member invitees invitee invited invite contact your guest attendee participant employee student recipient \
    required optional mandatory pflichtfeld obligatoire obligatorio necessario list liste lista ids id \
    the to of for de di do da del der du des d l e par zu 必須 必填 工作 个人";

/// Names of accounts, which are addresses in many companies.
const ACCOUNT: &str = "principal upn login username";

/// Roles.
const ROLE: &str = "roles role rollen rolle ruoli ruolo rol roluri rola roly roli rooli roll funcao papel vai tro szerepkor peran \
    vaidmuo loma uloga vloga роли роль роля ρολος ロール 役割 角色 역할 भूमिका الدور نقش תפקיד บทบาท";

/// Words that occur with [`ROLE`] in a title.
const BESIDE_ROLE: &str =
    "organization organisation organizacion org user member team clerk required in the of";

/// Words in front of an example.
const EXAMPLE: &str = "examples example exemples exemple beispiel bsp zb ejemplo pej esempio exemplo voorbeeld bijv \
    exempel eksempel przyklad пример eg ex 例えば 例 示例 예시 예 sample";

/// The longest title in bytes. A longer text is a sentence.
const LONGEST_TITLE: usize = 200;

/// The content of a column by its title. An example may follow the title, in brackets or after a word such as `e.g.`.
/// Any other cell with an `@` is not a title.
pub(super) fn title(cell: &str, letters: Letters) -> Title {
    if cell.len() > LONGEST_TITLE {
        return Title::Other;
    }
    let at = find(cell, AT_SIGN);
    let has_example = at < cell.len();
    let mut head = slice(cell, 0, at);
    if has_example {
        let bracket = find(head, OPENS_EXAMPLE);
        if bracket < head.len() {
            head = slice(head, 0, bracket);
        } else if has_example_word(head, letters) {
            head = without_last_word(head);
        } else {
            return Title::Other;
        }
    }
    let (mut all_email, mut all_role) = (true, true);
    let (mut is_email, mut is_role, mut is_about_email) = (false, false, false);
    each_word(head, letters, &mut |word, in_brackets| {
        let email = consists_of(word, EMAIL, BESIDE);
        is_about_email |= email == Some(true) || has_email_inside(word) || is_in(ACCOUNT, word);
        if in_brackets || has_example && is_in(EXAMPLE, word) {
            return;
        }
        let role = consists_of(word, ROLE, BESIDE_ROLE);
        is_email |= email == Some(true);
        is_role |= role == Some(true);
        all_email &= email.is_some();
        all_role &= role.is_some();
    });
    if is_email && all_email {
        Title::Addresses
    } else if is_role && all_role {
        Title::Role
    } else if is_about_email {
        Title::AboutEmail
    } else {
        Title::Other
    }
}

/// Whether a text introduces an example: `e.g.`, `Example:`.
pub(super) fn has_example_word(text: &str, letters: Letters) -> bool {
    let mut has_example = false;
    each_word(text, letters, &mut |word, _| has_example |= is_in(EXAMPLE, word));
    has_example
}

/// The text before an address, without the start of the address.
pub(super) fn without_last_word(head: &str) -> &str {
    let mut end = head.len();
    for character in head.chars().rev() {
        if is(character, SPACE) {
            break;
        }
        end -= character.len_utf8();
    }
    slice(head, 0, end)
}

fn is_in(list: &str, word: &str) -> bool {
    longest(list, word) == word.len()
}

/// The length of the longest word of a list that the text starts with.
#[inline(never)]
fn longest(list: &str, text: &str) -> usize {
    let mut longest = 0;
    let mut length = 0;
    let mut is_beginning = true;
    for byte in list.bytes().chain([b' ']) {
        if byte == b' ' {
            longest = if is_beginning { length.max(longest) } else { longest };
            length = 0;
            is_beginning = true;
        } else {
            is_beginning &= text.as_bytes().get(length) == Some(&byte);
            length += 1;
        }
    }
    longest
}

/// Whether a word consists of words of two lists. `Some(true)` if one of them is of the first.
#[inline(never)]
fn consists_of(word: &str, names: &str, others: &str) -> Option<bool> {
    let mut rest = word;
    let mut has_name = false;
    while let Some(first) = rest.chars().next() {
        let mut length = longest(names, rest);
        has_name |= length > 0;
        if length == 0 {
            length = longest(others, rest).max(usize::from(first.is_ascii_digit()));
        }
        if length == 0 {
            return None;
        }
        rest = tail(rest, length);
    }
    Some(has_name)
}

/// Whether a word has "e-mail" inside, in a language that does not separate words by spaces.
fn has_email_inside(word: &str) -> bool {
    let is_beginning = |(at, first): (usize, char)| !first.is_ascii() && longest(EMAIL, tail(word, at)) > 0;
    word.char_indices().any(is_beginning)
}

/// Calls `each` with each word of a title, in lower case without marks, and whether it is in brackets. Field names are
/// split (`inviteeEmail`). A single letter belongs to the next word (`E-Mail`, `z. B.`).
fn each_word(text: &str, letters: Letters, each: &mut dyn FnMut(&str, bool)) {
    let mut word = String::new();
    let mut is_word_in_brackets = false;
    let mut in_brackets = false;
    let mut is_open = false;
    let mut was_small = false;
    let mut read = |word: &str, in_brackets| {
        if !word.is_empty() {
            each(&(letters.lower)(&(letters.plain)(word)), in_brackets);
        }
    };
    for character in text.chars() {
        in_brackets = (in_brackets || is(character, OPENS_EXAMPLE)) && !is(character, CLOSES_EXAMPLE);
        // Quotes inside Hebrew abbreviations do not separate words.
        if is(character, INVISIBLE) || matches!(character, '"' | '״') {
            continue;
        }
        let is_letter = is(character, LETTER);
        let is_capital = character.is_ascii_uppercase();
        let is_single = word.len() == 1 && !is(first(&word), DIGIT);
        if is_letter && (!is_open || was_small && is_capital) && !is_single {
            read(&word, is_word_in_brackets);
            word.clear();
            is_word_in_brackets = in_brackets;
        }
        is_open = is_letter;
        was_small = is_letter && !is_capital;
        if is_letter {
            word.push(character);
        }
    }
    read(&word, is_word_in_brackets);
}
