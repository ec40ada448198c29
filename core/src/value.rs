//! Values of the host: JSON that the browser parsed, or whatever it threw.
//!
//! JSON never enters wasm (decoding it in the browser costs 1.05 times a plain `fetch` + `json()`, decoding it with serde
//! 1.57 times), so the core reads answers and params through this trait. JavaScript's own values implement it in a
//! browser, `serde_json::Value` natively (feature `json`).

/// What a [`Value`] is.
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

/// A value of the host. Cheap to clone.
pub trait Value: Clone {
    /// Parses JSON. `None` if the bytes are not JSON in UTF-8.
    fn parse(json: &[u8]) -> Option<Self>;

    /// The text in lower case and without white space around it. Of the host, because the tables of Unicode are 20 KB.
    fn fold(text: &str) -> String;

    /// An array of these values.
    fn array(items: Vec<Self>) -> Self;

    /// The kind of the value.
    fn kind(&self) -> Kind;

    /// The member at a path of names and indexes (`sessions.0.id`). `None` if it is absent or null.
    fn at(&self, path: &str) -> Option<Self>;

    /// Whether an object has a member of that name; a member that is null counts.
    fn has(&self, name: &str) -> bool;

    /// The string itself. `None` if the value is not a string.
    fn text(&self) -> Option<String>;

    /// The number itself. `None` if the value is not a number.
    fn number(&self) -> Option<f64>;

    /// The boolean itself. `None` if the value is not a boolean.
    fn boolean(&self) -> Option<bool>;

    /// The value as text: of a text, a number or a boolean what JavaScript's `String()` makes of it.
    fn display(&self) -> String;

    /// Whether the value is not there at all: JavaScript's `undefined`. False for null.
    fn is_absent(&self) -> bool;

    /// The member of that name, null included. `None` if it is absent.
    fn member(&self, name: &str) -> Option<Self>;

    /// Whether this object, or each element of this array, has a text that is not empty under each of these names,
    /// which are separated by commas. One call to the host, because a page may have 500 rows.
    fn have_texts(&self, names: &str) -> bool;

    /// The elements of an array, null ones included. Empty if the value is not an array.
    fn items(&self) -> Vec<Self>;

    /// The members of an object in their order, null ones included. Empty if the value is not an object.
    fn entries(&self) -> Vec<(String, Self)>;

    /// The value as JSON.
    fn json(&self) -> String;

    /// The string at a path. `None` if there is no string.
    fn text_at(&self, path: &str) -> Option<String> {
        self.at(path)?.text()
    }

    /// Whether there is this string at a path.
    fn is_text_at(&self, path: &str, text: &str) -> bool {
        self.text_at(path).is_some_and(|found| found == text)
    }

    /// The first element of the array at a path that has this string under a name.
    fn find_at(&self, path: &str, name: &str, text: &str) -> Option<Self> {
        self.items_at(path).into_iter().find(|item| item.is_text_at(name, text))
    }

    /// The number at a path. `None` if there is no number.
    fn number_at(&self, path: &str) -> Option<f64> {
        self.at(path)?.number()
    }

    /// The elements of the array at a path. Empty if there is no array.
    fn items_at(&self, path: &str) -> Vec<Self> {
        self.at(path).map(|value| value.items()).unwrap_or_default()
    }
}

#[cfg(feature = "json")]
mod json {
    use serde_json::Value as Json;

    use super::Kind;

    impl super::Value for Json {
        fn parse(json: &[u8]) -> Option<Self> {
            serde_json::from_slice(json).ok()
        }

        fn fold(text: &str) -> String {
            text.trim().to_lowercase()
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

        fn at(&self, path: &str) -> Option<Self> {
            let found = path.split('.').try_fold(self, |value, name| match value {
                Self::Array(items) => items.get(name.parse::<usize>().ok()?),
                value => value.get(name),
            });
            found.filter(|value| !value.is_null()).cloned()
        }

        fn has(&self, name: &str) -> bool {
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

        fn member(&self, name: &str) -> Option<Self> {
            self.get(name).cloned()
        }

        fn have_texts(&self, names: &str) -> bool {
            let has =
                |row: &Self, name| row.get(name).and_then(Self::as_str).is_some_and(|text| !text.is_empty());
            let has_all = |row: &Self| names.split(',').all(|name| has(row, name));
            match self {
                Self::Array(rows) => rows.iter().all(has_all),
                value => has_all(value),
            }
        }

        fn items(&self) -> Vec<Self> {
            self.as_array().cloned().unwrap_or_default()
        }

        fn entries(&self) -> Vec<(String, Self)> {
            let members = self.as_object().into_iter().flatten();
            members.map(|(name, value)| (name.clone(), value.clone())).collect()
        }

        fn json(&self) -> String {
            self.to_string()
        }
    }
}
