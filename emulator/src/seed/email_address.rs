//! A user's address in a seed. It can be an object or only the address.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{SeedEmailAddress, Strategy};

impl<'de> Deserialize<'de> for SeedEmailAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenAddress)
    }
}

/// An address in either form. An untagged serde enum would copy the value and could not name the wrong field.
struct WrittenAddress;

impl<'de> Visitor<'de> for WrittenAddress {
    type Value = SeedEmailAddress;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "an address, or an object with `email_address` and optionally `id`, `strategy` (admin, ticket, email_code), \
             `created_at` and `updated_at`",
        )
    }

    fn visit_str<E: Error>(self, address: &str) -> Result<SeedEmailAddress, E> {
        Ok(SeedEmailAddress {
            id: None,
            email_address: address.to_owned(),
            strategy: Strategy::default(),
            created_at: None,
            updated_at: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<SeedEmailAddress, A::Error> {
        let whole = WholeAddress::deserialize(MapAccessDeserializer::new(fields))?;
        let WholeAddress { id, email_address, strategy, created_at, updated_at } = whole;
        Ok(SeedEmailAddress { id, email_address, strategy, created_at, updated_at })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WholeAddress {
    id: Option<String>,
    email_address: String,
    #[serde(default)]
    strategy: Strategy,
    created_at: Option<i64>,
    updated_at: Option<i64>,
}
