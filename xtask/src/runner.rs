//! Runs test runners and counts the passed tests. A run without any test counts as failed.

use std::process::Command;
use std::thread;

use anyhow::{Result, bail};

use crate::process::{self, Limit};
use crate::project::Project;
use crate::step::{now, step};
use crate::tools;

/// The output of wasm-bindgen's runner if Chromium hangs while loading the page, which sometimes happens on a busy
/// machine.
const NEVER_BEGAN: &str = "Loading scripts...Failed to detect test as having been run";

/// The time limit of one test runner beside others, in seconds. The slowest takes 100 s on two idle cores.
const LONGEST: u64 = 600;

/// Runs all Rust tests of the workspace on this machine, with nextest if it is installed, for its clearer output.
pub(crate) fn cargo_tests(project: &Project) -> Result<()> {
    // All packages at once, because for a selection dependencies would be compiled again with other features.
    if tools::on_path("cargo-nextest").is_some() {
        // One more than the number of cores, because some tests wait.
        let threads = thread::available_parallelism().map_or(1, usize::from) + 1;
        return step("cargo nextest run", || {
            let mut nextest =
                project.cargo(["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests=fail"]);
            // A test that passes at its second run is reported as flaky.
            project.run(nextest.args(["--retries=1", &format!("--test-threads={threads}")]))
        });
    }
    step("cargo test", || {
        let mut passed = 0;
        let mut cargo = project.cargo(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
        project.run_watching(&mut cargo, &mut |line| passed += tests_passed(line).unwrap_or(0))?;
        if passed == 0 { bail!("no test ran") } else { Ok(()) }
    })
}

/// Runs a test runner beside others and prints its output in one piece. Runs it once more if the browser hung before
/// the first test or if a test failed, because two lanes share two cores with Chromium. If it fails twice, it has
/// failed.
pub(crate) fn run_beside_others(project: &Project, command: &mut Command, name: &str) -> Result<()> {
    let started = now();
    let mut run_once = || project.within(Limit::seconds(LONGEST)).run_to_log(command, name);
    let (mut outcome, mut output) = run_once()?;
    if output.contains(NEVER_BEGAN) {
        println!("  {name}: the browser hung before the first test: once more");
        (outcome, output) = run_once()?;
    }
    if outcome.is_err() && !process::interrupted() {
        println!("── {name}: failed, and is run once more\n{}", output.trim_end());
        (outcome, output) = run_once()?;
    }
    let passed: usize = output.lines().filter_map(tests_passed).sum();
    // One call, so that lines of the other lane do not mix in.
    println!("── {name}: {passed} passed, {:.1} s\n{}", started.elapsed().as_secs_f64(), output.trim_end());
    outcome.map_err(|error| error.context(format!("{name} failed")))?;
    if passed == 0 { bail!("{name}: no test ran") } else { Ok(()) }
}

/// The number of passed tests in a summary line of libtest, wasm-bindgen's runner or Node's runner.
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
    use std::fs;

    use super::*;

    #[test]
    fn passed_tests_are_counted_from_each_runners_summary() {
        let libtest =
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(tests_passed(libtest), Some(12));
        assert_eq!(tests_passed("ℹ pass 7"), Some(7));
    }

    #[test]
    fn other_lines_count_no_tests() {
        for line in
            ["ℹ tests 7", "ℹ fail 7", "running 12 tests", "test a_name ... ok", "test result: ok.", ""]
        {
            assert_eq!(tests_passed(line), None, "{line:?}");
        }
    }

    /// Runs a shell script as a test runner. Returns whether it succeeded, and how often it ran.
    fn run_script(script: &str) -> (bool, usize) {
        let root =
            std::env::temp_dir().join(format!("clerk-xtask-{}-{:x}", std::process::id(), script.len()));
        fs::create_dir_all(&root).unwrap();
        let project = Project { root: root.clone(), target: root.clone(), limit: None };
        let mut command = project.command("sh");
        command.args(["-c", &format!("echo >> runs; {script}")]);
        let ran = run_beside_others(&project, &mut command, "script");
        let runs = fs::read_to_string(root.join("runs")).unwrap().lines().count();
        fs::remove_dir_all(&root).unwrap();
        (ran.is_ok(), runs)
    }

    #[test]
    fn a_part_that_fails_beside_others_is_run_once_more() {
        let passed = "echo 'test result: ok. 3 passed; 0 failed'";
        let hung = format!("echo '{NEVER_BEGAN}. It might have timed out.'; exit 1");
        assert_eq!(run_script(passed), (true, 1));
        assert_eq!(run_script(&format!("if test $(wc -l < runs) = 1; then {hung}; fi; {passed}")), (true, 2));
        assert_eq!(run_script(&hung), (false, 3));
        assert_eq!(run_script(&format!("{passed}; exit 1")), (false, 2));
        assert_eq!(run_script(&format!("if test $(wc -l < runs) = 1; then exit 1; fi; {passed}")), (true, 2));
        assert_eq!(run_script("echo nothing"), (false, 1));
    }
}
