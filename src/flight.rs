//! A future whose result several callers share: the second of two equal calls gets what the first one gets.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

/// A future on one thread. Boxed, because one copy of the code that awaits is smaller than one for each call.
pub(crate) type Boxed<T> = Pin<Box<dyn Future<Output = T>>>;

/// What callers share.
struct Flight<T> {
    future: Option<Boxed<T>>,
    result: Option<T>,
    wakers: Vec<Waker>,
}

/// One caller's part in a flight. When the last one is dropped the work ends where it stands.
pub(crate) struct Passenger<T>(Rc<RefCell<Flight<T>>>);

impl<T: Clone> Future for Passenger<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let future = {
            let mut flight = self.0.borrow_mut();
            if let Some(result) = &flight.result {
                return Poll::Ready(result.clone());
            }
            if !flight.wakers.iter().any(|waker| waker.will_wake(context.waker())) {
                flight.wakers.push(context.waker().clone());
            }
            flight.future.take()
        };
        // Without the borrow: what runs may start or end other calls.
        let Some(mut future) = future else { return Poll::Pending };
        match future.as_mut().poll(context) {
            Poll::Pending => {
                self.0.borrow_mut().future = Some(future);
                Poll::Pending
            }
            Poll::Ready(result) => {
                let wakers = {
                    let mut flight = self.0.borrow_mut();
                    flight.result = Some(result.clone());
                    std::mem::take(&mut flight.wakers)
                };
                wakers.into_iter().for_each(Waker::wake);
                Poll::Ready(result)
            }
        }
    }
}

impl<T> Drop for Passenger<T> {
    fn drop(&mut self) {
        // The work may be waiting for this caller's waker: one of the others takes over.
        let wakers = std::mem::take(&mut self.0.borrow_mut().wakers);
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// The flights under way, by what is asked for.
pub(crate) struct Flights<T>(RefCell<Vec<(String, Weak<RefCell<Flight<T>>>)>>);

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T: Clone> Flights<T> {
    /// Joins the flight of this key if there is one under way, else starts it. With `is_new`, a flight under way is left
    /// to those who are in it, and later callers join the new one.
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
            Rc::new(RefCell::new(Flight { future: Some(start()), result: None, wakers: Vec::new() }));
        flights.push((key, Rc::downgrade(&flight)));
        Passenger(flight)
    }
}
