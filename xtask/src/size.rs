//! `cargo xtask size`: the bytes that a browser fetches to load the SDK and list invitations, against the
//! committed budget in xtask/size-budget.json.
//!
//! The files are found by following the imports of pkg/index.js, so that a new module cannot slip past.

use std::cmp::Ordering;
use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::build;
use crate::project::Project;
use crate::tools::Tools;

const ENTRY: &str = "pkg/index.js";
const BUDGET: &str = "xtask/size-budget.json";
/// Slack in bytes below which a lower budget is not worth a commit.
const SLACK: u64 = 256;

struct Measured {
    file: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Builds the package, so that what is measured is what the sources say, and checks it.
pub(crate) fn run(project: &Project, tighten: bool) -> Result<()> {
    let tools = Tools::ready(project)?;
    build::package(project, &tools)?;
    check(project, &tools, tighten)
}

/// Prints the table of the built package; fails over the budget. With `tighten`, lowers the budget to what was
/// measured.
pub(crate) fn check(project: &Project, tools: &Tools, tighten: bool) -> Result<()> {
    let files = measure(project, tools)?;
    let total = total(&files);
    print(&files, &total);
    let path = project.root.join(BUDGET);
    let budget = read_budget(&fs::read_to_string(&path).with_context(|| format!("cannot read {BUDGET}"))?)?;
    println!("budget: {budget} bytes brotli");
    match verdict(total.brotli, budget) {
        Verdict::Over(bytes) => {
            bail!("{} bytes brotli are {bytes} over the budget of {budget}", total.brotli)
        }
        Verdict::Below(bytes) if tighten => {
            fs::write(&path, format!("{:#}\n", json!({ "brotliBytes": total.brotli })))?;
            println!("{BUDGET} lowered by {bytes} bytes to {}", total.brotli);
        }
        Verdict::Below(bytes) if bytes >= SLACK => {
            println!("{bytes} bytes below it: `cargo xtask size --tighten` keeps that gain");
        }
        Verdict::Below(_) | Verdict::Even => {}
    }
    Ok(())
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Over(u64),
    Even,
    Below(u64),
}

fn verdict(measured: u64, budget: u64) -> Verdict {
    match measured.cmp(&budget) {
        Ordering::Greater => Verdict::Over(measured - budget),
        Ordering::Equal => Verdict::Even,
        Ordering::Less => Verdict::Below(budget - measured),
    }
}

fn read_budget(text: &str) -> Result<u64> {
    let budget: Value = serde_json::from_str(text).with_context(|| format!("{BUDGET} is not JSON"))?;
    budget
        .get("brotliBytes")
        .and_then(Value::as_u64)
        .with_context(|| format!("{BUDGET} holds no number `brotliBytes`"))
}

fn measure(project: &Project, tools: &Tools) -> Result<Vec<Measured>> {
    let measured: Value =
        serde_json::from_str(&project.output(tools.script(project, "size.mjs").arg(ENTRY))?)?;
    let files = measured.as_array().context("size.mjs prints no list")?.iter().map(|entry| {
        let number = |key: &str| entry.get(key).and_then(Value::as_u64);
        Some(Measured {
            file: entry.get("file")?.as_str()?.to_owned(),
            raw: number("raw")?,
            gzip: number("gzip")?,
            brotli: number("brotli")?,
        })
    });
    let files: Vec<Measured> =
        files.collect::<Option<_>>().context("size.mjs prints an entry without its sizes")?;
    if !files.iter().any(|measured| measured.file.ends_with(".wasm")) {
        bail!("no wasm module is reached from {ENTRY}: the total would mean nothing");
    }
    Ok(files)
}

fn total(files: &[Measured]) -> Measured {
    Measured {
        file: "total".to_owned(),
        raw: files.iter().map(|file| file.raw).sum(),
        gzip: files.iter().map(|file| file.gzip).sum(),
        brotli: files.iter().map(|file| file.brotli).sum(),
    }
}

fn print(files: &[Measured], total: &Measured) {
    let width = files.iter().map(|measured| measured.file.len()).max().unwrap_or(0);
    println!("{:width$}  {:>8}  {:>8}  {:>8}", "bytes", "raw", "gzip -9", "brotli 11");
    for Measured { file, raw, gzip, brotli } in files.iter().chain([total]) {
        println!("{file:width$}  {raw:>8}  {gzip:>8}  {brotli:>9}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_over_the_budget_is_over_it() {
        assert_eq!(verdict(24_577, 24_576), Verdict::Over(1));
        assert_eq!(verdict(24_576, 24_576), Verdict::Even);
        assert_eq!(verdict(24_000, 24_576), Verdict::Below(576));
    }

    #[test]
    fn a_budget_without_its_number_is_refused() {
        assert_eq!(read_budget(r#"{"brotliBytes": 7}"#).unwrap(), 7);
        for broken in ["", "7", "{}", r#"{"brotliBytes": "7"}"#, r#"{"brotliBytes": -7}"#] {
            assert!(read_budget(broken).is_err(), "{broken:?} was accepted");
        }
    }
}
