//! One line per request, for people. `tracing` does not fit: its subscriber is global to the process, and an
//! application may run several emulators with separate logs. With a subscriber it would add 19 KB (gzip) to the
//! WebAssembly module, and nine crates and 20 s of CPU time to a build of the command. A channel and a thread are
//! enough.

use std::fmt;
use std::sync::Arc;

use crate::request_log::Seen;

/// Receives the lines.
#[derive(Clone)]
pub struct LogSink(Arc<dyn Fn(String) + Send + Sync>);

impl LogSink {
    /// Calls `write` with each line. `write` must return quickly, because requests wait for it.
    pub fn new(write: impl Fn(String) + Send + Sync + 'static) -> Self {
        Self(Arc::new(write))
    }

    /// Writes to standard error on a thread. If the reader is too slow, lines are dropped, so that it does not stop the
    /// server.
    #[cfg(feature = "server")]
    pub fn stderr() -> Self {
        use std::io::Write;
        /// The number of lines that can be queued.
        const WAITING: usize = 1024;
        let (lines, waiting) = std::sync::mpsc::sync_channel::<String>(WAITING);
        std::thread::spawn(move || {
            for line in waiting {
                // If standard error is closed, the lines are dropped.
                let _ = writeln!(std::io::stderr(), "{line}");
            }
        });
        Self::new(move |line| drop(lines.try_send(line)))
    }
}

impl fmt::Debug for LogSink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LogSink")
    }
}

/// The request log for people. Without a sink it writes nothing.
#[derive(Debug)]
pub(crate) struct Log(Option<LogSink>);

impl Log {
    pub(crate) fn new(sink: Option<LogSink>) -> Self {
        Self(sink)
    }

    /// Logs a request to the instance at `root`.
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
        if let Some(LogSink(write)) = &self.0 {
            write(line);
        }
    }
}
