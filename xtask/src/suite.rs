//! What each part of `cargo xtask test` runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::emulator::{Build, Emulator, Output};
use crate::project::Project;
use crate::step::step;
use crate::tools::{self, Browser, Tools};
use crate::{build, docs, emulator_package, front_ends, lanes, runner, size, static_demo};

/// The unit, property and integration tests of all Rust code, on this machine.
pub(crate) fn native(project: &Project) -> Result<()> {
    runner::cargo_tests(project)?;
    step("the examples in the documentation", || {
        project.run(&mut project.cargo(["test", "--quiet", "--doc", "--workspace"]))
    })
}

/// Compares the built package with its size budget.
pub(crate) fn size(project: &Project) -> Result<()> {
    size::check(project, &Tools::ready(project)?, false)
}

/// Compiles the sample in tests/types with the package as it ships.
pub(crate) fn types(project: &Project) -> Result<()> {
    install_package(project)?;
    step("tsc --strict: the sample in tests/types", || {
        let mut tsc = project.command(project.root.join("tests/node_modules/.bin/tsc"));
        project.run(tsc.args(["--strict", "--noEmit", "--project", "tests/types"]))
    })?;
    step("tsc --exactOptionalPropertyTypes: the same sample", || {
        // Clerk's own declarations in @clerk/shared 4 do not compile with it, so they are not checked.
        let mut tsc = project.command(project.root.join("tests/node_modules/.bin/tsc"));
        project.run(tsc.args(["--exactOptionalPropertyTypes", "--skipLibCheck", "--project", "tests/types"]))
    })?;
    docs::check_report(project)
}

/// The SDK in Chromium: the Rust tests in wasm, and the JavaScript suite on the built package.
pub(crate) fn browser(project: &Project) -> Result<()> {
    let tools = Tools::ready(project)?;
    step("cargo build --tests: the SDK's Rust tests for Chromium", || {
        // Compiles like wasm-pack, and in advance, because compiling beside a running lane would slow its tests down.
        project.run(&mut project.cargo(["build", "--quiet", "--tests", "--target", tools::WASM_TARGET]))
    })?;
    let rust = Job::new("browser-rust", || {
        let mut command = tools.wasm_pack(project, "test");
        command.args(["--headless", "--chrome"]);
        // For a whole test file; the default of 20 s is too short.
        command.env("WASM_BINDGEN_TEST_TIMEOUT", "150");
        command
    });
    let browser = Browser::ready(project)?;
    let mut jobs = vec![rust];
    jobs.extend(scripts(project, &browser, "browser", "tests/js", &[])?);
    run_jobs(project, "browser", &[], &jobs)
}

/// The JavaScript suite once more, on an emulator that attaches the client to no answer.
pub(crate) fn detached(project: &Project) -> Result<()> {
    let browser = Browser::ready(project)?;
    // tests/support/emulator.mjs checks that the emulator has this setting.
    let environment = [("CLERK_ATTACH_CLIENT", Path::new("never"))];
    let jobs = scripts(project, &browser, "detached", "tests/js", &environment)?;
    run_jobs(project, "detached", &["--setting", "attach_client=never"], &jobs)
}

/// The demo page in Chromium.
pub(crate) fn e2e(project: &Project) -> Result<()> {
    javascript(project, "e2e", &[])
}

/// Clerk's official packages on the emulator, and both relays beside them.
pub(crate) fn interop(project: &Project) -> Result<()> {
    let relay = project.executable("clerk-invitation-relay")?;
    javascript(project, "interop", &[("CLERK_INVITATION_RELAY", &relay)])
}

/// The package in the build tools of apps, other major versions of Clerk's packages on the emulator, and the crate in
/// Rust front ends.
pub(crate) fn packages(project: &Project) -> Result<()> {
    tools::bundlers(project)?;
    front_ends::build(project, &Tools::ready(project)?)?;
    let emulator = project.executable("clerk-emulator")?;
    // Removes rows of an earlier run, which must not be compared.
    fs::remove_dir_all(project.folder("artefacts/matrix")?)?;
    javascript(project, "packages", &[("CLERK_EMULATOR_PROGRAM", &emulator)])?;
    step("the README's table of the places where the package runs", || {
        let mut node = project.command("node");
        node.arg(project.root.join("xtask/scripts/matrix.mjs"));
        node.arg(project.folder("artefacts/matrix")?).arg(project.root.join("README.md"));
        project.run(&mut node)
    })?;
    tools::compatibility(project)?;
    javascript(project, "compatibility", &[])
}

/// The emulator's npm package, the demo's tests on the demo without a server, and the suite with Clerk's official
/// packages once more, on the package's command.
pub(crate) fn emulator_npm(project: &Project) -> Result<()> {
    tools::test_runners(project)?;
    install_package(project)?;
    emulator_package::run(project)?;
    // Installed beside the test runners, which the package's scripts for them import.
    let modules = project.root.join("tests/emulator-npm/node_modules");
    emulator_package::unpack(project, &modules)?;
    let demo = project.folder("static-demo")?;
    fs::remove_dir_all(&demo)?;
    static_demo::write(project, &demo)?;
    let tarball = emulator_package::tarball(project)?;
    let browser = Browser::ready(project)?;
    let relay = project.executable("clerk-invitation-relay")?;
    let files =
        |suite, folder, environment: &[(&str, &Path)]| scripts(project, &browser, suite, folder, environment);

    let paths = [("CLERK_STATIC_DEMO", &*demo), ("CLERK_EMULATOR_TARBALL", &*tarball)];
    let mut alone = files("emulator-npm", "tests/emulator-npm", &paths)?;
    alone.extend(files("static-demo", "tests/e2e", &[("CLERK_DEMO_FOLDER", &*demo)])?);
    run_jobs_alone(project, &alone)?;

    let build = Build::Npm(modules.join(emulator_package::NAME).join("cli.js"));
    let interop = files("interop-npm", "tests/interop", &[("CLERK_INVITATION_RELAY", &*relay)])?;
    run_jobs_on(project, &build, "interop-npm", &[], &interop)
}

/// The app of docs/nextjs.md. The emulator serves Clerk's scripts from the packages that are installed for the app.
pub(crate) fn nextjs(project: &Project) -> Result<()> {
    let modules = match tools::nextjs(project) {
        Ok(modules) => modules,
        // Only a failed installation is skipped; later failures are errors.
        Err(error) => {
            println!("skipped: Next.js cannot be installed here: {error:#}");
            return Ok(());
        }
    };
    build::unpack(project, &modules)?;
    let browser = Browser::ready(project)?;
    let jobs = scripts(project, &browser, "nextjs", "tests/nextjs", &[])?;
    let modules = modules.to_string_lossy();
    run_jobs(project, "nextjs", &["--clerk-js", modules.as_ref()], &jobs)
}

/// The suite in `tests/NAME/*.test.mjs`.
fn javascript(project: &Project, name: &str, environment: &[(&str, &Path)]) -> Result<()> {
    let browser = Browser::ready(project)?;
    let jobs = scripts(project, &browser, name, &format!("tests/{name}"), environment)?;
    run_jobs(project, name, &[], &jobs)
}

/// A test runner to run, repeatedly if needed.
struct Job<'a> {
    name: String,
    command: Box<dyn Fn() -> Command + Sync + 'a>,
}

impl<'a> Job<'a> {
    fn new(name: impl Into<String>, command: impl Fn() -> Command + Sync + 'a) -> Self {
        Job { name: name.into(), command: Box::new(command) }
    }
}

/// Runs jobs on two lanes. Each lane has its own emulator, which the test files reset.
fn run_jobs(project: &Project, suite: &str, arguments: &[&str], jobs: &[Job]) -> Result<()> {
    install_package(project)?;
    run_jobs_on(project, &Build::native(project)?, suite, arguments, jobs)
}

/// [`run_jobs`] on a build of the emulator.
fn run_jobs_on(
    project: &Project,
    build: &Build,
    suite: &str,
    arguments: &[&str],
    jobs: &[Job],
) -> Result<()> {
    step(&format!("{} files of tests, two at a time", jobs.len()), || {
        lanes::run(
            jobs,
            |lane| fresh_emulator(project, build, &format!("{suite}-{lane}"), arguments),
            |emulator, job| {
                let mut command = (job.command)();
                // For the Rust tests the variables are compiled in, because a page has no environment.
                introduce(&mut command, emulator);
                runner::run_beside_others(project, &mut command, &job.name)
            },
        )
    })
}

/// Runs jobs that start their own emulators on two lanes.
fn run_jobs_alone(project: &Project, jobs: &[Job]) -> Result<()> {
    step(&format!("{} files of tests, two at a time", jobs.len()), || {
        let run = |(): &(), job: &Job| runner::run_beside_others(project, &mut (job.command)(), &job.name);
        lanes::run(jobs, |_| Ok(()), run)
    })
}

/// The package as it ships, among the npm packages of the tests.
fn install_package(project: &Project) -> Result<()> {
    tools::test_packages(project)?;
    build::unpack(project, &project.root.join("tests/node_modules"))
}

/// An emulator with only the seed. Its output is kept as an artefact.
pub(crate) fn fresh_emulator(
    project: &Project,
    build: &Build,
    name: &str,
    arguments: &[&str],
) -> Result<Emulator> {
    let log = project.folder("artefacts")?.join(format!("emulator-{name}.log"));
    Emulator::start(project, build, 0, Path::new(":memory:"), arguments, Output::Log(log))
}

/// Sets a suite's environment variables for its emulator: the object of its first line, and its URL.
pub(crate) fn introduce(command: &mut Command, emulator: &Emulator) {
    command.env("CLERK_EMULATOR", emulator.announcement.to_string()).env("CLERK_EMULATOR_URL", &emulator.url);
}

/// A job for each `*.test.mjs` in a folder, named `SUITE-FILE`. The largest files, which tend to take longest, come first, so
/// that no lane ends with a long one alone.
fn scripts<'a>(
    project: &'a Project,
    browser: &Browser,
    suite: &str,
    folder: &str,
    environment: &[(&str, &Path)],
) -> Result<Vec<Job<'a>>> {
    let mut found = test_files(&project.root.join(folder))?;
    found.sort_by_key(|(path, size)| (std::cmp::Reverse(*size), path.clone()));
    let mut variables: Vec<(String, PathBuf)> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), value.to_path_buf())).collect();
    variables.push(("CLERK_ARTEFACTS".into(), project.folder("artefacts")?));
    variables.push(("CLERK_CHROMIUM".into(), browser.chromium.clone()));
    let job = |path: PathBuf| {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let variables = variables.clone();
        Job::new(format!("{suite}-{}", file.trim_end_matches(".test.mjs")), move || {
            let mut node = project.command("node");
            node.args(["--test", "--test-reporter=spec"]).arg(&path).envs(variables.iter().cloned());
            node
        })
    };
    Ok(found.into_iter().map(|(path, _)| job(path)).collect())
}

/// The test files in a folder, with their sizes.
fn test_files(folder: &Path) -> Result<Vec<(PathBuf, u64)>> {
    let mut found = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("no test ran: cannot read {}", folder.display()))?
    {
        let entry = entry?;
        if entry.path().to_string_lossy().ends_with(".test.mjs") {
            found.push((entry.path(), entry.metadata()?.len()));
        }
    }
    if found.is_empty() {
        bail!("no test ran: {} holds no *.test.mjs", folder.display());
    }
    Ok(found)
}
