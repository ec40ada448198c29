//! Sending the requests of operations, and converting the answers to plain data.

use std::rc::Rc;

use clerk_organization_core::error::RuntimeErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::{CallResult, Client};
use crate::error::Error;
use crate::host::{Json, object, plain};

/// The params of an operation without params.
#[derive(Serialize)]
pub(crate) struct NoParams {}

impl Client {
    /// Fails with `NotLoaded` before the client was fetched.
    pub(crate) fn check_loaded(&self) -> Result<(), Error> {
        match self.browser.state.borrow().is_loaded() {
            true => Ok(()),
            false => Err(Error::runtime(RuntimeErrorCode::NotLoaded, "Call load() first.")),
        }
    }

    /// Sends the request of a read operation.
    pub(crate) async fn read<R: DeserializeOwned>(
        self: &Rc<Self>,
        operation: &str,
        ids: &[&str],
        params: &impl Serialize,
    ) -> Result<R, Error> {
        typed(self.call(operation, ids, &object(params)).await)
    }

    /// Sends a change that cannot be looked up afterwards.
    pub(crate) async fn alter<R: DeserializeOwned>(
        self: &Rc<Self>,
        operation: &str,
        ids: &[&str],
        params: &impl Serialize,
    ) -> Result<R, Error> {
        typed(self.change_once(operation, ids, &object(params), None).await)
    }
}

/// The result of a call for Rust callers.
pub(crate) fn result(result: CallResult) -> Result<Json, Error> {
    result.map_err(|failed| Error::new(&failed.failure, &failed.request))
}

/// The result of a call, as plain data.
pub(crate) fn typed<R: DeserializeOwned>(called: CallResult) -> Result<R, Error> {
    plain(result(called)?).map_err(Error::invalid_response)
}
