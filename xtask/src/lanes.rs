//! Runs independent jobs, two at a time: each lane takes the next job when it has finished one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, bail};

use crate::process;

/// The number of cores of the smallest machine that runs this.
const LANES: usize = 2;

/// Runs every job, even if others fail. `prepare` creates the resources of a lane from its number; `work` runs one job
/// with them.
///
/// # Errors
///
/// The errors of all jobs, combined.
pub(crate) fn run<J: Sync, L>(
    jobs: &[J],
    prepare: impl Fn(usize) -> Result<L> + Sync,
    work: impl Fn(&L, &J) -> Result<()> + Sync,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let errors = Mutex::new(Vec::new());
    let note = |error: anyhow::Error| {
        errors.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{error:#}"));
    };
    thread::scope(|scope| {
        for number in 0..LANES.min(jobs.len()) {
            let (next, note, prepare, work) = (&next, &note, &prepare, &work);
            scope.spawn(move || {
                let lane = match prepare(number) {
                    Ok(lane) => lane,
                    Err(error) => return note(error),
                };
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if process::interrupted() {
                        return;
                    }
                    if let Err(error) = work(&lane, job) {
                        note(error);
                    }
                }
            });
        }
    });
    let errors = errors.into_inner().unwrap_or_else(PoisonError::into_inner);
    if errors.is_empty() { Ok(()) } else { bail!(errors.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_runs_once_also_after_a_failure() {
        let ran = Mutex::new(Vec::new());
        let error = run(&[1, 2, 3, 4, 5], Ok, |_, job| {
            ran.lock().unwrap().push(*job);
            if job % 2 == 0 { bail!("job {job}") } else { Ok(()) }
        })
        .unwrap_err()
        .to_string();
        let mut ran = ran.into_inner().unwrap();
        ran.sort_unstable();
        assert_eq!(ran, [1, 2, 3, 4, 5]);
        assert!(error.contains("job 2") && error.contains("job 4"), "{error}");
    }

    #[test]
    fn two_jobs_run_at_the_same_time() {
        let (sender, receiver) = std::sync::mpsc::channel();
        let receiver = Mutex::new(receiver);
        // The first job waits for a message of the second, which must therefore run at the same time.
        let work = |_: &usize, job: &usize| match job {
            0 => Ok(receiver.lock().unwrap().recv_timeout(std::time::Duration::from_secs(10))?),
            _ => Ok(sender.send(())?),
        };
        run(&[0, 1], Ok, work).unwrap();
    }

    #[test]
    fn the_other_lane_does_all_jobs_if_one_cannot_be_prepared() {
        let ran = AtomicUsize::new(0);
        let prepare = |number| if number == 0 { bail!("no lane") } else { Ok(()) };
        let work = |(): &(), _: &u8| {
            ran.fetch_add(1, Ordering::Relaxed);
            Ok(())
        };
        let error = run(&[0, 0, 0], prepare, work).unwrap_err();
        assert_eq!((error.to_string().as_str(), ran.into_inner()), ("no lane", 3));
    }
}
