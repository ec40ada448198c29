//! The cookies of the Frontend API, in the app's store.

use std::rc::Rc;

use cookie_store::{CookieStore, RawCookie};
use url::Url;

use crate::store::Store;

/// The name of the cookies in the store.
const COOKIES: &str = "cookies";

/// The cookies of one app. They are read again for each request, because several clients may share the store.
#[derive(Clone)]
pub(super) struct Cookies(pub(super) Rc<dyn Store>);

impl Cookies {
    /// The `Cookie` header of a request. `None` if there are no cookies for it.
    pub(super) fn header(&self, url: &Url) -> Option<String> {
        let cookies = self.load();
        let pairs: Vec<String> =
            cookies.get_request_values(url).map(|(name, value)| [name, "=", value].concat()).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Takes the `Set-Cookie` headers of an answer.
    pub(super) fn take<'a>(&self, url: &Url, headers: impl Iterator<Item = &'a str>) {
        let set: Vec<RawCookie<'static>> =
            headers.filter_map(|header| Some(RawCookie::parse(header).ok()?.into_owned())).collect();
        if set.is_empty() {
            return;
        }
        let mut cookies = self.load();
        cookies.store_response_cookies(set.into_iter(), url);
        let mut json = Vec::new();
        // Includes session cookies, because a restarted app is still the same browser to the server.
        if cookie_store::serde::json::save_incl_expired_and_nonpersistent(&cookies, &mut json).is_ok() {
            self.0.write(COOKIES, std::str::from_utf8(&json).ok());
        }
    }

    fn load(&self) -> CookieStore {
        let json = self.0.read(COOKIES).unwrap_or_default();
        cookie_store::serde::json::load_all(json.as_bytes()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;

    fn cookies() -> Cookies {
        Cookies(Rc::new(MemoryStore::default()))
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_cookie_is_sent_only_to_the_host_that_set_it() {
        let cookies = cookies();
        let set = ["__client=a.b.c; Path=/; HttpOnly; Max-Age=1000", "__cf=1; Path=/v1/client"];
        cookies.take(&url("https://clerk.example.com/v1/client"), set.into_iter());
        assert_eq!(
            cookies.header(&url("https://clerk.example.com/v1/organizations")).as_deref(),
            Some("__client=a.b.c")
        );
        assert_eq!(cookies.header(&url("https://evil.example/v1/client")), None);
    }

    #[test]
    fn a_cookie_is_replaced_and_removed_by_later_ones() {
        let cookies = cookies();
        let at = url("http://127.0.0.1:4100/v1/client");
        for (set, kept) in [
            ("__client=1; Path=/", Some("__client=1")),
            ("__client=2; Path=/", Some("__client=2")),
            ("__client=; Path=/; Max-Age=0", None),
        ] {
            cookies.take(&at, [set].into_iter());
            assert_eq!(cookies.header(&at).as_deref(), kept);
        }
    }

    #[test]
    fn an_invalid_stored_text_is_an_empty_jar() {
        let store = Rc::new(MemoryStore::default());
        store.write(COOKIES, Some("{ nonsense"));
        let cookies = Cookies(store);
        let at = url("https://clerk.example.com/");
        assert_eq!(cookies.header(&at), None);
        cookies.take(&at, ["a=1"].into_iter());
        assert_eq!(cookies.header(&at).as_deref(), Some("a=1"));
    }
}
