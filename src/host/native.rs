//! The host outside a browser: HTTP by reqwest, timers by Tokio, and the app's store instead of cookies.

#[cfg(feature = "native")]
mod cookies;
#[cfg(feature = "native")]
mod http;

use std::rc::Rc;
use std::time::{Duration, SystemTime};

use clerk_organization_core::call::Event;
use clerk_organization_core::cookies::CookieName;
use clerk_organization_core::request::Wire;
use serde::Serialize;
use serde::de::DeserializeOwned;
pub(crate) use serde_json::Value as Json;

use crate::flight::Boxed;
use crate::params::Logo;
use crate::store::{NativeOptions, Spawn, Store};

/// The name of the dev browser in the store.
const DEV_BROWSER: &str = "dev_browser";

/// The network and the store of one app.
pub(crate) struct Host {
    #[cfg(feature = "native")]
    http: http::Http,
    store: Rc<dyn Store>,
    spawn: Option<Spawn>,
}

impl Host {
    pub(crate) fn new(options: NativeOptions) -> Self {
        let NativeOptions { store, spawn, origin } = options;
        Self { http: http::Http::new(Rc::clone(&store), origin), store, spawn }
    }

    /// The page's cookies. Without a page only the dev browser is stored.
    pub(crate) fn read_cookies(&self) -> String {
        let dev_browser = self.store.read(DEV_BROWSER);
        dev_browser.map(|id| [CookieName::DevBrowser.as_str(), "=", &id].concat()).unwrap_or_default()
    }

    /// Stores the dev browser. The other cookies are for an app's own server, to which only a browser sends them.
    pub(crate) fn write_cookie(&self, text: &str) {
        let (name, rest) = text.split_once('=').unwrap_or_default();
        if name == CookieName::DevBrowser.as_str() {
            let value = rest.split(';').next().filter(|value| !value.is_empty());
            self.store.write(DEV_BROWSER, value);
        }
    }

    /// Sends a request, with an upload instead of its form if there is one. Dropping the future aborts the request.
    pub(crate) fn send(&self, wire: &Wire, upload: Option<&Logo>) -> Boxed<Event<Json>> {
        self.http.send(wire, upload)
    }

    /// Spawns a future, if the app has passed a function for it.
    pub(crate) fn spawn(&self, future: Boxed<()>) {
        if let Some(spawn) = &self.spawn {
            spawn(future);
        }
    }
}

/// Waits before a request is sent again. Dropping the future ends the wait.
pub(crate) fn wait(ms: u32) -> Boxed<Event<Json>> {
    Box::pin(async move {
        sleep(Duration::from_millis(ms.into())).await;
        Event::Waited
    })
}

/// Waits. Dropping the future ends the timer.
pub(crate) fn sleep(duration: Duration) -> Boxed<()> {
    // Created at the first poll, because only then there certainly is a runtime.
    Box::pin(async move { tokio::time::sleep(duration).await })
}

/// Unix milliseconds.
#[allow(clippy::disallowed_methods, reason = "this is the host, from which the core takes the time")]
pub(crate) fn now() -> f64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    (since.as_secs_f64() * 1000.0).floor()
}

/// A random number from 0 up to 1.
pub(crate) fn chance() -> f64 {
    fastrand::f64()
}

/// Always true, because systems do not report reliably that they are offline.
pub(crate) fn is_online() -> bool {
    true
}

/// 0, because there is no document.
pub(crate) fn tab_state() -> u32 {
    0
}

pub(crate) fn is_https() -> bool {
    true
}

/// `None`, because without a page a path is not a proxy URL.
pub(crate) fn page_origin() -> Option<String> {
    None
}

/// `None`, because there is no page with a URL.
pub(crate) fn take_from_url(_name: &str) -> Option<String> {
    None
}

/// Not needed: a store has no cookies of other instances.
pub(crate) async fn sha1(_text: &str) -> Option<Vec<u8>> {
    None
}

/// Params as the object that a JavaScript caller would write.
pub(crate) fn object(params: &(impl Serialize + ?Sized)) -> Json {
    serde_json::to_value(params).unwrap_or_default()
}

/// The server's JSON as plain data.
pub(crate) fn plain<R: DeserializeOwned>(json: Json) -> Result<R, serde_json::Error> {
    serde_json::from_value(json)
}

/// A text as the server would send it.
pub(crate) fn text(text: &str) -> Json {
    text.into()
}
