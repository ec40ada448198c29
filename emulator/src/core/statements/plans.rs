//! Every list query uses an index that has the order of the list. The lists come from the table of operations. Their
//! parameters are the names that a list reads from its query. A parameter's values are those that its error message
//! names. So new lists, filters and orders are tested without an entry here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;
use crate::http::tables;
use crate::pairs::asked;
use crate::store::{Store, plans, statements};

/// A value that is invalid for every parameter with a fixed set of values.
const UNKNOWN: &str = "?!";
/// Every list reads them, and no plan depends on them.
const PAGE: [&str; 2] = ["limit", "offset"];
const ORDER: &str = "order_by";

/// The parameters of a call with the values to try.
type Choices = BTreeMap<String, Vec<String>>;

/// Sends a request and returns the status and the error's message.
fn send(core: &Core, caller: &Caller, path: &str) -> (u16, String) {
    let request = match caller {
        Caller::Cookie(cookie) => Request::get(path).header(header::COOKIE, cookie),
        Caller::SecretKey(key) => Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}")),
    };
    let response = at_once(core.handle(request.body(Bytes::new()).unwrap())).unwrap();
    let status = response.status().as_u16();
    let body = at_once(response.into_body().collect()).unwrap().to_bytes();
    let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    (status, answer["errors"][0]["long_message"].as_str().unwrap_or_default().to_owned())
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The values to try for a parameter, or the error's message if it names none.
fn values(core: &Core, caller: &Caller, path: &str, name: &str) -> Result<Vec<String>, String> {
    let (status, reason) = send(core, caller, &format!("{path}?{}", encoded(&[(name, UNKNOWN)])));
    if status == 200 {
        // With a minus, a value is excluded.
        return Ok(vec!["a".to_owned(), "-a".to_owned()]);
    }
    let must_be = reason.split_once(" must be ").map_or("", |(_, rest)| rest).trim_end_matches('.');
    if must_be.starts_with("a time") {
        return Ok(vec!["1000".to_owned()]);
    }
    if must_be.starts_with("the id of a user") {
        return Ok(vec!["user_0".to_owned()]);
    }
    let words = must_be.trim_start_matches("one of ").replace(" or ", ", ");
    let is_value = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let signs: &[&str] = if name == ORDER { &["+", "-"] } else { &[""] };
    let known: Vec<String> = words
        .split(", ")
        .filter(is_value)
        .flat_map(|word| signs.iter().map(move |sign| format!("{sign}{word}")))
        .collect();
    match known.is_empty() {
        true => Err(format!("no value is known for {name} of {path}: {status} {reason}")),
        false => Ok(known),
    }
}

/// Every query to try: each value alone in every order, and each pair of values in the default order.
fn queries(choices: &Choices) -> Vec<String> {
    let of = |wanted: bool| {
        let named = choices.iter().filter(move |(name, _)| (*name == ORDER) == wanted);
        named.flat_map(|(name, values)| values.iter().map(move |value| (name.as_str(), value.as_str())))
    };
    let (filters, orders): (Vec<_>, Vec<_>) = (of(false).collect(), of(true).collect());
    let mut queries = vec![String::new()];
    queries.extend(orders.iter().map(|order| encoded(&[*order])));
    for (n, filter) in filters.iter().enumerate() {
        queries.push(encoded(&[*filter]));
        queries.extend(orders.iter().map(|order| encoded(&[*filter, *order])));
        queries.extend(filters.iter().skip(n).map(|other| encoded(&[*filter, *other])));
    }
    queries
}

/// The lists of both APIs: the operations that read `limit`.
fn lists<'a>(
    core: &'a Core,
    browser: &'a Caller,
    program: &'a Caller,
) -> Vec<(&'a Caller, String, BTreeSet<String>)> {
    let mut found = Vec::new();
    for operation in tables::all().filter(|operation| operation.method == "GET") {
        let caller = match operation.api {
            "frontend" => browser,
            "backend" => program,
            _ => continue,
        };
        let path = operation.path.replace("{organization_id}", "org_0").replace("{user_id}", "user_0");
        let mut status = 0;
        let asked = asked::by(|| status = send(core, caller, &path).0);
        if asked.contains(PAGE[0]) {
            assert_eq!(status, 200, "{path}");
            found.push((caller, path, asked));
        }
    }
    found
}

#[test]
fn every_query_of_a_list_uses_an_index() {
    let mut settings = Settings::default();
    settings.set("rate_limits", "false").unwrap();
    let core = core_with(3, settings);
    let key = core.instance()["secretKey"].as_str().unwrap().to_owned();
    let (browser, program) = (signed_in(&core), Caller::SecretKey(key));
    let store = Store::open(Path::new(":memory:"), None).unwrap();
    let (mut seen, mut wrong, mut tried) = (BTreeSet::new(), Vec::new(), 0);
    let lists = lists(&core, &browser, &program);
    assert!(lists.len() > 15, "{}", lists.len());
    for (caller, path, asked) in lists {
        let is_of_call = |name: &&String| !name.starts_with('_') && !PAGE.contains(&name.as_str());
        let mut choices = Choices::new();
        for name in asked.iter().filter(is_of_call) {
            match values(&core, caller, &path, name) {
                Ok(values) => drop(choices.insert(name.clone(), values)),
                Err(refusal) => wrong.push(refusal),
            }
        }
        for query in queries(&choices) {
            let path = format!("{path}?{query}");
            let statements = statements::prepared(|| assert_ne!(send(&core, caller, &path).0, 500, "{path}"));
            tried += 1;
            for sql in statements {
                if seen.insert(sql.clone())
                    && let Some(plan) = plans::bad_plan(&store, &sql)
                {
                    wrong.push(format!("{path}\n{sql}\n{plan:#?}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} statements, {tried} requests:\n{}",
        wrong.len(),
        seen.len(),
        wrong.join("\n\n")
    );
}
