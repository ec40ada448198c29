//! What each part of `cargo xtask test` runs. A part in which no test ran has failed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::emulator::{Emulator, Output};
use crate::project::{Profile, Project};
use crate::step::step;
use crate::tools::{self, Browser, Tools};
use crate::{build, size};

/// The SDK's unit and property tests and the project's own commands, on this machine.
pub(crate) fn native(project: &Project) -> Result<()> {
    cargo_tests(project, &["--workspace", "--exclude", "clerk-emulator"])?;
    step("the examples in the documentation of the SDK and the relay", || {
        let mut cargo = project.cargo(["test", "--quiet", "--doc"]);
        project.run(cargo.args(["--package", "clerk-organization", "--package", "clerk-invitation-relay"]))
    })
}

/// The emulator's tests.
pub(crate) fn emulator(project: &Project) -> Result<()> {
    cargo_tests(project, &["--package", "clerk-emulator"])
}

/// The package that was just built, against its budget.
pub(crate) fn size(project: &Project) -> Result<()> {
    size::check(project, &Tools::ready(project)?, false)
}

/// The sample in tests/types against the package as it ships.
pub(crate) fn types(project: &Project) -> Result<()> {
    tools::test_packages(project)?;
    build::unpack(project, &project.root.join("tests/node_modules"))?;
    step("tsc --strict: the sample in tests/types", || {
        let mut tsc = project.command(project.root.join("tests/node_modules/.bin/tsc"));
        project.run(tsc.args(["--strict", "--noEmit", "--project", "tests/types"]))
    })
}

/// The SDK in Chromium: the Rust tests in wasm, then the JavaScript suite on the built package.
pub(crate) fn browser(project: &Project) -> Result<()> {
    let tools = Tools::ready(project)?;
    Browser::ready(project)?;
    let emulator = fresh_emulator(project, Profile::Dev, "browser")?;
    step("wasm-pack test: the SDK's Rust tests in Chromium", || {
        let mut command = tools.wasm_pack(project, "test");
        command.args(["--headless", "--chrome"]);
        // Compiled in: a page has no environment.
        introduce(&mut command, &emulator);
        // For a whole file of tests; the default of 20 s is for small ones.
        command.env("WASM_BINDGEN_TEST_TIMEOUT", "150");
        run_tests(project, &mut command)
    })?;
    drop(emulator);
    javascript(project, "js", &[])
}

/// The demo page in Chromium.
pub(crate) fn e2e(project: &Project) -> Result<()> {
    javascript(project, "e2e", &[])
}

/// Clerk's official packages on the emulator, and both relays beside them.
pub(crate) fn interop(project: &Project) -> Result<()> {
    let relay = project.executable("clerk-invitation-relay", Profile::Dev)?;
    javascript(project, "interop", &[("CLERK_INVITATION_RELAY", &relay)])
}

/// The suite in `tests/NAME/*.test.mjs` on an emulator of its own, which ends with it.
fn javascript(project: &Project, name: &str, environment: &[(&str, &Path)]) -> Result<()> {
    let scripts = scripts(&project.root.join("tests").join(name))?;
    tools::test_packages(project)?;
    build::unpack(project, &project.root.join("tests/node_modules"))?;
    let browser = Browser::ready(project)?;
    let emulator = fresh_emulator(project, Profile::Dev, name)?;
    step(&format!("node --test tests/{name}"), || {
        let mut node = project.command("node");
        // The files share one emulator, whose state they reset.
        node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(&scripts);
        introduce(&mut node, &emulator);
        node.envs(environment.iter().copied());
        node.env("CLERK_ARTEFACTS", project.folder("artefacts")?).env("CLERK_CHROMIUM", &browser.chromium);
        run_tests(project, &mut node)
    })
}

/// An emulator with nothing in it but the seed; what it prints is kept as an artefact.
pub(crate) fn fresh_emulator(project: &Project, profile: Profile, suite: &str) -> Result<Emulator> {
    let log = project.folder("artefacts")?.join(format!("emulator-{suite}.log"));
    Emulator::start(project, profile, 0, Path::new(":memory:"), Output::Log(log))
}

/// Tells a suite about its emulator: the object that it announced, and its address by itself.
pub(crate) fn introduce(command: &mut Command, emulator: &Emulator) {
    command.env("CLERK_EMULATOR", emulator.announcement.to_string()).env("CLERK_EMULATOR_URL", &emulator.url);
}

fn scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("no test ran: cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            found.push(path);
        }
    }
    if found.is_empty() {
        bail!("no test ran: {} holds no *.test.mjs", folder.display());
    }
    found.sort_unstable();
    Ok(found)
}

/// nextest where it is installed, for its clearer output; both fail when a test fails or none ran.
fn cargo_tests(project: &Project, selection: &[&str]) -> Result<()> {
    if tools::on_path("cargo-nextest").is_some() {
        return step("cargo nextest run", || {
            project.run(project.cargo(["nextest", "run", "--no-tests=fail"]).args(selection))
        });
    }
    step("cargo test", || run_tests(project, project.cargo(["test", "--all-targets"]).args(selection)))
}

/// Runs a test runner; once more where the browser hung before the first test.
fn run_tests(project: &Project, command: &mut Command) -> Result<()> {
    let mut hung = false;
    let first = run_once(project, command, &mut hung);
    if !hung {
        return first;
    }
    println!("  the browser hung before the first test: once more");
    run_once(project, command, &mut hung)
}

/// Runs a test runner, and counts the tests that it says have passed.
fn run_once(project: &Project, command: &mut Command, hung: &mut bool) -> Result<()> {
    let mut passed = 0;
    project.run_watching(command, &mut |line| {
        passed += tests_passed(line).unwrap_or(0);
        *hung |= line.contains(NEVER_BEGAN);
    })?;
    if passed == 0 {
        bail!("no test ran");
    }
    Ok(())
}

/// What wasm-bindgen's runner says when Chromium hung over the page itself, as it now and then does on a busy machine.
const NEVER_BEGAN: &str = "Loading scripts...Failed to detect test as having been run";

/// The number of passed tests, on the line where libtest, wasm-bindgen's runner or Node's runner sums up.
fn tests_passed(line: &str) -> Option<usize> {
    let line = line.trim();
    let number = match line.strip_prefix("ℹ pass ") {
        Some(number) => number,
        None => line.strip_prefix("test result: ")?.split_once(" passed")?.0.rsplit_once(' ')?.1,
    };
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passed_tests_are_counted_from_each_runners_summary() {
        let libtest =
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(tests_passed(libtest), Some(12));
        assert_eq!(tests_passed("ℹ pass 7"), Some(7));
    }

    /// Runs a shell script as a test runner; gives whether that succeeded, and how often it ran.
    fn run_script(script: &str) -> (bool, usize) {
        let root =
            std::env::temp_dir().join(format!("clerk-xtask-{}-{:x}", std::process::id(), script.len()));
        fs::create_dir_all(&root).unwrap();
        let project = Project { root: root.clone(), target: root.clone(), limit: None };
        let mut command = project.command("sh");
        let ran = run_tests(&project, command.args(["-c", &format!("echo >> runs; {script}")]));
        let runs = fs::read_to_string(root.join("runs")).unwrap().lines().count();
        fs::remove_dir_all(&root).unwrap();
        (ran.is_ok(), runs)
    }

    #[test]
    fn only_a_browser_that_hung_before_the_first_test_is_started_once_more() {
        let passed = "echo 'test result: ok. 3 passed; 0 failed'";
        let hung = format!("echo '{NEVER_BEGAN}. It might have timed out.'; exit 1");
        assert_eq!(run_script(passed), (true, 1));
        assert_eq!(run_script(&format!("if test $(wc -l < runs) = 1; then {hung}; fi; {passed}")), (true, 2));
        assert_eq!(run_script(&hung), (false, 2));
        assert_eq!(run_script(&format!("{passed}; exit 1")), (false, 1));
        assert_eq!(run_script("echo nothing"), (false, 1));
    }

    #[test]
    fn other_lines_count_no_tests() {
        for line in
            ["ℹ tests 7", "ℹ fail 7", "running 12 tests", "test a_name ... ok", "test result: ok.", ""]
        {
            assert_eq!(tests_passed(line), None, "{line:?}");
        }
    }
}
