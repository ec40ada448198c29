//! Folders that are served next to the API, so that a page and its API have one origin. They are never cached, because
//! pages under development change.

use std::convert::Infallible;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{Request, Response, StatusCode, Uri};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::npm_packages::NpmPackages;
use super::reply::refusal;
use crate::error::ClerkError;

/// A folder and the URL path that it is served under.
#[derive(Debug, Clone)]
pub struct StaticFolder {
    /// The URL path, starting with `/`.
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

/// The folders and packages that are served next to the API.
#[derive(Debug, Default)]
pub(crate) struct StaticFiles {
    /// Longest prefix first.
    folders: Vec<Served>,
    packages: NpmPackages,
}

#[derive(Debug)]
struct Served {
    /// The path without a trailing slash. Empty for `/`.
    prefix: String,
    files: ServeDir,
}

impl StaticFiles {
    pub(crate) fn new(folders: &[StaticFolder], packages: NpmPackages) -> Self {
        let mut served: Vec<Served> = folders
            .iter()
            .map(|StaticFolder { prefix, folder }| Served {
                prefix: prefix.trim_end_matches('/').to_owned(),
                files: ServeDir::new(folder),
            })
            .collect();
        served.sort_by_key(|served| std::cmp::Reverse(served.prefix.len()));
        Self { folders: served, packages }
    }

    /// Whether a folder is served under `/`.
    pub(crate) fn has_home(&self) -> bool {
        self.folders.iter().any(|served| served.prefix.is_empty())
    }

    /// Answers with the file or with Clerk's 404. `path` is the path below the instance, for files that every instance
    /// serves.
    pub(crate) async fn serve(&self, request: Request<Body>, path: &str, trace_id: &str) -> Response<Body> {
        let whole = request.uri().path().to_owned();
        let below = |served: &&Served| {
            whole.strip_prefix(&served.prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let folder = self.folders.iter().find(below);
        // A folder under a path such as `/npm` takes precedence over packages. The folder at `/` does not.
        let request = match folder {
            Some(served) if !served.prefix.is_empty() => request,
            _ => match self.packages.serve(request, path, trace_id).await {
                Ok(response) => return response,
                Err(request) => request,
            },
        };
        let mut response = match folder {
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
        // Otherwise a browser with an older copy would get 304 Not Modified.
        request.headers_mut().remove(header::IF_MODIFIED_SINCE);
        let served: Result<_, Infallible> = self.files.clone().oneshot(request).await;
        let Ok(response) = served;
        match response.status() {
            StatusCode::NOT_FOUND => refusal(&ClerkError::path_not_found(), trace_id),
            StatusCode::METHOD_NOT_ALLOWED => refusal(&ClerkError::method_not_allowed(), trace_id),
            // The URL of a folder without a trailing slash. The page's relative links need the slash.
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
