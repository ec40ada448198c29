//! `cargo xtask size`: the bytes that a browser fetches of the package, compared with the committed budgets in
//! xtask/size-budget.json, and the saving of each step after the compiler.
//!
//! The files are found by following imports, so that no new file is missed.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build;
use crate::project::Project;
use crate::step::step;
use crate::tools::Tools;

const BUDGET: &str = "xtask/size-budget.json";
/// Slack in bytes below which a lower budget is not worth a commit.
const SLACK: u64 = 256;
/// A step that saves less than this many bytes is not worth its code.
const WORTHWHILE: i64 = 300;

/// The purpose of each group of files.
const PURPOSES: [(&str, &str); 8] = [
    ("load", "to load and to list"),
    ("account", "to invite one, revoke, getToken, setActive or signOut, on top"),
    ("organization", "for members, domains, roles, the logo and the user's own side, on top"),
    ("lists", "for many invitations, lists that stay fresh or all pages, on top"),
    ("components", "for the components, on top"),
    ("react", "for React, on top"),
    ("vue", "for Vue, on top"),
    ("svelte", "for Svelte, on top"),
];

/// Budgets in bytes (brotli) by the name of a group.
type Budgets = BTreeMap<String, u64>;

struct Group {
    name: String,
    files: Vec<Measured>,
}

struct Measured {
    file: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Builds the package from the current sources, checks its sizes, and prints the saving of each step.
pub(crate) fn run(project: &Project, tighten: bool) -> Result<()> {
    let tools = Tools::ready(project)?;
    build::package(project, &tools)?;
    check(project, &tools, tighten)?;
    print_savings(project, &tools)
}

/// Prints the sizes of the built package. Fails if a group exceeds its budget. With `tighten`, lowers the budgets to
/// the measured sizes.
pub(crate) fn check(project: &Project, tools: &Tools, tighten: bool) -> Result<()> {
    let measured = project.output(tools.script(project, "size.mjs").arg(project.root.join("pkg")))?;
    let groups = read_groups(&measured).context("size.mjs prints no groups")?;
    let path = project.root.join(BUDGET);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {BUDGET}"))?;
    let mut budgets: Budgets =
        serde_json::from_str(&text).with_context(|| format!("{BUDGET} is not valid"))?;
    let mut over = Vec::new();
    let mut lowered = false;
    for group in &groups {
        let budget = budgets
            .get_mut(&group.name)
            .with_context(|| format!("{BUDGET} has no budget for {}", group.name))?;
        let total = print(group);
        println!("budget: {budget}\n");
        if total > *budget {
            over.push(format!(
                "{}: {total} bytes brotli are {} over the budget",
                group.name,
                total - *budget
            ));
        } else if tighten {
            lowered |= total < *budget;
            *budget = total;
        } else if *budget - total >= SLACK {
            println!("{} bytes below it: `cargo xtask size --tighten` keeps that gain\n", *budget - total);
        }
    }
    if !groups.iter().flat_map(|group| &group.files).any(|measured| measured.file.ends_with(".wasm")) {
        bail!(
            "size.mjs finds no wasm module, so the totals are wrong: look at how index.js names the module"
        );
    }
    if lowered {
        fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&budgets)?))?;
        println!("{BUDGET} lowered");
    }
    if over.is_empty() { Ok(()) } else { bail!(over.join("; ")) }
}

fn read_groups(measured: &str) -> Option<Vec<Group>> {
    let read_file = |entry: &Value| {
        let number = |key: &str| entry.get(key).and_then(Value::as_u64);
        Some(Measured {
            file: entry.get("file")?.as_str()?.to_owned(),
            raw: number("raw")?,
            gzip: number("gzip")?,
            brotli: number("brotli")?,
        })
    };
    let read_group = |entry: &Value| {
        let files = entry.get("files")?.as_array()?;
        Some(Group {
            name: entry.get("name")?.as_str()?.to_owned(),
            files: files.iter().map(read_file).collect::<Option<_>>()?,
        })
    };
    serde_json::from_str::<Value>(measured).ok()?.as_array()?.iter().map(read_group).collect()
}

/// Prints a group. Returns its size in bytes of brotli.
fn print(group: &Group) -> u64 {
    let purpose = PURPOSES.iter().find(|(name, _)| *name == group.name).map_or("", |(_, purpose)| purpose);
    let width = group.files.iter().map(|measured| measured.file.len()).max().unwrap_or(0).max(5);
    println!("{}: {purpose}", group.name);
    println!("{:width$}  {:>8}  {:>8}  {:>9}", "bytes", "raw", "gzip -9", "brotli 11");
    let line = |file: &str, raw: u64, gzip: u64, brotli: u64| {
        println!("{file:width$}  {raw:>8}  {gzip:>8}  {brotli:>9}");
    };
    for Measured { file, raw, gzip, brotli } in &group.files {
        line(file, *raw, *gzip, *brotli);
    }
    let sum = |size: fn(&Measured) -> u64| group.files.iter().map(size).sum();
    let total = sum(|measured| measured.brotli);
    line("total", sum(|measured| measured.raw), sum(|measured| measured.gzip), total);
    total
}

/// Builds the first load without each step after the compiler, and prints the difference.
fn print_savings(project: &Project, tools: &Tools) -> Result<()> {
    let flags = build::wasm_opt_flags(project, build::EAGER)?;
    let generated = project.folder(build::GENERATED)?;
    let measured = step("the first load without each step after the compiler", || {
        project.output(tools.script(project, "savings.mjs").arg(generated).args(flags))
    })?;
    let savings: Value = serde_json::from_str(&measured).context("savings.mjs prints no JSON")?;
    for saving in savings.as_array().context("savings.mjs prints no list")? {
        let step = saving.get("step").and_then(Value::as_str).context("a step without a name")?;
        let saves = saving.get("saves").and_then(Value::as_i64).context("a step without a size")?;
        let verdict = if saves < WORTHWHILE { ", which is not worth its code" } else { "" };
        println!("{step}: {saves} bytes saved{verdict}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_one_of_its_sizes_is_refused() {
        let group = |file: &str| read_groups(&format!(r#"[{{"name": "load", "files": [{file}]}}]"#));
        let whole = group(r#"{"file": "index.js", "raw": 3, "gzip": 2, "brotli": 1}"#);
        assert_eq!(whole.unwrap().first().unwrap().files.first().unwrap().brotli, 1);
        for broken in
            ["{}", r#"{"file": "index.js", "raw": 3, "gzip": 2}"#, r#"{"raw": 3, "gzip": 2, "brotli": 1}"#]
        {
            assert!(group(broken).is_none(), "{broken} was accepted");
        }
    }

    #[test]
    fn every_group_that_is_measured_has_a_purpose_and_a_budget() {
        let project = Project::find().unwrap();
        let budgets: Budgets =
            serde_json::from_str(&fs::read_to_string(project.root.join(BUDGET)).unwrap()).unwrap();
        let purposes: Vec<&str> = PURPOSES.iter().map(|(name, _)| *name).collect();
        let mut budgeted: Vec<&str> = budgets.keys().map(String::as_str).collect();
        let mut sorted = purposes.clone();
        budgeted.sort_unstable();
        sorted.sort_unstable();
        assert_eq!(budgeted, sorted);
        let script = fs::read_to_string(project.root.join("xtask/scripts/size.mjs")).unwrap();
        for name in purposes {
            assert!(script.contains(&format!("['{name}', ")), "{name} is not measured");
        }
    }
}
