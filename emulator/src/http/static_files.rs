//! Folders that are served beside the API, so that a page and its API have one origin. Never cached: pages under
//! development change.

use std::convert::Infallible;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{Request, Response, Uri};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::reply::refusal;
use crate::error::ClerkError;

/// A folder and the path that it is served below.
#[derive(Debug, Clone)]
pub struct StaticFolder {
    /// Begins with `/`.
    pub prefix: String,
    /// The folder.
    pub folder: PathBuf,
}

impl std::str::FromStr for StaticFolder {
    type Err = String;

    /// Reads `PREFIX=DIR`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (prefix, folder) = text.split_once('=').ok_or("write PREFIX=DIR, for example /=www")?;
        if !prefix.starts_with('/') {
            return Err("the prefix must begin with /".to_owned());
        }
        if !std::path::Path::new(folder).is_dir() {
            return Err(format!("there is no folder {folder}"));
        }
        Ok(Self { prefix: prefix.to_owned(), folder: folder.into() })
    }
}

/// Every served folder, the longest prefix first.
#[derive(Debug)]
pub(crate) struct StaticFiles(Vec<(String, ServeDir)>);

impl StaticFiles {
    pub(crate) fn new(folders: &[StaticFolder]) -> Self {
        let mut served: Vec<_> = folders
            .iter()
            .map(|StaticFolder { prefix, folder }| {
                (prefix.trim_end_matches('/').to_owned(), ServeDir::new(folder))
            })
            .collect();
        served.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        Self(served)
    }

    /// The file, or Clerk's 404.
    pub(crate) async fn serve(&self, request: Request<Body>, trace_id: &str) -> Response<Body> {
        let path = request.uri().path().to_owned();
        let found = self.0.iter().find_map(|(prefix, files)| {
            let rest = path.strip_prefix(prefix.as_str())?;
            let below = if rest.is_empty() { "/" } else { rest };
            let uri = below.starts_with('/').then(|| below.parse::<Uri>().ok())??;
            Some((files.clone(), uri))
        });
        let mut response = match found {
            Some((files, uri)) => from_folder(files, request, uri, trace_id).await,
            None => refusal(&ClerkError::path_not_found(), trace_id),
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

async fn from_folder(
    files: ServeDir,
    mut request: Request<Body>,
    uri: Uri,
    trace_id: &str,
) -> Response<Body> {
    *request.uri_mut() = uri;
    // Without these a browser that kept an older file would be told that nothing changed.
    request.headers_mut().remove(header::IF_MODIFIED_SINCE);
    let served: Result<_, Infallible> = files.oneshot(request).await;
    match served {
        Ok(response) if response.status().is_client_error() => {
            refusal(&ClerkError::path_not_found(), trace_id)
        }
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}
