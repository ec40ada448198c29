//! The storage of a front end outside a browser, instead of a browser's cookies.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// The persistent storage of a front end outside a browser for one instance: strings by name.
///
/// There are two names: `dev_browser`, which identifies the app to a development instance, and `cookies`, the cookies of
/// the Frontend API as JSON. A program that reads them can act as the signed-in user, so a desktop app should keep them
/// in the system's keychain. Use a separate store for each instance.
///
/// ```
/// use clerk_organization::Store;
/// # use std::path::PathBuf;
/// struct Folder(PathBuf);
///
/// impl Store for Folder {
///     fn read(&self, name: &str) -> Option<String> {
///         std::fs::read_to_string(self.0.join(name)).ok()
///     }
///
///     fn write(&self, name: &str, value: Option<&str>) {
///         // A value that cannot be stored is requested again at the next start.
///         let path = self.0.join(name);
///         let _ = match value {
///             Some(value) => std::fs::write(path, value),
///             None => std::fs::remove_file(path),
///         };
///     }
/// }
/// ```
pub trait Store {
    /// Returns the string stored under a name. `None` if it is missing or cannot be read.
    fn read(&self, name: &str) -> Option<String>;

    /// Stores a string under a name; `None` removes it.
    fn write(&self, name: &str, value: Option<&str>);
}

/// A store that is empty at each start of the app.
#[derive(Debug, Default)]
pub struct MemoryStore(RefCell<BTreeMap<String, String>>);

impl Store for MemoryStore {
    fn read(&self, name: &str) -> Option<String> {
        self.0.borrow().get(name).cloned()
    }

    fn write(&self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.0.borrow_mut().insert(name.into(), value.into()),
            None => self.0.borrow_mut().remove(name),
        };
    }
}

/// Spawns a future on the thread that created it.
pub type Spawn = Rc<dyn Fn(Pin<Box<dyn Future<Output = ()>>>)>;

/// The options of an app outside a browser, a field of [`ClerkOptions`](crate::ClerkOptions).
///
/// Calls must be awaited inside a Tokio runtime with its I/O and time drivers. Nothing here is `Send`: everything stays on
/// one thread, as in a browser.
#[derive(Clone)]
pub struct NativeOptions {
    /// The storage of the dev browser and the cookies. A [`MemoryStore`] by default.
    pub store: Rc<dyn Store>,
    /// Spawns the client's background work: `tokio::task::spawn_local`, or the `spawn` of the UI framework.
    ///
    /// Without it the token is not kept fresh in the background, and
    /// [`resend_invitation`](crate::Organization::resend_invitation) ends when its future is dropped, also after the old
    /// invitation is revoked.
    pub spawn: Option<Spawn>,
    /// The `Origin` header of all requests, for an instance that requires one. `None` by default.
    pub origin: Option<String>,
}

impl Default for NativeOptions {
    fn default() -> Self {
        Self { store: Rc::new(MemoryStore::default()), spawn: None, origin: None }
    }
}

impl fmt::Debug for NativeOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The stored strings are secret.
        f.debug_struct("NativeOptions").field("origin", &self.origin).finish_non_exhaustive()
    }
}
