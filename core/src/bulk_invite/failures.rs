//! The reaction to a failed part: wait, leave out the addresses that caused it, halve the part, or end the call.

use super::call::{BulkInvite, Step, Work, push_chunks};
use super::recipients::Detail;
use super::refusal::{InviteRefusal, Verdict, judge};
use super::status::{InviteStatus, NoAnswer};

impl BulkInvite {
    /// Reports that the server refused the part or the page.
    pub fn refused(&mut self, refusal: &InviteRefusal) {
        if !refusal.is_definite() {
            return self.failed(NoAnswer::Unknown);
        }
        let error = self.next_error();
        let Some(work) = self.take_running() else { return };
        let Work::Invite(part) = work else {
            let ms =
                (refusal.status == 429).then(|| self.waits.for_rate_limit(refusal.retry_after)).flatten();
            return self.wait_or_end(ms, Vec::new(), InviteStatus::OutcomeUnknown, error);
        };
        let verdict = judge(refusal, &self.recipients.keys(&part), self.recipients.letters);
        if verdict == Verdict::RateLimited {
            let ms = self.waits.for_rate_limit(refusal.retry_after);
            return self.wait_or_end(ms, part, InviteStatus::RateLimited, error);
        }
        self.waits.answered();
        match verdict {
            // Addresses that now have an outcome are left out when the part is sent again.
            Verdict::Named(named) => {
                for (position, status) in named {
                    if let Some(at) = part.get(position) {
                        self.recipients.settle(&[*at], status, Detail::Error(error));
                    }
                }
                self.send_again(&part, part.len());
            }
            Verdict::Unnamed => self.send_again(&part, part.len().div_ceil(2)),
            Verdict::TooMany => {
                // The other parts get the same limit, because the server would refuse them too.
                let half = part.len().div_ceil(2);
                for other in std::mem::take(&mut self.parts) {
                    push_chunks(&mut self.parts, &other, half);
                }
                self.send_again(&part, half);
            }
            Verdict::Everyone | Verdict::RateLimited => {
                self.recipients.settle(&part, InviteStatus::Refused, Detail::Error(error));
                self.end(error);
            }
        }
    }

    /// Reports that the part or the page got no answer.
    pub fn failed(&mut self, failure: NoAnswer) {
        let error = self.next_error();
        let Some(work) = self.take_running() else { return };
        match (work, failure) {
            (_, NoAnswer::NotSent) if self.sent <= 1 => self.step = Step::Rejected,
            (Work::Invite(part), NoAnswer::NotSent | NoAnswer::NotApplied) => {
                let ms = if failure == NoAnswer::NotSent { None } else { self.waits.for_failure() };
                // Not `Refused`: the server has not decided about these addresses, so a later call sends them.
                self.wait_or_end(ms, part, InviteStatus::NotAttempted, error);
            }
            (Work::Invite(part), NoAnswer::Unknown) => {
                self.recipients.settle(&part, InviteStatus::OutcomeUnknown, Detail::Error(error));
                if self.parts.iter().all(Vec::is_empty) {
                    return;
                }
                let ms = self.waits.for_failure();
                self.wait_or_end(ms, Vec::new(), InviteStatus::OutcomeUnknown, error);
            }
            (Work::LookUp, _) => {
                let ms = if failure == NoAnswer::NotSent { None } else { self.waits.for_failure() };
                self.wait_or_end(ms, Vec::new(), InviteStatus::OutcomeUnknown, error);
            }
        }
    }

    /// Reports that the wait is over.
    pub fn waited(&mut self) {
        let part = self.take_waiting();
        self.parts.extend(part);
    }

    /// Called before [`aborted`](Self::aborted) if a later part has ended before this first one: that one is reported next.
    pub fn abandoned(&mut self) {
        let error = self.next_error();
        if let Some(Work::Invite(part)) = self.take_running() {
            self.recipients.settle(&part, InviteStatus::OutcomeUnknown, Detail::Error(error));
        }
    }

    /// Reports that the caller aborted the call or that its time limit passed. The outcome of a pending request is
    /// unknown.
    pub fn aborted(&mut self) {
        let error = self.next_error();
        if self.sent == 0 {
            self.step = Step::Rejected;
            return;
        }
        let not_sent = self.take_waiting();
        if self.under_way.is_empty() && self.page().is_none() {
            let part = not_sent.or_else(|| self.next_part()).unwrap_or_default();
            self.recipients.settle(&part, InviteStatus::NotAttempted, Detail::Error(error));
        }
        for work in std::mem::take(&mut self.under_way) {
            if let Work::Invite(part) = work {
                self.recipients.settle(&part, InviteStatus::OutcomeUnknown, Detail::Error(error));
            }
        }
        self.end(error);
    }

    /// Ends a wait, and returns the part that would follow it.
    fn take_waiting(&mut self) -> Option<Vec<usize>> {
        match std::mem::replace(&mut self.step, Step::Going) {
            Step::Waiting { part, .. } => Some(part),
            _ => None,
        }
    }

    /// Puts a part back, in chunks of `size`. If the call has ended meanwhile, the part is not sent.
    fn send_again(&mut self, part: &[usize], size: usize) {
        if !self.is_ended {
            push_chunks(&mut self.parts, part, size);
        }
    }

    fn next_error(&mut self) -> usize {
        self.errors += 1;
        self.errors - 1
    }

    /// Waits `ms` before the part is sent, or ends the call with this status if `ms` is `None`.
    fn wait_or_end(&mut self, ms: Option<u64>, part: Vec<usize>, status: InviteStatus, error: usize) {
        if let Some(ms) = ms
            && !self.is_ended
        {
            // If two parts fail at once, the longer wait applies to both.
            let earlier = if let Step::Waiting { ms, .. } = self.step { ms } else { 0 };
            let waiting = self.take_waiting();
            self.parts.extend(waiting);
            self.step = Step::Waiting { ms: ms.max(earlier), part, is_reported: false };
            return;
        }
        self.recipients.settle(&part, status, Detail::Error(error));
        self.end(error);
    }

    /// Ends the call. An unknown outcome of an earlier call stays unknown if the look-up did not decide it.
    fn end(&mut self, error: usize) {
        if self.page().is_some() {
            let doubtful = self.recipients.open(true);
            self.recipients.settle(&doubtful, InviteStatus::OutcomeUnknown, Detail::Error(error));
        }
        self.end_look_up();
        // A part that was waiting for a retry is not sent again.
        if let Some(part) = self.take_waiting() {
            self.recipients.settle(&part, InviteStatus::NotAttempted, Detail::Error(error));
        }
        self.parts.clear();
        self.is_ended = true;
    }
}
