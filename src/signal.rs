//! A signal of a change, for which any number of streams can wait.

use std::cell::{Cell, RefCell};
use std::task::{Context, Poll, Waker};

/// Changes that happen before a stream is polled again count as one.
#[derive(Default)]
pub(crate) struct Signal {
    /// The number of signals sent. It wraps around.
    count: Cell<u32>,
    wakers: RefCell<Vec<Waker>>,
}

impl Signal {
    /// Wakes every waiting stream.
    pub(crate) fn send(&self) {
        self.count.set(self.count.get().wrapping_add(1));
        self.wake();
    }

    /// The current count. A wait that starts from it ignores earlier changes.
    pub(crate) fn now(&self) -> u32 {
        self.count.get()
    }

    /// Ready if the signal was sent since `seen`, which is then set to the current count.
    pub(crate) fn poll(&self, seen: &mut u32, context: &mut Context<'_>) -> Poll<()> {
        if *seen != self.count.get() {
            *seen = self.count.get();
            return Poll::Ready(());
        }
        let mut wakers = self.wakers.borrow_mut();
        if !wakers.iter().any(|waker| waker.will_wake(context.waker())) {
            wakers.push(context.waker().clone());
        }
        Poll::Pending
    }

    fn wake(&self) {
        // Not borrowed here, because an executor may poll at once, and the stream then waits again.
        let wakers = std::mem::take(&mut *self.wakers.borrow_mut());
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        // The client was dropped, so the stream ends.
        self.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waking::Count;

    #[test]
    fn a_change_wakes_every_stream_once_and_two_changes_count_as_one() {
        let signal = Signal::default();
        let (mut first, mut second) = (signal.now(), signal.now());
        let (waking, waker) = Count::new();
        let context = &mut Context::from_waker(&waker);
        assert!(
            signal.poll(&mut first, context).is_pending() && signal.poll(&mut first, context).is_pending()
        );
        assert!(signal.poll(&mut second, context).is_pending());
        signal.send();
        signal.send();
        assert_eq!(waking.count(), 1, "both streams belong to one task");
        assert!(signal.poll(&mut first, context).is_ready() && signal.poll(&mut first, context).is_pending());
        assert!(signal.poll(&mut second, context).is_ready());
    }

    #[test]
    fn dropping_the_signal_wakes_its_streams() {
        let signal = Signal::default();
        let (waking, waker) = Count::new();
        let mut seen = signal.now();
        assert!(signal.poll(&mut seen, &mut Context::from_waker(&waker)).is_pending());
        drop(signal);
        assert_eq!(waking.count(), 1);
    }
}
