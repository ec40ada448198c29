//! A call from its first request to its result, as a state machine: it takes an event and returns the next action.
//!
//! A call is one or more exchanges (one request, sent as often as [`crate::retry`] allows) and a plan that decides
//! after each exchange whether another one follows. If several calls need the same thing (a dev browser, a new token
//! after a 401), they share a separate call for it.

mod exchange;
mod plan;

#[cfg(test)]
mod tests;

use std::rc::Rc;

use crate::answer::{NoAnswer, Reply};
use crate::client::Client;
use crate::error::{Failure, Outcome};
use crate::request::{Request, Wire};
use crate::token_cache::TokenKey;
use crate::value::Value;

use exchange::Exchange;
use plan::{Next, Plan};

/// The state of the host at the time of an event.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Unix milliseconds of this machine's clock.
    pub now_ms: f64,
    /// A random number from 0 up to 1.
    pub chance: f64,
    /// False only if the host is certain that it has no network.
    pub is_online: bool,
    /// `focused`, `visible` or `hidden`; `None` without a document.
    pub tab_state: Option<&'static str>,
}

/// An event.
#[derive(Clone, Debug)]
pub enum Event<V> {
    /// The call starts.
    Start,
    /// The sent request was answered.
    Answered(Reply<V>),
    /// The sent request got no answer.
    NotAnswered(NoAnswer<V>),
    /// The wait is over.
    Waited,
    /// The shared call ended; `None` for a success.
    Joined(Option<Rc<Failure<V>>>),
    /// The host adopted the client (`true`), or could not read it.
    Adopted(bool),
}

/// The next action of the host.
#[derive(Clone, Debug)]
pub enum Action<V> {
    /// Send this and report [`Event::Answered`] or [`Event::NotAnswered`]. Attempts with the same id belong to the same
    /// request.
    Send {
        /// The request's id.
        id: u32,
        /// What to send.
        wire: Wire,
    },
    /// Wait before the request of this id is sent again, then report [`Event::Waited`].
    Wait {
        /// The request's id.
        id: u32,
        /// The request that is sent again.
        wire: Wire,
        /// Milliseconds.
        ms: u32,
    },
    /// Run this shared call, or join it if it is running, then report [`Event::Joined`].
    Join(Shared),
    /// Show the callers this client, then report [`Event::Adopted`].
    Adopt {
        /// The client's JSON; `None` for a browser without a client.
        client: Option<V>,
        /// The session of later requests.
        session_id: Option<String>,
    },
    /// The call ended.
    Done(Outcome<V>),
}

/// A call that several others may wait for. At most one of each runs at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Creates a dev browser.
    DevBrowser,
    /// Fetches the client.
    Load,
    /// Checks after a 401 whether the session still exists, and gets a new token for it.
    Recovery,
}

/// One call.
#[derive(Debug)]
pub struct Call<V> {
    plan: Plan<V>,
    exchange: Exchange<V>,
}

impl<V: Value> Call<V> {
    /// A request whose answer is the result. A change that gets no answer fails with `outcome_unknown`.
    pub fn plain(request: Request) -> Self {
        Self::new(Plan::Plain, Rc::new(request), true)
    }

    /// A change of an organization's invitations. If it gets no answer, it is looked up before it is sent again.
    pub fn change(request: Request, organization_id: &str) -> Self {
        let request = Rc::new(request);
        Self::new(Plan::change(Rc::clone(&request), organization_id), request, true)
    }

    /// A request for a token with this key.
    pub fn token(key: TokenKey, skip_cache: bool, tab_state: Option<&'static str>) -> Self {
        let (plan, request) = Plan::token(key, skip_cache, tab_state);
        Self::new(plan, request, true)
    }

    /// A shared call.
    pub fn shared(shared: Shared, client: &Client<V>) -> Self {
        let (plan, request) = Plan::shared(shared, client);
        Self::new(plan, request, false)
    }

    fn new(plan: Plan<V>, request: Rc<Request>, recovers: bool) -> Self {
        Self { plan, exchange: Exchange::new(request, recovers) }
    }

    /// The verb and the path of the request, for errors. During a look-up those of the change.
    pub fn name(&self) -> String {
        self.plan.changed().unwrap_or(&self.exchange.request).name()
    }

    /// Takes an event and returns the next action. After [`Action::Done`] the call has ended.
    pub fn step(&mut self, client: &mut Client<V>, mut event: Event<V>, facts: &Facts) -> Action<V> {
        if matches!(event, Event::Start) {
            self.plan.starts(client);
        }
        loop {
            let body = match self.exchange.step(client, event, facts) {
                Action::Done(body) => body,
                action => return action,
            };
            match self.plan.after(&self.exchange, body, client, facts) {
                Next::Done(outcome) => return Action::Done(outcome),
                Next::Send(request, recovers) => self.exchange = Exchange::new(request, recovers),
            }
            event = Event::Start;
        }
    }
}
