//! Folders that are served beside the API, so that a page and its API have one origin. Never cached: pages under
//! development change.

use std::convert::Infallible;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{Request, Response, StatusCode, Uri};
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
#[derive(Debug, Default)]
pub(crate) struct StaticFiles(Vec<Served>);

#[derive(Debug)]
struct Served {
    /// Without a slash at its end: empty for `/`.
    prefix: String,
    files: ServeDir,
}

impl StaticFiles {
    pub(crate) fn new(folders: &[StaticFolder]) -> Self {
        let mut served: Vec<Served> = folders
            .iter()
            .map(|StaticFolder { prefix, folder }| Served {
                prefix: prefix.trim_end_matches('/').to_owned(),
                files: ServeDir::new(folder),
            })
            .collect();
        served.sort_by_key(|served| std::cmp::Reverse(served.prefix.len()));
        Self(served)
    }

    /// Whether a folder is served below `/`.
    pub(crate) fn has_home(&self) -> bool {
        self.0.iter().any(|served| served.prefix.is_empty())
    }

    /// The file, or Clerk's 404.
    pub(crate) async fn serve(&self, request: Request<Body>, trace_id: &str) -> Response<Body> {
        let path = request.uri().path().to_owned();
        let below = |served: &&Served| {
            path.strip_prefix(&served.prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut response = match self.0.iter().find(below) {
            Some(served) => served.answer(request, trace_id).await,
            None => refusal(&ClerkError::path_not_found(), trace_id),
        };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl Served {
    async fn answer(&self, mut request: Request<Body>, trace_id: &str) -> Response<Body> {
        let rest = request.uri().path().strip_prefix(&self.prefix).unwrap_or_default();
        if rest.is_empty() {
            return self.redirected("/");
        }
        match rest.parse::<Uri>() {
            Ok(uri) => *request.uri_mut() = uri,
            Err(_) => return refusal(&ClerkError::path_not_found(), trace_id),
        }
        // Without it a browser with an older copy would get 304 Not Modified.
        request.headers_mut().remove(header::IF_MODIFIED_SINCE);
        let served: Result<_, Infallible> = self.files.clone().oneshot(request).await;
        let Ok(response) = served;
        match response.status() {
            StatusCode::NOT_FOUND => refusal(&ClerkError::path_not_found(), trace_id),
            StatusCode::METHOD_NOT_ALLOWED => refusal(&ClerkError::method_not_allowed(), trace_id),
            // A folder without a slash at its end: the page's relative links need it.
            status if status.is_redirection() => {
                let to = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
                self.redirected(to.unwrap_or("/"))
            }
            _ => response.map(Body::new),
        }
    }

    fn redirected(&self, to: &str) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
        let location = HeaderValue::from_str(&format!("{}{to}", self.prefix));
        response.headers_mut().insert(header::LOCATION, location.unwrap_or(HeaderValue::from_static("/")));
        response
    }
}
