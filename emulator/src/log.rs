//! One line a request, for people, on standard error. Written by a thread of its own that drops lines rather than
//! wait: a caller that does not read the output must not stop the server.

use std::io::Write;
use std::sync::mpsc::{SyncSender, sync_channel};

use crate::request_log::Seen;

/// Lines that may wait to be written.
const WAITING: usize = 1024;

/// Where the lines go; nowhere when quiet.
#[derive(Debug)]
pub(crate) struct Log(Option<SyncSender<String>>);

impl Log {
    pub(crate) fn new(quiet: bool) -> Self {
        if quiet {
            return Self(None);
        }
        let (lines, waiting) = sync_channel::<String>(WAITING);
        std::thread::spawn(move || {
            for line in waiting {
                // Standard error may be closed; the lines are then dropped.
                let _ = writeln!(std::io::stderr(), "{line}");
            }
        });
        Self(Some(lines))
    }

    /// A request to the instance at `root`.
    pub(crate) fn request(&self, root: &str, seen: Option<Seen>, trace_id: &str) {
        if let (Some(_), Some(seen)) = (&self.0, seen) {
            let status = seen.status.map_or_else(|| "dropped".to_owned(), |status| status.to_string());
            let Seen { method, path, duration_ms, .. } = seen;
            self.line(format!("{method} {root}{path} {status} {duration_ms} ms {trace_id}"));
        }
    }

    pub(crate) fn broke(&self, cause: &str, trace_id: &str) {
        self.line(format!("error {trace_id}: {cause}"));
    }

    fn line(&self, line: String) {
        if let Some(lines) = &self.0 {
            let _ = lines.try_send(line);
        }
    }
}
