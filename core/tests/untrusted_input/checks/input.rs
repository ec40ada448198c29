//! Makes values from bytes. Mutating a few bytes changes the values a little, so that fuzzing makes progress.

use serde_json::{Map, Value as Json};

/// Names and texts that the code under test recognises, so that random inputs often contain them.
const NAMES: &[&str] = &[
    "response",
    "client",
    "meta",
    "data",
    "total_count",
    "errors",
    "code",
    "id",
    "status",
    "email_address",
    "organization_id",
    "sessions",
    "last_active_session_id",
    "last_active_token",
    "jwt",
    "updated_at",
    "role",
    "created_at",
    "initialPage",
    "pageSize",
    "limit",
    "offset",
    "emailAddress",
    "emailAddresses",
    "notify",
    "name",
];
const TEXTS: &[&str] = &[
    "",
    "pending",
    "revoked",
    "active",
    "a@x.io",
    "org:member",
    "orginv_1",
    "sess_1",
    "client_1",
    "org_1",
    "2",
    "requires_captcha",
    "missing_expired_token",
    "dev_browser_unauthenticated",
    "e30.eyJpYXQiOjEsImV4cCI6OTl9.e30",
    "..",
    "a/b?c#d",
    "a&b=c",
    "ü\u{202e}",
    "\n",
];

/// Bytes that are read from the front, followed by endless zeros.
pub(crate) struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end.max(1)
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    pub(crate) fn number(&mut self) -> u32 {
        u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()])
    }

    fn one_of(&mut self, all: &[&'static str]) -> &'static str {
        let at = self.below(all.len());
        all.get(at).copied().unwrap_or_default()
    }

    /// A text of [`TEXTS`], or any other.
    pub(crate) fn text(&mut self) -> String {
        if self.flag() {
            return self.one_of(TEXTS).to_owned();
        }
        let length = self.below(12).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    /// The rest as a text.
    pub(crate) fn rest(&mut self) -> String {
        String::from_utf8_lossy(std::mem::take(&mut self.0)).into_owned()
    }

    /// Any JSON, mostly with names that Clerk uses.
    pub(crate) fn json(&mut self, depth: u8) -> Json {
        let kinds = if depth == 0 { 5 } else { 9 };
        match self.below(kinds) {
            0 => Json::Null,
            1 => self.flag().into(),
            2 => self.below(12).into(),
            3 => f64::from_bits(u64::from(self.number()) << 32).into(),
            4 => self.text().into(),
            5 => (0..self.below(4)).map(|_| self.json(depth - 1)).collect(),
            _ => Json::Object(self.members(depth - 1)),
        }
    }

    /// The members of an object.
    pub(crate) fn members(&mut self, depth: u8) -> Map<String, Json> {
        (0..self.below(6)).map(|_| (self.one_of(NAMES).to_owned(), self.json(depth))).collect()
    }
}
