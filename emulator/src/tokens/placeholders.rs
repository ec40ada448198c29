//! Placeholders in an answer until it is sent: unsigned session tokens, because signing takes too long for a
//! transaction, and JSON that is already written.
//!
//! Each is an object with one field, whose name is derived from the private key. So a caller cannot get a signature by
//! storing a placeholder in metadata.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{KeyError, Keys};

impl Keys {
    /// A placeholder for the token with these claims, until [`write`](Self::write).
    pub(crate) fn unsigned(&self, claims: Value) -> Value {
        Map::from_iter([(self.placeholder.clone(), claims)]).into()
    }

    /// Signs a single [`unsigned`](Self::unsigned) session token.
    pub(crate) fn sign(&self, unsigned: &Value) -> Result<String, KeyError> {
        let claims = unsigned.as_object().and_then(|fields| self.held_by(fields));
        self.session_token(claims.ok_or_else(|| KeyError::from("not a session token"))?)
    }

    /// A placeholder for this JSON, until [`write`](Self::write).
    pub(crate) fn written(&self, json: String) -> Value {
        self.unsigned(json.into())
    }

    /// Writes an answer as JSON, with its session tokens signed.
    pub(crate) fn write(&self, answer: &Value) -> Result<Vec<u8>, KeyError> {
        let mut out = Vec::new();
        self.write_to(&mut out, answer)?;
        Ok(out)
    }

    fn write_to(&self, out: &mut Vec<u8>, value: &Value) -> Result<(), KeyError> {
        match value {
            Value::Array(values) => {
                out.push(b'[');
                for (n, value) in values.iter().enumerate() {
                    separate(out, n);
                    self.write_to(out, value)?;
                }
                out.push(b']');
                Ok(())
            }
            Value::Object(fields) => match self.held_by(fields) {
                Some(Value::String(json)) => {
                    out.extend_from_slice(json.as_bytes());
                    Ok(())
                }
                Some(claims) => write_plain(out, &self.session_token(claims)?),
                None => {
                    out.push(b'{');
                    for (n, (name, value)) in fields.iter().enumerate() {
                        separate(out, n);
                        write_plain(out, name)?;
                        out.push(b':');
                        self.write_to(out, value)?;
                    }
                    out.push(b'}');
                    Ok(())
                }
            },
            plain => write_plain(out, plain),
        }
    }

    /// The content of a placeholder. `None` for any other object.
    fn held_by<'a>(&self, fields: &'a Map<String, Value>) -> Option<&'a Value> {
        if fields.len() == 1 { fields.get(&self.placeholder) } else { None }
    }
}

fn separate(out: &mut Vec<u8>, n: usize) {
    if n > 0 {
        out.push(b',');
    }
}

fn write_plain(out: &mut Vec<u8>, value: &impl Serialize) -> Result<(), KeyError> {
    serde_json::to_writer(out, value).map_err(KeyError::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ids::Randomness;
    use crate::tokens::{SessionClaims, SigningKey};

    fn keys(seed: u64) -> Keys {
        let key = SigningKey::generate(&Randomness::from_seed(seed)).unwrap();
        Keys::from_der(&key.into_der()).unwrap()
    }

    fn claims() -> Value {
        json!(SessionClaims {
            azp: None,
            exp: 60,
            fea: None,
            fva: [0, -1],
            iat: 0,
            iss: "https://a".to_owned(),
            jti: "j".to_owned(),
            nbf: 0,
            o: None,
            sid: "sess_1".to_owned(),
            organization: None,
            sts: Some("active"),
            sub: "user_1".to_owned(),
            v: Some(2),
        })
    }

    #[test]
    fn only_the_placeholder_of_the_instance_itself_is_signed() {
        let (ours, other) = (keys(1), keys(2));
        let foreign = other.unsigned(claims());
        let answer = json!({ "sessions": [{ "jwt": ours.unsigned(claims()) }], "metadata": foreign });
        let sent: Value = serde_json::from_slice(&ours.write(&answer).unwrap()).unwrap();
        assert_eq!(sent["metadata"], foreign, "written by someone else");
        let jwt = sent["sessions"][0]["jwt"].as_str().unwrap();
        assert_eq!(jwt, ours.session_token(&claims()).unwrap());
    }

    #[test]
    fn an_answer_is_written_like_serde_with_written_parts_unchanged() {
        let keys = keys(1);
        let plain = json!({
            "empty": [{}, [], "", null], "texts": ["\"\\\n\u{1}é😀", true, 1, -2.5], "a \"name\"": { "b": { "c": [1, [2]] } },
        });
        assert_eq!(String::from_utf8(keys.write(&plain).unwrap()).unwrap(), plain.to_string());
        let answer = json!({ "a": keys.written("[1, 2]".to_owned()), "b": { "c": 1 } });
        assert_eq!(keys.write(&answer).unwrap(), br#"{"a":[1, 2],"b":{"c":1}}"#);
    }
}
