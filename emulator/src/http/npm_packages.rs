//! `/npm/@clerk/clerk-js@6/dist/clerk.browser.js`: the scripts that Clerk's components load at run time, from npm
//! packages that are installed on this machine. The paths are those of `@clerk/shared` 4.41 (`loadClerkJsScript`).

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use axum::body::Body;
use axum::http::header::{self, HeaderValue};
use axum::http::{Request, Response, StatusCode, Uri};
use serde_json::Value;
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::reply::refusal;
use crate::error::ClerkError;

/// The packages to serve.
const NAMES: [&str; 2] = ["@clerk/clerk-js", "@clerk/ui"];
/// The served folder of a package.
const DIST: &str = "dist";

/// Installed Clerk packages whose scripts are served below `/npm/`.
#[derive(Debug, Clone, Default)]
pub struct NpmPackages(Vec<Package>);

#[derive(Debug, Clone)]
struct Package {
    name: &'static str,
    version: String,
    files: ServeDir,
}

impl FromStr for NpmPackages {
    type Err = String;

    /// Reads a folder: an installed package, a `node_modules` folder with one, or the parent of such a folder.
    fn from_str(folder: &str) -> Result<Self, String> {
        let folder = Path::new(folder);
        let found = Self::of(|name| {
            let own = || package_json(folder, name).map(|_| folder.to_owned());
            // The other package is its sibling in `@clerk`.
            let beside = || Some(folder.parent()?.join(name.split_once('/')?.1));
            [Some(folder.join("node_modules").join(name)), Some(folder.join(name)), own(), beside()]
                .into_iter()
                .flatten()
                .collect()
        });
        match found.0.is_empty() {
            true => Err(format!("there is no @clerk/clerk-js in {}: install it with npm", folder.display())),
            false => Ok(found),
        }
    }
}

impl NpmPackages {
    /// The packages in the `node_modules` of this folder and of its parent folders, in the order in which Node looks.
    pub fn near(folder: &Path) -> Self {
        Self::of(|name| folder.ancestors().map(|above| above.join("node_modules").join(name)).collect())
    }

    fn of(candidates: impl Fn(&'static str) -> Vec<PathBuf>) -> Self {
        let find = |name| candidates(name).iter().find_map(|folder| Package::read(name, folder));
        Self(NAMES.into_iter().filter_map(find).collect())
    }

    /// Answers a path below `/npm/` that names one of Clerk's packages. Returns any other request unchanged.
    pub(crate) async fn serve(
        &self,
        request: Request<Body>,
        path: &str,
        trace_id: &str,
    ) -> Result<Response<Body>, Request<Body>> {
        let Some(wanted) = Wanted::parse(path) else { return Err(request) };
        let package = self.0.iter().find(|package| package.name == wanted.name);
        let mut response = match package {
            Some(package) if wanted.is_version(&package.version) => {
                package.answer(request, wanted.file, trace_id).await
            }
            found => {
                let installed = found.map(|package| package.version.as_str());
                refusal(&ClerkError::npm_package_not_found(wanted.name, wanted.version, installed), trace_id)
            }
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // The script element has `crossorigin="anonymous"`.
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        Ok(response)
    }
}

/// The file that a path requests.
#[derive(Debug, PartialEq, Eq)]
struct Wanted<'a> {
    name: &'static str,
    version: &'a str,
    /// The path below the package's `dist`, starting with `/`. It has no `..` and no percent-encoding.
    file: &'a str,
}

impl<'a> Wanted<'a> {
    fn parse(path: &'a str) -> Option<Self> {
        let rest = path.strip_prefix("/npm/")?;
        let (name, rest) = NAMES.into_iter().find_map(|name| Some((name, rest.strip_prefix(name)?)))?;
        let (version, file) = rest.strip_prefix('@')?.split_once('/')?;
        let file = file.strip_prefix(DIST).filter(|file| file.starts_with('/'))?;
        let is_plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        let is_file = file.split('/').skip(1).all(is_plain);
        (is_file && is_plain(version)).then_some(Self { name, version, file })
    }

    /// Whether the request matches the installed version: by prefix (`6`, as Clerk's packages request it), exactly, or
    /// as `latest`.
    fn is_version(&self, installed: &str) -> bool {
        let rest = installed.strip_prefix(self.version);
        self.version == "latest" || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl Package {
    fn read(name: &'static str, folder: &Path) -> Option<Self> {
        let version = package_json(folder, name)?.get("version")?.as_str()?.to_owned();
        let dist = folder.join(DIST);
        dist.is_dir().then(|| Self { name, version, files: ServeDir::new(dist) })
    }

    async fn answer(&self, mut request: Request<Body>, file: &str, trace_id: &str) -> Response<Body> {
        let Ok(uri) = file.parse::<Uri>() else { return refusal(&ClerkError::path_not_found(), trace_id) };
        *request.uri_mut() = uri;
        // Otherwise a browser with an older copy would get 304 Not Modified.
        request.headers_mut().remove(header::IF_MODIFIED_SINCE);
        let served: Result<_, Infallible> = self.files.clone().oneshot(request).await;
        let Ok(response) = served;
        match response.status() {
            StatusCode::METHOD_NOT_ALLOWED => refusal(&ClerkError::method_not_allowed(), trace_id),
            // A folder is not a file.
            status if status == StatusCode::NOT_FOUND || status.is_redirection() => {
                refusal(&ClerkError::path_not_found(), trace_id)
            }
            _ => response.map(Body::new),
        }
    }
}

/// The `package.json` of this folder, if it belongs to the package `name`.
fn package_json(folder: &Path, name: &str) -> Option<Value> {
    let json: Value = serde_json::from_str(&fs::read_to_string(folder.join("package.json")).ok()?).ok()?;
    (json.get("name")? == name).then_some(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_package_a_version_and_a_plain_file_or_nothing() {
        let wanted = |path| Wanted::parse(path).map(|wanted| (wanted.name, wanted.version, wanted.file));
        let script = "/npm/@clerk/clerk-js@6/dist/clerk.browser.js";
        assert_eq!(wanted(script), Some(("@clerk/clerk-js", "6", "/clerk.browser.js")));
        let chunk = "/npm/@clerk/ui@1.41.0/dist/sub/3_a-b.js";
        assert_eq!(wanted(chunk), Some(("@clerk/ui", "1.41.0", "/sub/3_a-b.js")));
        for path in [
            "/npm/@clerk/clerk-js@6/package.json",
            "/npm/@clerk/clerk-js@6/distant/a.js",
            "/npm/@clerk/clerk-js@6/dist",
            "/npm/@clerk/clerk-js@6/dist/",
            "/npm/@clerk/clerk-js@6/dist/../package.json",
            "/npm/@clerk/clerk-js@6/dist/./a.js",
            "/npm/@clerk/clerk-js@6/dist//a.js",
            "/npm/@clerk/clerk-js@6/dist/%2e%2e/package.json",
            "/npm/@clerk/clerk-js@6/dist/..%2fpackage.json",
            "/npm/@clerk/clerk-js@6/dist/..\\package.json",
            "/npm/@clerk/clerk-js@6/dist/.env",
            "/npm/@clerk/clerk-js@../dist/a.js",
            "/npm/@clerk/clerk-js/dist/a.js",
            "/npm/@clerk/clerk-js-other@6/dist/a.js",
            "/npm/@clerk/backend@3/dist/a.js",
            "/npm/react@19/dist/a.js",
            "/npm",
        ] {
            assert_eq!(wanted(path), None, "{path}");
        }
    }

    #[test]
    fn a_version_is_requested_by_its_prefix() {
        for (asked, is_it) in [
            ("6", true),
            ("6.4", true),
            ("6.4.10", true),
            ("latest", true),
            ("6.4.1", false),
            ("5", false),
            ("64", false),
        ] {
            let wanted = Wanted { name: NAMES[0], version: asked, file: "/a.js" };
            assert_eq!(wanted.is_version("6.4.10"), is_it, "{asked}");
        }
    }
}
