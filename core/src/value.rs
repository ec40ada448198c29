//! Values of the host: JSON that the browser parsed, or a value that it threw.
//!
//! JSON never enters wasm: decoding it in the browser costs 1.05 times a plain `fetch` + `json()`, decoding it with
//! serde 1.57 times. So the core reads answers and params through this trait. In a browser JavaScript values implement
//! it, natively `serde_json::Value` (feature `json`).

/// The kind of a [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`, or absent.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number, not necessarily a finite one.
    Number,
    /// A string.
    Text,
    /// An array.
    Array,
    /// Any other object.
    Object,
    /// A function, a symbol or a big integer.
    Other,
}

/// A value of the host. Cheap to clone. Names and paths are constants, which a host may cache in its own form.
pub trait Value: Clone {
    /// Parses JSON in UTF-8 that is encoded in base64, in the URL alphabet and without padding. `None` if it is not JSON.
    fn parse_base64(text: &str) -> Option<Self>;

    /// Folds an address: trimmed, in lower case, in form C of Unicode, and with the domain in ASCII. Two texts are the
    /// same address if their results are equal. The host does this, because Unicode's tables take 20 KB.
    fn fold(text: &str) -> String;

    /// An array of these values.
    fn array(items: Vec<Self>) -> Self;

    /// The kind of the value.
    fn kind(&self) -> Kind;

    /// The member at a path of names and indexes (`sessions.0.id`). `None` if it is absent or null.
    fn at(&self, path: &'static str) -> Option<Self>;

    /// Whether an object has a member of that name, null included.
    fn has(&self, name: &'static str) -> bool;

    /// The string itself. `None` if the value is not a string.
    fn text(&self) -> Option<String>;

    /// The number itself. `None` if the value is not a number.
    fn number(&self) -> Option<f64>;

    /// The boolean itself. `None` if the value is not a boolean.
    fn boolean(&self) -> Option<bool>;

    /// A string, number or boolean as JavaScript's `String()` writes it.
    fn display(&self) -> String;

    /// Whether the value is absent: JavaScript's `undefined`. False for null.
    fn is_absent(&self) -> bool;

    /// The member of that name, null included. `None` if it is absent.
    fn member(&self, name: &'static str) -> Option<Self>;

    /// Whether this object, or each element of this array, has a non-empty string under each of these comma-separated
    /// names. It is one call to the host, because a page may have 500 rows.
    fn have_texts(&self, names: &'static str) -> bool;

    /// The length of an array. 0 if the value is not an array.
    fn length(&self) -> u32;

    /// The element of an array at an index below its length.
    fn item(&self, index: u32) -> Self;

    /// The names and values of an object's members as one alternating array. Empty if the value is not an object.
    fn flat_entries(&self) -> Self;

    /// The value as JSON.
    fn json(&self) -> String;

    /// The string at a path. `None` if there is no string.
    fn text_at(&self, path: &'static str) -> Option<String> {
        self.at(path)?.text()
    }

    /// Whether the value at a path is this string.
    fn is_text_at(&self, path: &'static str, text: &str) -> bool {
        self.text_at(path).is_some_and(|found| found == text)
    }

    /// The first element of the array at a path whose member `name` is this string.
    fn find_at(&self, path: &'static str, name: &'static str, text: &str) -> Option<Self> {
        self.items_at(path).find(|item| item.is_text_at(name, text))
    }

    /// The number at a path. `None` if there is no number.
    fn number_at(&self, path: &'static str) -> Option<f64> {
        self.at(path)?.number()
    }

    /// The elements of an array, null ones included. Empty if the value is not an array.
    fn items(&self) -> Items<Self> {
        Items::of(Some(self.clone()))
    }

    /// The elements of the array at a path. Empty if there is no array.
    fn items_at(&self, path: &'static str) -> Items<Self> {
        Items::of(self.at(path))
    }

    /// The members of an object in their order, null ones included. Empty if the value is not an object.
    fn entries(&self) -> Entries<Self> {
        Entries(self.flat_entries().items())
    }
}

/// The elements of an array, one at a time, because a `Vec` of each type adds code.
#[derive(Clone, Debug)]
pub struct Items<V> {
    array: Option<V>,
    length: u32,
    next: u32,
}

impl<V: Value> Items<V> {
    /// The elements of this array; none if there is no array.
    pub(crate) fn of(array: Option<V>) -> Self {
        let length = array.as_ref().map_or(0, V::length);
        Self { array, length, next: 0 }
    }

    /// The length of the array.
    pub fn length(&self) -> u32 {
        self.length
    }
}

impl<V: Value> Iterator for Items<V> {
    type Item = V;

    #[inline(never)]
    fn next(&mut self) -> Option<V> {
        if self.next >= self.length {
            return None;
        }
        self.next += 1;
        Some(self.array.as_ref()?.item(self.next - 1))
    }
}

/// The members of an object.
#[derive(Clone, Debug)]
pub struct Entries<V>(Items<V>);

impl<V: Value> Iterator for Entries<V> {
    type Item = (String, V);

    #[inline(never)]
    fn next(&mut self) -> Option<(String, V)> {
        Some((self.0.next()?.text()?, self.0.next()?))
    }
}

#[cfg(feature = "json")]
mod json {
    use serde_json::Value as Json;

    use super::Kind;

    impl super::Value for Json {
        fn parse_base64(text: &str) -> Option<Self> {
            serde_json::from_slice(&crate::base64::decode(text)?).ok()
        }

        fn fold(text: &str) -> String {
            crate::addresses::address_key(text)
        }

        fn array(items: Vec<Self>) -> Self {
            Self::Array(items)
        }

        fn kind(&self) -> Kind {
            match self {
                Self::Null => Kind::Null,
                Self::Bool(_) => Kind::Boolean,
                Self::Number(_) => Kind::Number,
                Self::String(_) => Kind::Text,
                Self::Array(_) => Kind::Array,
                Self::Object(_) => Kind::Object,
            }
        }

        fn at(&self, path: &'static str) -> Option<Self> {
            let found = path.split('.').try_fold(self, |value, name| match value {
                Self::Array(items) => items.get(name.parse::<usize>().ok()?),
                value => value.get(name),
            });
            found.filter(|value| !value.is_null()).cloned()
        }

        fn has(&self, name: &'static str) -> bool {
            self.get(name).is_some()
        }

        fn text(&self) -> Option<String> {
            self.as_str().map(Into::into)
        }

        fn number(&self) -> Option<f64> {
            self.as_f64()
        }

        fn boolean(&self) -> Option<bool> {
            self.as_bool()
        }

        fn display(&self) -> String {
            self.text().unwrap_or_else(|| self.to_string())
        }

        fn is_absent(&self) -> bool {
            false
        }

        fn member(&self, name: &'static str) -> Option<Self> {
            self.get(name).cloned()
        }

        fn have_texts(&self, names: &'static str) -> bool {
            let has =
                |row: &Self, name| row.get(name).and_then(Self::as_str).is_some_and(|text| !text.is_empty());
            let has_all = |row: &Self| names.split(',').all(|name| has(row, name));
            match self {
                Self::Array(rows) => rows.iter().all(has_all),
                value => has_all(value),
            }
        }

        fn length(&self) -> u32 {
            self.as_array().map_or(0, |items| items.len() as u32)
        }

        fn item(&self, index: u32) -> Self {
            self.get(index as usize).cloned().unwrap_or_default()
        }

        fn flat_entries(&self) -> Self {
            let members = self.as_object().into_iter().flatten();
            members.flat_map(|(name, value)| [name.as_str().into(), value.clone()]).collect()
        }

        fn json(&self) -> String {
            self.to_string()
        }
    }
}
