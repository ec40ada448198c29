//! The names and URLs of an instance.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Instance, path_of};
use crate::web::Url;

impl Instance {
    /// The path prefix of this instance, without a trailing slash.
    pub(crate) fn path(&self) -> String {
        path_of(&self.name)
    }

    /// The path prefix for browsers: it includes the path of the public URL.
    pub(crate) fn root(&self) -> String {
        Url::parse(&self.url).map(|url| url.path.trim_end_matches('/').to_owned()).unwrap_or_default()
    }

    /// The origin of the instance's own pages.
    pub(crate) fn origin(&self) -> String {
        Url::parse(&self.url).map(|url| url.origin).unwrap_or_default()
    }

    /// `pk_test_` and the base64 of the host with a `$`, the format that every official client reads.
    pub(crate) fn publishable_key(&self) -> String {
        format!("pk_test_{}", STANDARD.encode(format!("{}$", self.frontend_api)))
    }

    /// The issuer of session tokens.
    pub(crate) fn issuer(&self) -> String {
        format!("https://{}", self.frontend_api)
    }

    /// The description in the first line of output and in `GET /__emulator/instance`.
    pub(crate) fn describe(&self) -> Value {
        let person = |person: Option<(&str, &str, &str)>| {
            person.map(|(id, email_address, password)| {
                json!({ "userId": id, "emailAddress": email_address, "password": password })
            })
        };
        json!({
            "url": self.url,
            "publishableKey": self.publishable_key(),
            "secretKey": self.secret_key,
            "organizationId": self.seed.first_organization_id(),
            "admin": person(self.seed.person_in_role("org:admin")),
            "member": person(self.seed.person_in_role("org:member")),
        })
    }
}
