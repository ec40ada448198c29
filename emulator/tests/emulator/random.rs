//! Random requests from a fixed seed. Every answer must have Clerk's shape, and none may be a 500. The callers of this
//! module choose the calls and their bodies.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde_json::Value;

use crate::support::Answer;

/// Sometimes sent instead of a call's own method. A deleted object is missing for the rest of the run.
const METHODS: &[&str] = &["GET", "POST", "PATCH", "PUT", "DELETE"];
const TEXTS: &[&str] = &[
    "",
    " ",
    "a@x.io",
    "b@x.io",
    "ORG:ADMIN",
    "org:member",
    "org:admin",
    "pending",
    "-created_at",
    "email_address",
    "name",
    "true",
    "0",
    "1",
    "500",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "1e309",
    "NaN",
    "2020-01-02T03:04:05Z",
    "9999-12-31T23:59:59+23:59",
    "https://x.io/a?b#c",
    "javascript:alert(1)",
    "' OR 1=1--",
    "<script>alert(1)</script>",
    "\u{0}",
    "%",
    "_",
    "ä漢😀\u{202e}",
    "../..",
    "a-long-password",
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "argon2id",
];

/// Every operation of an API as `METHOD path`, with `ID` for each parameter. Operations in `often` are included twice,
/// those in `without` are left out.
pub(crate) fn calls(api: &str, often: &[&str], without: &[&str]) -> Vec<(&'static str, String)> {
    let known: Vec<(&'static str, String)> = clerk_emulator::operations()
        .into_iter()
        .filter(|operation| operation.api == api)
        .map(|operation| {
            let parts = operation.path.split('/').map(|part| if part.starts_with('{') { "ID" } else { part });
            let prefix = if api == "control" { "/__emulator" } else { "" };
            (operation.method, format!("{prefix}{}", parts.collect::<Vec<_>>().join("/")))
        })
        .collect();
    let name = |(method, path): &(&str, String)| format!("{method} {path}");
    for wanted in often.iter().chain(without) {
        assert!(known.iter().any(|call| name(call) == *wanted), "{wanted} is not in the table of {api}");
    }
    let is_in = |list: &[&str], call: &(&str, String)| list.contains(&name(call).as_str());
    let again = known.iter().filter(|call| is_in(often, call)).cloned();
    let mut calls: Vec<_> = known.iter().filter(|call| !is_in(without, call)).cloned().chain(again).collect();
    // Includes a path that does not exist.
    let unknown = match api {
        "control" => "/__emulator/ID",
        "portal" => "/__emulator/portal/ID",
        _ => "/v1/ID",
    };
    calls.push(("GET", unknown.to_owned()));
    calls
}

/// Generates calls, names and texts.
pub(crate) struct Generator {
    pub(crate) random: StdRng,
    /// Methods and paths, with `ID` for each id.
    calls: Vec<(&'static str, String)>,
    /// The names of parameters.
    names: &'static [&'static str],
    /// Ids of existing or deleted objects. The first is an organization's id, which is always kept.
    pub(crate) ids: Vec<String>,
}

impl Generator {
    pub(crate) fn new(
        seed: u64,
        calls: Vec<(&'static str, String)>,
        names: &'static [&'static str],
        ids: Vec<String>,
    ) -> Self {
        Self { random: StdRng::seed_from_u64(seed), calls, names, ids }
    }

    /// Returns true with this probability.
    pub(crate) fn chance(&mut self, of: f64) -> bool {
        self.random.gen_bool(of)
    }

    pub(crate) fn one(&mut self, of: &[&'static str]) -> &'static str {
        of.choose(&mut self.random).unwrap()
    }

    pub(crate) fn name(&mut self) -> &'static str {
        self.one(self.names)
    }

    pub(crate) fn id(&mut self) -> String {
        if self.chance(0.8) {
            self.ids.choose(&mut self.random).unwrap().clone()
        } else {
            self.one(TEXTS).to_owned()
        }
    }

    pub(crate) fn text(&mut self) -> String {
        match self.random.gen_range(0..12) {
            0 => "x".repeat(self.random.gen_range(1..10_000)),
            1..=3 => self.id(),
            4 => format!("p{}@x.io", self.random.gen_range(0..500)),
            _ => self.one(TEXTS).to_owned(),
        }
    }

    /// A random method and path.
    pub(crate) fn call(&mut self) -> (&'static str, String) {
        let (own, path) = self.calls.choose(&mut self.random).unwrap().clone();
        let method = if self.chance(0.05) { self.one(METHODS) } else { own };
        let mut parts: Vec<String> = Vec::new();
        for part in path.split('/') {
            let is_organization = parts.last().is_some_and(|last| last == "organizations");
            parts.push(match part {
                "ID" if is_organization && self.chance(0.6) => self.ids[0].clone(),
                "ID" => utf8_percent_encode(&self.id(), NON_ALPHANUMERIC).to_string(),
                part => part.to_owned(),
            });
        }
        (method, parts.join("/"))
    }

    /// Percent-encoded pairs, some of them invalid.
    pub(crate) fn pairs(&mut self, counts: &[usize]) -> String {
        let count = *counts.choose(&mut self.random).unwrap();
        let pairs: Vec<String> = (0..count)
            .map(|_| {
                let value = self.text();
                let value = match self.chance(0.98) {
                    true => utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string(),
                    false => "%zz".to_owned(),
                };
                format!("{}={value}", self.name())
            })
            .collect();
        pairs.join("&")
    }

    pub(crate) fn query(&mut self) -> String {
        self.pairs(&[0, 0, 1, 2, 5])
    }

    /// Replaces a random known id with the id in an answer.
    pub(crate) fn learn(&mut self, answer: &Value) {
        if let Some(id) = answer["id"].as_str() {
            let place = self.random.gen_range(1..self.ids.len());
            self.ids[place] = id.to_owned();
        }
    }
}

/// The number of answers with each status.
#[derive(Default)]
pub(crate) struct Answered(BTreeMap<u16, usize>);

impl Answered {
    /// Counts an answer in Clerk's shape. Panics with the request for any other answer.
    pub(crate) fn count(&mut self, answer: &Answer, sent: impl Fn() -> String) -> Value {
        let told = || format!("{}\n{}: {}", sent(), answer.status, answer.text);
        assert!(answer.status < 500 || answer.status == 501, "{}", told());
        assert_eq!(answer.header("content-type"), Some("application/json"), "{}", told());
        let json: Value = serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", told()));
        if answer.status != 200 {
            let errors = json["errors"].as_array().unwrap_or_else(|| panic!("{}", told()));
            let is_whole = |error: &Value| {
                error["code"].is_string() && error["message"].is_string() && error["long_message"].is_string()
            };
            assert!(!errors.is_empty() && errors.iter().all(is_whole), "{}", told());
        }
        *self.0.entry(answer.status).or_default() += 1;
        json
    }

    /// Asserts that the generator caused each of these statuses. Otherwise it would not test enough.
    pub(crate) fn expect_each(&self, statuses: &[u16]) {
        for status in statuses {
            assert!(self.0.get(status).is_some_and(|count| *count >= 10), "{status}: {:?}", self.0);
        }
    }
}
