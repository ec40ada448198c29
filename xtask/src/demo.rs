//! `cargo xtask demo`: the demo page on the emulator, from a fresh clone to a URL to open.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::{Context, Result};

use crate::emulator::{Build, Emulator, Output};
use crate::project::Project;
use crate::step::both;
use crate::{build, tools};

/// Builds and starts the demo, prints its URL, and runs until it is interrupted.
pub(crate) fn run(project: &Project, port: u16, database: &Path) -> Result<()> {
    // Checks the port before minutes of building.
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .with_context(|| format!("choose another port with --port: 127.0.0.1:{port} cannot be used"))?;
    // A relative path is relative to the caller's working directory.
    let database =
        if database == Path::new(":memory:") { database.to_owned() } else { std::path::absolute(database)? };
    let tools = tools::Tools::ready(project)?;
    // In parallel, because much of the package's build uses only one core.
    let (native, ()) = both(|| Build::native(project), || build::package(project, &tools))?;
    let emulator = Emulator::start(project, &native, port, &database, &[], Output::Through)?;
    println!("Open {}/ (Ctrl-C ends the demo)", emulator.url);
    emulator.wait()
}
