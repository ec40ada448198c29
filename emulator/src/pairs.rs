//! Query strings and forms as ordered pairs. Clerk repeats names (`status=a&status=b`). Extractors that read into a
//! struct reject or lose repeated names.

use percent_encoding::percent_decode_str;

use crate::error::ClerkError;
use crate::settings::WrongBoolean;

/// Names that start with it belong to the protocol (`_method`, `__clerk_api_version`), not to a call.
const PROTOCOL_PREFIX: char = '_';
/// How often a name may be repeated (Clerk's error list, `form_param_duplicate`).
const MOST_REPEATS: usize = 100;

/// Decoded pairs in the order of the request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Parses `a=1&b=2`. Fails for invalid percent-encoding and for text that is not UTF-8.
    pub(crate) fn parse(text: &str) -> Result<Self, ClerkError> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        });
        Ok(Self(pairs.collect::<Result<_, ClerkError>>()?))
    }

    /// Renames `name[]` and `name[0]` to `name`. Some clients write lists in that form. An unrecognized filter would
    /// otherwise match everything.
    pub(crate) fn without_brackets(&self) -> Self {
        let plain = |name: &str| match name.split_once('[') {
            Some((plain, index)) if index.strip_suffix(']').is_some_and(is_index) => plain.to_owned(),
            _ => name.to_owned(),
        };
        Self(self.iter().map(|(name, value)| (plain(name), value.to_owned())).collect())
    }

    /// Pairs from decoded names and values.
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of `name`. If it is repeated, the last one, as in clerk-js.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        #[cfg(test)]
        asked::note(name);
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every value of `name`, in order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        #[cfg(test)]
        asked::note(name);
        self.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The value of `name`. Fails if it is missing or empty.
    pub(crate) fn required(&self, name: &str) -> Result<&str, ClerkError> {
        self.get(name).filter(|value| !value.is_empty()).ok_or_else(|| ClerkError::form_param_missing(name))
    }

    /// The value of `name`, `true` or `false`. `None` if it is missing.
    pub(crate) fn boolean(&self, name: &str, wrong: WrongBoolean) -> Result<Option<bool>, ClerkError> {
        match self.get(name) {
            None | Some("") => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(match wrong {
                WrongBoolean::Format => ClerkError::form_param_format_invalid(name, "true or false"),
                WrongBoolean::Type => ClerkError::form_param_type_invalid(name, "true or false"),
            }),
        }
    }

    /// Every value of `name` that is not empty. Each must be one of the known words.
    pub(crate) fn words(&self, name: &str, known: &[&str]) -> Result<Vec<String>, ClerkError> {
        let sent: Vec<String> = self.all(name).filter(|value| !value.is_empty()).map(str::to_owned).collect();
        match sent.iter().all(|value| known.contains(&value.as_str())) {
            true => Ok(sent),
            false => Err(ClerkError::form_param_value_invalid(name, &format!("one of {}", known.join(", ")))),
        }
    }

    /// Rejects unknown names, except those of the protocol.
    pub(crate) fn only(&self, known: &[&str]) -> Result<&Self, ClerkError> {
        match self.iter().find(|(name, _)| !name.starts_with(PROTOCOL_PREFIX) && !known.contains(name)) {
            Some((name, _)) => Err(ClerkError::form_param_unknown(name)),
            None => Ok(self),
        }
    }

    /// Rejects a name that is repeated too often.
    pub(crate) fn repeated_at_most(&self) -> Result<&Self, ClerkError> {
        let mut counts = std::collections::HashMap::new();
        for (name, _) in self.iter() {
            let count = counts.entry(name).or_insert(0_usize);
            *count += 1;
            if *count > MOST_REPEATS {
                return Err(ClerkError::form_param_duplicate(name));
            }
        }
        Ok(self)
    }
}

/// Records the names that this thread reads, so that tests find the parameters of a call.
#[cfg(test)]
pub(crate) mod asked {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    thread_local! {
        static NAMES: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
    }

    pub(super) fn note(name: &str) {
        NAMES.with_borrow_mut(|names| names.insert(name.to_owned()));
    }

    /// Every name that `work` reads.
    pub(crate) fn by(work: impl FnOnce()) -> BTreeSet<String> {
        NAMES.take();
        work();
        NAMES.take()
    }
}

/// The allowed text between the brackets of a list's name: empty or a number.
fn is_index(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn decode(text: &str) -> Result<String, ClerkError> {
    percent_decoded(&text.replace('+', " "))
}

/// Decodes percent-encoded text. Fails for invalid encoding or invalid UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Result<String, ClerkError> {
    let broken = || ClerkError::malformed_request_parameters("The request is not correctly percent-encoded.");
    let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' && !(is_hex(bytes.next()) && is_hex(bytes.next())) {
            return Err(broken());
        }
    }
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| broken())?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_keep_order_repeats_and_decoded_text() {
        let pairs = Pairs::parse("status=pending&limit=10&status=revoked&q=a+b%2Bc&flag&empty=").unwrap();
        assert_eq!(pairs.all("status").collect::<Vec<_>>(), ["pending", "revoked"]);
        assert_eq!(pairs.get("status"), Some("revoked"));
        assert_eq!(pairs.get("q"), Some("a b+c"));
        assert_eq!(pairs.get("flag"), Some(""));
        assert_eq!(pairs.get("empty"), Some(""));
        assert_eq!(pairs.get("none"), None);
    }

    #[test]
    fn brackets_of_a_list_are_not_part_of_its_name() {
        let sent = Pairs::parse("a[]=1&a%5B%5D=2&a[0]=3&a[x]=4&[]=5&a=6").unwrap().without_brackets();
        assert_eq!(sent.all("a").collect::<Vec<_>>(), ["1", "2", "3", "6"]);
        assert_eq!(sent.get("a[x]"), Some("4"));
    }

    #[test]
    fn broken_encoding_is_refused() {
        for text in ["a=%", "a=%4", "a=%zz", "%ff=1", "a=%c3%28"] {
            let refused = Pairs::parse(text).unwrap_err();
            assert_eq!(refused.code, "malformed_request_parameters", "{text}");
        }
    }

    #[test]
    fn unknown_names_are_refused_except_those_of_the_protocol() {
        let pairs = Pairs::parse("role=a&_clerk_session_id=s&redirect_url=x").unwrap();
        let refused = pairs.only(&["role"]).unwrap_err();
        assert_eq!(
            (refused.code, refused.meta["param_name"].as_str()),
            ("form_param_unknown", Some("redirect_url"))
        );
        assert!(pairs.only(&["role", "redirect_url"]).is_ok());
    }

    #[test]
    fn a_name_may_be_repeated_a_hundred_times() {
        let many = |count: usize| Pairs::parse(&vec!["status=pending"; count].join("&")).unwrap();
        assert!(many(100).repeated_at_most().is_ok());
        assert_eq!(many(101).repeated_at_most().unwrap_err().code, "form_param_duplicate");
    }
}
