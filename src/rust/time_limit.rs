//! A time limit for any call.

use std::future::{IntoFuture, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use clerk_organization_core::error::RuntimeErrorCode;

use crate::error::Error;
use crate::host;

/// Awaits a call for at most `limit`. After that time the call is dropped, which aborts its request.
///
/// Without a limit each request may take 30 s, and a call with retries longer. A change that exceeds the limit may have
/// taken effect, so check the list of invitations before you repeat it.
///
/// # Errors
///
/// `Timeout` after the time limit; otherwise the error of the call.
///
/// ```no_run
/// # async fn example(organization: clerk_organization::Organization) -> Result<(), clerk_organization::Error> {
/// use std::time::Duration;
/// use clerk_organization::{GetInvitationsParams, within};
///
/// let call = organization.get_invitations(GetInvitationsParams::default());
/// let page = within(Duration::from_secs(5), call).await?;
/// # Ok(())
/// # }
/// ```
pub async fn within<T>(
    limit: Duration,
    call: impl IntoFuture<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut call = pin!(call.into_future());
    let mut time = host::sleep(limit);
    poll_fn(|context| {
        if let Poll::Ready(result) = call.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        time.as_mut().poll(context).map(|()| Err(over()))
    })
    .await
}

/// The error of a call that exceeded its time limit.
pub(crate) fn over() -> Error {
    Error::runtime(RuntimeErrorCode::Timeout, "The call's time limit is over.")
}
