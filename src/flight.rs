//! A future whose result several callers share: two equal calls share one request.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// A future on one thread. Boxed, because one copy of the awaiting code is smaller than one for each call.
pub(crate) type Boxed<T> = Pin<Box<dyn Future<Output = T>>>;

/// The state that callers share.
struct Flight<T> {
    future: Option<Boxed<T>>,
    result: Option<T>,
    wakers: Arc<Wakers>,
}

/// The wakers of a flight's callers. The work wakes all of them: one that is kept without being polled, or dropped, must not
/// hold up the others.
#[derive(Default)]
struct Wakers(Mutex<Vec<Waker>>);

impl Wakers {
    fn add(&self, waker: &Waker) {
        let mut wakers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !wakers.iter().any(|one| one.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }
}

impl Wake for Wakers {
    fn wake(self: Arc<Self>) {
        // Without the lock, because an executor may poll at once.
        let wakers = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// One caller of a flight. Dropping the last one ends the work at once.
pub(crate) struct Passenger<T>(Rc<RefCell<Flight<T>>>);

impl<T: Clone> Future for Passenger<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let (future, wakers) = {
            let mut flight = self.0.borrow_mut();
            if let Some(result) = &flight.result {
                return Poll::Ready(result.clone());
            }
            flight.wakers.add(context.waker());
            (flight.future.take(), Arc::clone(&flight.wakers))
        };
        // Not borrowed here, because the work may start or end other calls.
        let Some(mut future) = future else { return Poll::Pending };
        match future.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(&wakers)))) {
            Poll::Pending => {
                self.0.borrow_mut().future = Some(future);
                Poll::Pending
            }
            Poll::Ready(result) => {
                self.0.borrow_mut().result = Some(result.clone());
                wakers.wake();
                Poll::Ready(result)
            }
        }
    }
}

/// A flight by the key of its request. Its callers keep it alive.
type Keyed<T> = (String, Weak<RefCell<Flight<T>>>);

/// The pending flights.
pub(crate) struct Flights<T>(RefCell<Vec<Keyed<T>>>);

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T: Clone> Flights<T> {
    /// Joins the pending flight of this key, or starts one. With `is_new` it always starts one, which later callers
    /// join; a pending flight continues for its own callers.
    pub(crate) fn share(&self, key: String, is_new: bool, start: impl FnOnce() -> Boxed<T>) -> Passenger<T> {
        let mut flights = self.0.borrow_mut();
        let is_under_way =
            |flight: &Rc<RefCell<Flight<T>>>| flight.try_borrow().is_ok_and(|flight| flight.result.is_none());
        flights.retain(|(of, flight)| {
            flight.upgrade().as_ref().is_some_and(is_under_way) && !(is_new && *of == key)
        });
        if let Some(flight) =
            flights.iter().find(|(of, _)| *of == key).and_then(|(_, flight)| flight.upgrade())
        {
            return Passenger(flight);
        }
        let flight =
            Rc::new(RefCell::new(Flight { future: Some(start()), result: None, wakers: Arc::default() }));
        flights.push((key, Rc::downgrade(&flight)));
        Passenger(flight)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::poll_fn;

    use super::*;
    use crate::waking::Count;

    /// Work that ends by a signal, and counts how often it was started and dropped.
    #[derive(Clone, Default)]
    struct Work {
        result: Rc<Cell<Option<u32>>>,
        waker: Rc<RefCell<Option<Waker>>>,
        started: Rc<Cell<u32>>,
        dropped: Rc<Cell<u32>>,
    }

    impl Work {
        fn start(&self) -> Boxed<u32> {
            struct OnDrop(Rc<Cell<u32>>);
            impl Drop for OnDrop {
                fn drop(&mut self) {
                    self.0.set(self.0.get() + 1);
                }
            }
            self.started.set(self.started.get() + 1);
            let (work, on_drop) = (self.clone(), OnDrop(Rc::clone(&self.dropped)));
            Box::pin(poll_fn(move |context| {
                let _ = &on_drop;
                work.waker.replace(Some(context.waker().clone()));
                work.result.get().map_or(Poll::Pending, Poll::Ready)
            }))
        }

        fn end(&self, result: u32) {
            self.result.set(Some(result));
            self.waker.take().unwrap().wake();
        }
    }

    fn poll(passenger: &mut Passenger<u32>, waker: &Waker) -> Poll<u32> {
        Pin::new(passenger).poll(&mut Context::from_waker(waker))
    }

    #[test]
    fn overlapping_equal_calls_share_one_piece_of_work_and_its_result() {
        let (flights, work) = (Flights::default(), Work::default());
        let mut first = flights.share("a".into(), false, || work.start());
        let mut second = flights.share("a".into(), false, || work.start());
        let mut other = flights.share("b".into(), false, || work.start());
        let (waking, waker) = Count::new();
        for passenger in [&mut first, &mut second, &mut other] {
            assert!(poll(passenger, &waker).is_pending());
        }
        assert_eq!(work.started.get(), 2);
        work.end(7);
        assert!(waking.count() > 0);
        assert_eq!((poll(&mut second, &waker), poll(&mut first, &waker)), (Poll::Ready(7), Poll::Ready(7)));
        flights.share("a".into(), false, || work.start());
        assert_eq!(work.started.get(), 3, "work that has ended is not shared");
    }

    #[test]
    fn work_continues_for_the_second_caller_when_the_first_one_is_dropped() {
        let (flights, work) = (Flights::default(), Work::default());
        let mut first = flights.share("a".into(), false, || work.start());
        let mut second = flights.share("a".into(), false, || work.start());
        let ((_, first_waker), (waking, second_waker)) = (Count::new(), Count::new());
        assert!(poll(&mut second, &second_waker).is_pending());
        assert!(poll(&mut first, &first_waker).is_pending());
        drop(first);
        assert_eq!(work.dropped.get(), 0);
        work.end(7);
        assert_eq!((waking.count(), poll(&mut second, &second_waker)), (1, Poll::Ready(7)));
    }

    #[test]
    fn work_continues_for_the_first_caller_while_the_second_one_is_kept_and_not_polled() {
        let (flights, work) = (Flights::default(), Work::default());
        let mut first = flights.share("a".into(), false, || work.start());
        let mut second = flights.share("a".into(), false, || work.start());
        let ((waking, first_waker), (_, second_waker)) = (Count::new(), Count::new());
        assert!(poll(&mut first, &first_waker).is_pending());
        // As in a `select!` that has gone on with another branch.
        assert!(poll(&mut second, &second_waker).is_pending());
        work.end(7);
        assert_eq!((waking.count(), poll(&mut first, &first_waker)), (1, Poll::Ready(7)));
        drop(second);
    }

    #[test]
    fn work_ends_when_the_last_caller_is_dropped() {
        let (flights, work) = (Flights::default(), Work::default());
        let mut first = flights.share("a".into(), false, || work.start());
        let second = flights.share("a".into(), false, || work.start());
        assert!(poll(&mut first, &Count::new().1).is_pending());
        drop(first);
        assert_eq!(work.dropped.get(), 0);
        drop(second);
        assert_eq!(work.dropped.get(), 1);
    }

    #[test]
    fn new_work_does_not_end_pending_work() {
        let (flights, work, new) = (Flights::default(), Work::default(), Work::default());
        let mut first = flights.share("a".into(), false, || work.start());
        let mut second = flights.share("a".into(), true, || new.start());
        let mut third = flights.share("a".into(), false, || work.start());
        let (_, waker) = Count::new();
        for passenger in [&mut first, &mut second, &mut third] {
            assert!(poll(passenger, &waker).is_pending());
        }
        new.end(2);
        work.end(1);
        let all = [&mut first, &mut second, &mut third].map(|passenger| poll(passenger, &waker));
        assert_eq!(all, [Poll::Ready(1), Poll::Ready(2), Poll::Ready(2)]);
    }
}
