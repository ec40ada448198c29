//! Any publishable key and any proxy URL.

use clerk_organization_core::publishable_key::{Instance, PublishableKey};

use super::input::Input;

const KEY: &str = "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k";

pub(crate) fn check(data: &[u8]) {
    let mut input = Input::new(data);
    let prefix = ["pk_test_", "pk_live_", "pk_", ""][input.below(4)];
    let text = if input.flag() { input.text() } else { input.rest() };
    let key = prefix.to_owned() + &text;
    if PublishableKey::parse(&key).is_some() {
        let instance = Instance::new(&key, None, None, None).expect("a key that can be read");
        let host = instance.origin.strip_prefix("https://").expect("https");
        assert!(host.contains('.') && !host.contains(['$', '/', '@', '?', '#', ' ']), "{key}: {host}");
        assert_eq!(instance.is_development, key.starts_with("pk_test_"));
    } else {
        assert!(Instance::new(&key, None, None, None).is_err(), "{key}");
    }
    if let Ok(instance) = Instance::new(KEY, Some(&text), None, Some("https://app.example.com")) {
        let origin = &instance.origin;
        assert!(origin.starts_with("https://") || origin.starts_with("http://"), "{text}: {origin}");
        assert!(!origin.ends_with('/') && !origin.contains(['?', '#', ' ', '\n']), "{text}: {origin}");
    }
}
