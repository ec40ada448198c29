//! The rate limits of the Backend API (Clerk's documentation, "System limits"), measured by the instance's clock. The
//! table of operations has the limit of each request.
//!
//! Clerk publishes the numbers but not the algorithm. The emulator uses GCRA: a burst up to the limit, then one request
//! each time its share of the period has passed.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::settings::Settings;

const HOUR: Duration = Duration::from_secs(60 * 60);
const TEN_SECONDS: Duration = Duration::from_secs(10);
/// How many milliseconds the clock may step back before the counters reset. A machine's clock can step back a little.
const STEP: i64 = 1000;
/// The number of organizations above which those with a full quota are removed from memory.
const REMEMBERED: usize = 1000;

/// The rate limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Limit {
    /// No limit.
    Unlimited,
    /// Creating one invitation.
    Invitations,
    /// Creating several invitations at once.
    BulkInvitations,
    /// Creating one invitation to the application.
    ApplicationInvitations,
    /// Creating several invitations to the application at once.
    BulkApplicationInvitations,
    /// Changing an organization. Counted per organization, and also as a request.
    OrganizationUpdates,
    /// All other requests.
    Requests,
}

impl Limit {
    /// The number of requests and their period. `None` without a limit.
    fn quota(self, settings: &Settings) -> Option<Quota> {
        let (requests, time) = match self {
            Self::Unlimited => return None,
            Self::Invitations => (settings.invitations_per_hour, HOUR),
            Self::BulkInvitations => (settings.bulk_invitations_per_hour, HOUR),
            Self::ApplicationInvitations => (settings.application_invitations_per_hour, HOUR),
            Self::BulkApplicationInvitations => (settings.bulk_application_invitations_per_hour, HOUR),
            Self::OrganizationUpdates => (settings.organization_updates_per_10_seconds, TEN_SECONDS),
            Self::Requests => (settings.requests_per_10_seconds, TEN_SECONDS),
        };
        let requests = NonZeroU32::new(u32::try_from(requests).unwrap_or(u32::MAX))?;
        Some(Quota::with_period(time / requests.get())?.allow_burst(requests))
    }
}

/// The limits that a request counts towards, each with the key that is counted.
fn limits_of(limit: Limit, resource_id: &str) -> Vec<(Limit, &str)> {
    match limit {
        Limit::Unlimited => vec![],
        Limit::OrganizationUpdates => vec![(limit, resource_id), (Limit::Requests, "")],
        _ => vec![(limit, "")],
    }
}

/// The time that a limiter reads: that of the counted request.
#[derive(Debug, Clone, Default)]
struct Moment(Arc<AtomicU64>);

impl Clock for Moment {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::new(self.0.load(Ordering::SeqCst))
    }
}

impl Moment {
    fn set(&self, milliseconds: i64) {
        let nanoseconds = u64::try_from(milliseconds).unwrap_or(0).saturating_mul(1_000_000);
        // Half of the range, because the limiter adds to it. After the year 2262 the time no longer advances.
        self.0.store(nanoseconds.min(u64::MAX / 2), Ordering::SeqCst);
    }
}

/// The counter of one limit.
#[derive(Debug)]
struct Counter {
    quota: Quota,
    moment: Moment,
    counted_at: i64,
    limiter: RateLimiter<String, HashMapStateStore<String>, Moment, NoOpMiddleware<Nanos>>,
}

impl Counter {
    fn new(quota: Quota, now: i64) -> Self {
        let moment = Moment::default();
        moment.set(now);
        let limiter = RateLimiter::hashmap_with_clock(quota, moment.clone());
        Self { quota, moment, counted_at: now, limiter }
    }

    /// Counts one request. Fails with the time to wait if the limit is reached.
    fn count(&mut self, key: &str, now: i64) -> Result<(), Duration> {
        self.moment.set(now);
        self.counted_at = now;
        if self.limiter.len() > REMEMBERED {
            self.limiter.retain_recent();
        }
        self.limiter
            .check_key(&key.to_owned())
            .map_err(|not_until| not_until.wait_time_from(self.moment.now()))
    }
}

/// The counters of an instance.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<HashMap<Limit, Counter>>);

impl Limits {
    /// Counts a request at `now` for the resource with this id. `Err` is the number of seconds until the client may
    /// retry.
    pub(crate) fn count(
        &self,
        limit: Limit,
        resource_id: &str,
        now: i64,
        settings: &Settings,
    ) -> Result<(), u32> {
        if !settings.rate_limits {
            return Ok(());
        }
        let mut counters = self.lock();
        for (limit, key) in limits_of(limit, resource_id) {
            let Some(quota) = limit.quota(settings) else { continue };
            let counter = counters.entry(limit).or_insert_with(|| Counter::new(quota, now));
            // With the old counter, a test that moves its clock back would have to wait until that time is reached
            // again. A changed limit also needs a new counter.
            if now < counter.counted_at - STEP || counter.quota != quota {
                *counter = Counter::new(quota, now);
            }
            counter.count(key, now).map_err(whole_seconds)?;
        }
        Ok(())
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Limit, Counter>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Rounds up, so that a caller that waits this long is accepted.
fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    fn with(settings: &[(&str, &str)]) -> Settings {
        let mut changed = Settings::default();
        for (name, value) in settings {
            changed.set(name, value).unwrap();
        }
        changed
    }

    /// The number of `sent` requests that pass at `now`.
    fn passed(
        limits: &Limits,
        limit: Limit,
        resource_id: &str,
        sent: usize,
        now: i64,
        settings: &Settings,
    ) -> usize {
        (0..sent).filter(|_| limits.count(limit, resource_id, now, settings).is_ok()).count()
    }

    #[test]
    fn each_kind_of_request_has_its_published_limit() {
        let table = [
            (Limit::Invitations, 250),
            (Limit::BulkInvitations, 50),
            (Limit::Requests, 100),
            (Limit::OrganizationUpdates, 10),
            (Limit::Unlimited, 300),
        ];
        for (limit, allowed) in table {
            let limits = Limits::default();
            assert_eq!(passed(&limits, limit, "org_1", 300, NOW, &Settings::default()), allowed, "{limit:?}");
        }
    }

    #[test]
    fn a_caller_that_waits_for_retry_after_is_accepted_and_an_hour_restores_the_limit() {
        let (limits, settings) = (Limits::default(), Settings::default());
        assert_eq!(passed(&limits, Limit::Invitations, "", 251, NOW, &settings), 250);
        let wait = limits.count(Limit::Invitations, "", NOW, &settings).unwrap_err();
        assert_eq!(wait, 15);
        let later = NOW + i64::from(wait) * 1000;
        assert_eq!(limits.count(Limit::Invitations, "", later - 1000, &settings), Err(1));
        assert_eq!(limits.count(Limit::Invitations, "", later, &settings), Ok(()));
        assert_eq!(passed(&limits, Limit::Invitations, "", 300, later + 3_600_000, &settings), 250);
    }

    #[test]
    fn limits_of_different_kinds_and_organizations_are_independent() {
        let (limits, settings) = (Limits::default(), Settings::default());
        assert_eq!(passed(&limits, Limit::Invitations, "", 300, NOW, &settings), 250);
        assert_eq!(passed(&limits, Limit::BulkInvitations, "", 60, NOW, &settings), 50);
        for organization in 0..9 {
            let id = format!("org_{organization}");
            assert_eq!(passed(&limits, Limit::OrganizationUpdates, &id, 10, NOW, &settings), 10);
        }
        assert_eq!(passed(&limits, Limit::Requests, "", 100, NOW, &settings), 10);
    }

    #[test]
    fn limits_can_be_changed_and_switched_off() {
        let limits = Limits::default();
        let production = with(&[("requests_per_10_seconds", "1000")]);
        assert_eq!(passed(&limits, Limit::Requests, "", 1001, NOW, &production), 1000);
        let three = with(&[("requests_per_10_seconds", "3")]);
        assert_eq!(passed(&limits, Limit::Requests, "", 5, NOW, &three), 3);
        for without in [("requests_per_10_seconds", "0"), ("rate_limits", "false")] {
            assert_eq!(passed(&limits, Limit::Requests, "", 2000, NOW, &with(&[without])), 2000);
        }
    }

    #[test]
    fn moving_the_clock_far_back_restores_the_limits() {
        let (limits, settings) = (Limits::default(), Settings::default());
        passed(&limits, Limit::Requests, "", 200, NOW, &settings);
        assert_eq!(passed(&limits, Limit::Requests, "", 200, NOW - 500, &settings), 0);
        assert_eq!(passed(&limits, Limit::Requests, "", 200, NOW - 86_400_000, &settings), 100);
        let far = 8_640_000_000_000_000;
        assert_eq!(passed(&limits, Limit::Requests, "", 200, far, &settings), 100);
    }

    #[test]
    fn inactive_organizations_are_removed_from_memory() {
        let (limits, settings) = (Limits::default(), with(&[("requests_per_10_seconds", "0")]));
        for organization in 0..=REMEMBERED {
            limits.count(Limit::OrganizationUpdates, &format!("org_{organization}"), NOW, &settings).unwrap();
        }
        limits.count(Limit::OrganizationUpdates, "last", NOW + 60_000, &settings).unwrap();
        let remembered = limits.lock().get(&Limit::OrganizationUpdates).map(|counter| counter.limiter.len());
        assert_eq!(remembered, Some(1));
    }
}
