//! Checks the caller's params before any request. This is the only reader of params, for every list and form.
//!
//! An invalid param is rejected with its name. The official client sends it (`initialPage: 0` becomes `offset=-10`),
//! and the server's answer does not explain the mistake. Unknown fields are not sent, as in clerk-js 6.40.

use crate::error::InvalidParam;
use crate::form::{Form, snake_case};
use crate::text::{digits, next_part, split_once};
use crate::value::{Kind, Value};

/// The page size if none is given (clerk-js 6.40: `pageSize ?? 10`).
pub const DEFAULT_PAGE_SIZE: u32 = 10;

const WHOLE_NUMBER: &str = "must be a whole number from 1 up";

/// The params of an operation.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// A page and filters, in the query.
    Page {
        /// Whether `paginated=true` is sent. Without it these lists answer with a plain array.
        paginated: bool,
    },
    /// Named fields, in the form.
    Form(Fields),
    /// Every field that the caller passes, in the form.
    AnyForm,
}

/// One field of a form, by its name in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A required text.
    Text(&'static str),
    /// At least one text, under another name on the wire.
    Texts(&'static str, &'static str),
    /// `true` or `false`, or absent.
    Boolean(&'static str),
    /// Any value, sent if the caller passes one. Null is sent as an empty value.
    Any(&'static str),
}

/// The fields of a form, as a row of the table of operations lists them.
#[derive(Clone, Copy, Debug)]
pub struct Fields(Option<&'static str>);

impl Fields {
    /// Fields that are separated by spaces; none if the text is empty.
    pub(crate) fn of(listed: &'static str) -> Self {
        Self(if listed.is_empty() { None } else { Some(listed) })
    }
}

impl Iterator for Fields {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        let field = next_part(&mut self.0, b' ')?;
        if let Some((name, wire)) = split_once(field, b':') {
            return Some(Field::Texts(name, wire));
        }
        let name = field.get(..field.len() - 1)?;
        Some(match field.as_bytes().last() {
            Some(b'?') => Field::Any(name),
            Some(b'!') => Field::Boolean(name),
            _ => Field::Text(field),
        })
    }
}

/// The query and the form of an operation, made from its params.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The query.
    pub query: Form,
    /// The form.
    pub form: Form,
    /// The addresses of an invitation.
    pub email_addresses: Vec<String>,
    /// The role of an invitation.
    pub role: String,
}

/// A page of a list, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageParams {
    /// The page, from 1 up.
    pub initial_page: u32,
    /// The page size, from 1 up.
    pub page_size: u32,
}

impl PageParams {
    /// Reads `initialPage` and `pageSize`.
    ///
    /// # Errors
    ///
    /// Names the param that is not a whole number from 1 up. A page whose offset is not a 32-bit number is refused too.
    pub fn read<V: Value>(params: &V) -> Result<Self, Box<InvalidParam>> {
        let initial_page = whole_number(params, "initialPage", 1)?;
        let page_size = whole_number(params, "pageSize", DEFAULT_PAGE_SIZE)?;
        let page = Self { initial_page, page_size };
        match initial_page.checked_sub(1).and_then(|pages| pages.checked_mul(page_size)) {
            Some(_) => Ok(page),
            None => Err(InvalidParam::new("initialPage", WHOLE_NUMBER)),
        }
    }

    /// The number of rows before the page.
    pub fn offset(self) -> u32 {
        self.initial_page.saturating_sub(1).saturating_mul(self.page_size)
    }
}

/// A whole number from 1 up, passed as a number or a string.
fn whole_number<V: Value>(params: &V, name: &'static str, default: u32) -> Result<u32, Box<InvalidParam>> {
    let Some(value) = params.at(name) else { return Ok(default) };
    let number = match value.kind() {
        Kind::Number => value.number(),
        Kind::Text => value.text().and_then(|text| decimal(&V::fold(&text))),
        _ => None,
    };
    let number = number.filter(|number| *number >= 1.0 && *number <= f64::from(u32::MAX));
    match number {
        Some(number) if f64::from(number as u32) == number => Ok(number as u32),
        _ => Err(InvalidParam::new(name, WHOLE_NUMBER)),
    }
}

/// Parses decimal digits. The standard library's number parser is larger than this file.
fn decimal(digits: &str) -> Option<f64> {
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    let mut number = 0.0;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10.0 + f64::from(byte - b'0');
    }
    Some(number)
}

/// Reads the params of an operation.
///
/// # Errors
///
/// Names the first param that is invalid.
pub fn read<V: Value>(input: &Input, params: &V, sent: &mut Sent) -> Result<(), Box<InvalidParam>> {
    let has_fields = matches!(params.kind(), Kind::Null | Kind::Object);
    // A form reports its missing field instead.
    if !has_fields && !matches!(input, Input::Form(_)) {
        return Err(InvalidParam::new("params", "must be an object"));
    }
    match input {
        Input::Page { paginated } => page_query(params, *paginated, &mut sent.query)?,
        Input::AnyForm => {
            for (name, value) in params.entries() {
                push(&mut sent.form, &name, &value);
            }
        }
        Input::Form(fields) => {
            for field in *fields {
                form_field(field, params, sent)?;
            }
        }
    }
    Ok(())
}

/// Filters in the caller's order, then the page. A `limit` or `offset` of the caller is overwritten in place, as in
/// clerk-js 6.40.
fn page_query<V: Value>(params: &V, paginated: bool, query: &mut Form) -> Result<(), Box<InvalidParam>> {
    let page = PageParams::read(params)?;
    let (limit, offset) = (digits(page.page_size), digits(page.offset()));
    let (mut has_limit, mut has_offset) = (false, false);
    for (name, value) in params.entries() {
        match name.as_str() {
            "limit" => {
                has_limit = true;
                query.push(&name, &limit);
            }
            "offset" => {
                has_offset = true;
                query.push(&name, &offset);
            }
            "initialPage" | "pageSize" => {}
            _ => filter(&name, &value, query)?,
        }
    }
    if paginated {
        query.push("paginated", "true");
    }
    if !has_limit {
        query.push("limit", &limit);
    }
    if !has_offset {
        query.push("offset", &offset);
    }
    Ok(())
}

/// A comma does not split a value, unlike in clerk-js 6.40. An empty array is an empty value, as in clerk-js.
fn filter<V: Value>(name: &str, value: &V, query: &mut Form) -> Result<(), Box<InvalidParam>> {
    if value.kind() != Kind::Array {
        return if value.is_absent() { Ok(()) } else { filter_value(name, value, query) };
    }
    if value.length() == 0 {
        query.push(name, "");
    }
    for value in value.items() {
        filter_value(name, &value, query)?;
    }
    Ok(())
}

fn filter_value<V: Value>(name: &str, value: &V, query: &mut Form) -> Result<(), Box<InvalidParam>> {
    let is_status = name == "status";
    match value.kind() {
        Kind::Text => {}
        Kind::Number | Kind::Boolean | Kind::Null if !is_status => {}
        _ if is_status => return Err(InvalidParam::new(name, "must be a status or an array of them")),
        _ => return Err(InvalidParam::new(name, "must be text, or an array of texts")),
    }
    query.push(name, &value.display());
    Ok(())
}

fn form_field<V: Value>(field: Field, params: &V, sent: &mut Sent) -> Result<(), Box<InvalidParam>> {
    match field {
        Field::Text(name) => {
            let text = required_text(name, params.at(name))?;
            push_text(&mut sent.form, name, &text);
            match name {
                "emailAddress" => sent.email_addresses.push(text),
                "role" => sent.role = text,
                _ => {}
            }
        }
        Field::Texts(name, wire) => {
            let mut texts = Vec::new();
            for value in params.items_at(name) {
                match required_text(name, Some(value)) {
                    Ok(text) => texts.push(text),
                    Err(_) => return Err(not_texts(name)),
                }
            }
            if texts.is_empty() {
                return Err(not_texts(name));
            }
            texts.iter().for_each(|text| sent.form.push(wire, text));
            sent.email_addresses = texts;
        }
        Field::Boolean(name) => match params.at(name) {
            None => {}
            Some(value) if value.kind() == Kind::Boolean => push(&mut sent.form, name, &value),
            Some(_) => return Err(InvalidParam::new(name, "must be true or false")),
        },
        Field::Any(name) => {
            if let Some(value) = params.member(name) {
                push(&mut sent.form, name, &value);
            }
        }
    }
    Ok(())
}

fn not_texts(name: &str) -> Box<InvalidParam> {
    InvalidParam::new(name, "must be an array of texts, at least one")
}

fn required_text<V: Value>(name: &str, value: Option<V>) -> Result<String, Box<InvalidParam>> {
    let Some(value) = value else { return Err(InvalidParam::new(name, "is required")) };
    match value.text() {
        None => Err(InvalidParam::new(name, "must be a string")),
        Some(text) if V::fold(&text).is_empty() => Err(InvalidParam::new(name, "is required")),
        Some(text) => Ok(text),
    }
}

/// A field as clerk-js 6.40 writes it: an absent value is dropped, null is an empty value, an array is a repeated field,
/// an object is its JSON.
fn push<V: Value>(form: &mut Form, name: &str, value: &V) {
    let text = match value.kind() {
        Kind::Null if value.is_absent() => return,
        Kind::Null => String::new(),
        Kind::Array => {
            for item in value.items() {
                match item.kind() {
                    Kind::Array => push_text(form, name, &item.json()),
                    _ => push(form, name, &item),
                }
            }
            return;
        }
        Kind::Object => value.json(),
        Kind::Boolean | Kind::Number | Kind::Text | Kind::Other => value.display(),
    };
    push_text(form, name, &text);
}

fn push_text(form: &mut Form, name: &str, text: &str) {
    form.push(&snake_case(name), text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::operation;
    use serde_json::{Value as Json, json};

    fn sent(name: &str, params: Json) -> Result<(String, String), String> {
        let mut sent = Sent::default();
        read(&operation(name).unwrap().input, &params, &mut sent).map_err(|error| error.param)?;
        Ok((sent.query.as_str().into(), sent.form.as_str().into()))
    }

    #[test]
    fn fields_are_parsed_as_the_table_lists_them() {
        let fields: Vec<Field> = Fields::of("name slug? on! ids:id_list").collect();
        let expected =
            [Field::Text("name"), Field::Any("slug"), Field::Boolean("on"), Field::Texts("ids", "id_list")];
        assert_eq!(fields, expected);
        assert_eq!(Fields::of("").count(), 0);
    }

    #[test]
    fn a_list_sends_the_query_that_clerk_js_sends() {
        for (params, expected) in [
            (json!({}), "limit=10&offset=0"),
            (json!(null), "limit=10&offset=0"),
            (
                json!({ "initialPage": 2, "pageSize": 5, "status": ["pending", "revoked"] }),
                "status=pending&status=revoked&limit=5&offset=5",
            ),
            (json!({ "status": "pending" }), "status=pending&limit=10&offset=0"),
            // An empty list is an empty value, not an absent one (seen in clerk-js 6.40).
            (json!({ "status": [] }), "status=&limit=10&offset=0"),
            (json!({ "query": "a,b" }), "query=a%2Cb&limit=10&offset=0"),
            // The caller's own values are overwritten in place.
            (json!({ "limit": 3, "offset": 6, "query": "a" }), "limit=10&offset=0&query=a"),
            (json!({ "initialPage": "2", "pageSize": " 5 " }), "limit=5&offset=5"),
        ] {
            assert_eq!(sent("getInvitations", params.clone()).unwrap().0, expected, "{params}");
        }
        assert_eq!(sent("getUserInvitations", json!({})).unwrap().0, "limit=10&offset=0");
        assert_eq!(sent("getUserMemberships", json!({})).unwrap().0, "paginated=true&limit=10&offset=0");
    }

    #[test]
    fn every_list_refuses_an_invalid_page_by_name() {
        let lists = crate::operations::operations().filter(|one| matches!(one.input, Input::Page { .. }));
        for list in lists {
            for (params, refused) in [
                (json!({ "initialPage": 0 }), "initialPage"),
                (json!({ "initialPage": -1 }), "initialPage"),
                (json!({ "initialPage": 1.5 }), "initialPage"),
                (json!({ "initialPage": "two" }), "initialPage"),
                (json!({ "initialPage": "" }), "initialPage"),
                (json!({ "initialPage": "1e3" }), "initialPage"),
                (json!({ "initialPage": true }), "initialPage"),
                (json!({ "initialPage": [1] }), "initialPage"),
                (json!({ "pageSize": 0 }), "pageSize"),
                (json!({ "pageSize": 4_294_967_296_u64 }), "pageSize"),
                (json!({ "pageSize": {} }), "pageSize"),
                (json!({ "initialPage": 4_000_000_000_u32, "pageSize": 500 }), "initialPage"),
                (json!({ "status": [1] }), "status"),
                (json!({ "status": {} }), "status"),
                (json!({ "query": {} }), "query"),
                (json!("x"), "params"),
                (json!([]), "params"),
            ] {
                assert_eq!(sent(list.name, params.clone()), Err(refused.into()), "{} {params}", list.name);
            }
        }
    }

    #[test]
    fn an_invitation_needs_an_address_and_a_role() {
        for (params, expected) in [
            (
                json!({ "role": "org:member", "emailAddress": "A+b@x.io", "other": 1 }),
                Ok("email_address=A%2Bb%40x.io&role=org%3Amember"),
            ),
            (
                json!({ "emailAddress": "a@x.io", "role": "r", "notify": false }),
                Ok("email_address=a%40x.io&role=r&notify=false"),
            ),
            (json!({ "emailAddress": "a@x.io", "role": "r", "notify": "no" }), Err("notify")),
            (json!({ "emailAddress": " \t", "role": "r" }), Err("emailAddress")),
            (json!({ "emailAddress": 7, "role": "r" }), Err("emailAddress")),
            (json!({ "emailAddress": "a@x.io" }), Err("role")),
            (json!({ "emailAddress": "a@x.io", "role": null }), Err("role")),
            (json!({}), Err("emailAddress")),
        ] {
            let found = sent("inviteMember", params.clone()).map(|(_, form)| form);
            assert_eq!(found, expected.map(String::from).map_err(String::from), "{params}");
        }
    }

    #[test]
    fn a_bulk_invitation_repeats_the_address_field_and_needs_at_least_one() {
        for (addresses, expected) in [
            (json!(["a@x.io", "b@x.io"]), Ok("email_address=a%40x.io&email_address=b%40x.io&role=r")),
            (json!([]), Err("emailAddresses")),
            (json!(["a@x.io", " "]), Err("emailAddresses")),
            (json!(["a@x.io", null]), Err("emailAddresses")),
            (json!("a@x.io"), Err("emailAddresses")),
            (json!(null), Err("emailAddresses")),
        ] {
            let params = json!({ "emailAddresses": addresses, "role": "r" });
            let found = sent("inviteMembers", params.clone()).map(|(_, form)| form);
            assert_eq!(found, expected.map(String::from).map_err(String::from), "{params}");
        }
    }

    #[test]
    fn an_update_takes_any_field_and_a_logo_takes_a_file() {
        for (name, params, expected) in [
            ("updateOrganization", json!({ "name": "A b", "slug": null }), "name=A+b&slug="),
            ("updateOrganization", json!({ "slug": "a-b" }), "slug=a-b"),
            ("updateOrganization", json!({}), ""),
            ("setLogo", json!({ "file": 7 }), "file=7"),
        ] {
            assert_eq!(sent(name, params.clone()).unwrap().1, expected, "{name} {params}");
        }
    }

    #[test]
    fn a_free_form_is_written_as_clerk_js_writes_it() {
        let params = json!({
            "strategy": "password", "emailAddressId": null, "unsafeMetadata": { "aB": 1 }, "list": ["a", 1, null], "on": true,
        });
        assert_eq!(
            sent("createSignIn", params).unwrap().1,
            "strategy=password&email_address_id=&unsafe_metadata=%7B%22aB%22%3A1%7D&list=a&list=1&list=&on=true"
        );
    }

    #[test]
    fn a_null_field_is_sent_empty_and_an_absent_one_is_not_sent() {
        assert_eq!(sent("updateOrganization", json!({ "slug": null })).unwrap().1, "slug=");
        assert_eq!(sent("updateOrganization", json!({ "name": "A" })).unwrap().1, "name=A");
    }
}
