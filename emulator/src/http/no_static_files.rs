//! Replaces [`static_files`](super::static_files) without the feature `server`. It serves no folders.

use axum::body::Body;
use axum::http::{Request, Response};

use super::reply::refusal;
use crate::error::ClerkError;

#[derive(Debug, Default)]
pub(crate) struct StaticFiles(());

impl StaticFiles {
    #[allow(clippy::unused_self)]
    pub(crate) fn has_home(&self) -> bool {
        false
    }

    /// Answers with Clerk's 404.
    #[allow(clippy::unused_async)]
    pub(crate) async fn serve(&self, _: Request<Body>, _: &str, trace_id: &str) -> Response<Body> {
        refusal(&ClerkError::path_not_found(), trace_id)
    }
}
