//! JSON documents: parsing them, and deserializing a type with the path of an error.
//!
//! [`read`] replaces the crate `serde_path_to_error` for this one format. That crate wraps every serde visitor, which
//! adds 28 KB to the compressed WebAssembly module.

use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, Expected, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::{Value, map};

/// Parses JSON. All JSON is parsed here, because each further reader type would compile another parser.
///
/// # Errors
///
/// The reason, with line and column, if the text is not JSON or not UTF-8.
pub(crate) fn parse(json: &[u8]) -> Result<Value, serde_json::Error> {
    let text = std::str::from_utf8(json).map_err(<serde_json::Error as de::Error>::custom)?;
    serde_json::from_str(text)
}

/// Converts a shape to a value through its text. Serializing directly into a value would compile every shape twice.
///
/// # Errors
///
/// The reason if the shape cannot be JSON.
pub(crate) fn value(shape: &impl Serialize) -> Result<Value, serde_json::Error> {
    parse(&serde_json::to_vec(shape)?)
}

/// Deserializes a type from a document.
///
/// # Errors
///
/// The first mismatch and its path.
pub(crate) fn read<'a, T: Deserialize<'a>>(document: &'a Value) -> Result<T, Misfit> {
    T::deserialize(Part(document))
}

/// A mismatch between a document and a type.
#[derive(Debug)]
pub(crate) struct Misfit(Box<Found>);

#[derive(Debug)]
struct Found {
    problem: serde_json::Error,
    /// Innermost step first.
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Field(String),
    Element(usize),
}

impl Misfit {
    /// The path, for example `organizations[0].memberships[2].role`. A dot means the whole document.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.steps.iter().rev() {
            match step {
                Step::Element(index) => path.push_str(&format!("[{index}]")),
                Step::Field(name) if path.is_empty() => path.push_str(name),
                Step::Field(name) => path.extend([".", name]),
            }
        }
        if path.is_empty() { ".".to_owned() } else { path }
    }

    /// The problem at this path.
    pub(crate) fn problem(&self) -> String {
        self.0.problem.to_string()
    }

    fn inside(mut self, step: Step) -> Self {
        self.0.steps.push(step);
        self
    }

    fn of(problem: serde_json::Error) -> Self {
        Self(Box::new(Found { problem, steps: Vec::new() }))
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.steps.is_empty() {
            write!(formatter, "{}: ", self.path())?;
        }
        self.0.problem.fmt(formatter)
    }
}

impl std::error::Error for Misfit {}

/// The messages are those of `serde_json`.
impl de::Error for Misfit {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Self::of(de::Error::custom(problem))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of(de::Error::invalid_type(found, expected))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of(de::Error::invalid_value(found, expected))
    }
}

/// A document or a value inside it.
#[derive(Clone, Copy)]
struct Part<'a>(&'a Value);

impl<'de> Deserializer<'de> for Part<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(value) => value.deserialize_any(visitor).map_err(Misfit::of),
            Value::String(value) => visitor.visit_borrowed_str(value),
            Value::Array(values) => {
                let mut elements = Elements { values, next: 0 };
                let read = visitor.visit_seq(&mut elements)?;
                if elements.next < values.len() {
                    return Err(de::Error::invalid_length(values.len(), &"fewer elements in array"));
                }
                Ok(read)
            }
            Value::Object(fields) => visitor.visit_map(Fields { left: fields.iter(), field: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// Every enum in a document is a plain string.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::String(word) => visitor.visit_enum(BorrowedStrDeserializer::new(word)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

struct Elements<'a> {
    values: &'a [Value],
    next: usize,
}

impl<'a> SeqAccess<'a> for &mut Elements<'a> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let index = self.next;
        let Some(value) = self.values.get(index) else { return Ok(None) };
        self.next += 1;
        seed.deserialize(Part(value)).map(Some).map_err(|misfit| misfit.inside(Step::Element(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        self.values.len().checked_sub(self.next)
    }
}

struct Fields<'a> {
    left: map::Iter<'a>,
    /// The field whose name was read last.
    field: Option<(&'a str, &'a Value)>,
}

impl<'a> MapAccess<'a> for Fields<'a> {
    type Error = Misfit;

    fn next_key_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        self.field = self.left.next().map(|(name, value)| (name.as_str(), value));
        let Some((name, _)) = self.field else { return Ok(None) };
        let read = seed.deserialize(BorrowedStrDeserializer::<Misfit>::new(name));
        read.map(Some).map_err(|misfit| misfit.inside(Step::Field(name.to_owned())))
    }

    fn next_value_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        let (name, value) =
            self.field.ok_or_else(|| <Misfit as de::Error>::custom("a value without a name"))?;
        seed.deserialize(Part(value)).map_err(|misfit| misfit.inside(Step::Field(name.to_owned())))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Map, json};

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Ship {
        name: String,
        #[serde(default)]
        crew: Vec<Sailor>,
        log: Option<Map<String, Value>>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sailor {
        rank: Rank,
        years: u8,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Rank {
        Mate,
    }

    #[test]
    fn a_document_is_read_as_serde_json_reads_it() {
        for document in [
            json!({ "name": "Argo" }),
            json!({ "name": "Argo", "crew": [], "log": null }),
            json!({ "name": "Argo", "crew": [{ "rank": "mate", "years": 3 }, ["mate", 4]], "log": { "a": [1.5, -1, {}, null] } }),
        ] {
            let expected: Ship = serde_json::from_value(document.clone()).unwrap();
            assert_eq!(read::<Ship>(&document).unwrap(), expected);
        }
    }

    #[test]
    fn a_mismatch_fails_with_its_path_and_the_message_of_serde_json() {
        for (document, path) in [
            (json!([]), "."),
            (json!({}), "."),
            (json!(["Argo", [], null, 1]), "."),
            (json!({ "name": null }), "name"),
            (json!({ "name": "Argo", "sails": 2 }), "sails"),
            (json!({ "name": "Argo", "crew": {} }), "crew"),
            (json!({ "name": "Argo", "log": [] }), "log"),
            (
                json!({ "name": "Argo", "crew": [{ "rank": "mate", "years": 1 }, { "rank": "mate" }] }),
                "crew[1]",
            ),
            (json!({ "name": "Argo", "crew": [{ "rank": "cook", "years": 1 }] }), "crew[0].rank"),
            (json!({ "name": "Argo", "crew": [{ "rank": "mate", "years": 300 }] }), "crew[0].years"),
            (json!({ "name": "Argo", "crew": [{ "rank": "mate", "years": 1.5 }] }), "crew[0].years"),
        ] {
            let misfit = read::<Ship>(&document).unwrap_err();
            let expected = serde_json::from_value::<Ship>(document.clone()).unwrap_err().to_string();
            assert_eq!((misfit.path().as_str(), misfit.problem()), (path, expected.clone()), "{document}");
            let shown = if path == "." { expected } else { format!("{path}: {expected}") };
            assert_eq!(misfit.to_string(), shown);
        }
    }

    #[test]
    fn text_that_is_not_json_is_refused() {
        for json in [&b""[..], b"{", b"\"\xff\"", b"{} {}"] {
            assert!(parse(json).is_err());
        }
        assert_eq!(parse(b" [1] ").unwrap(), json!([1]));
    }
}
