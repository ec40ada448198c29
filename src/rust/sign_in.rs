//! Signing in with a password, with a mailed code, or with the ticket of an invitation's link.
//!
//! A complete attempt has created a session; [`Clerk::set_active`](crate::Clerk::set_active) makes it the active one.

use std::fmt;
use std::rc::Rc;

use clerk_organization_core::error::RuntimeErrorCode;
use serde::Deserialize;

use super::calls::typed;
use crate::client::Client;
use crate::error::Error;
use crate::host::{Json, object};
use crate::open_enum::open_enum;
use crate::resource::or_default;

/// Starts an attempt to sign in; see [`Clerk::sign_in`](crate::Clerk::sign_in).
#[derive(Clone)]
pub struct SignIn {
    pub(crate) client: Rc<Client>,
}

impl SignIn {
    /// Signs in with a password. `identifier` is an e-mail address, or a user name if the instance has them.
    ///
    /// # Errors
    ///
    /// [`Error::Api`], for example 422 `form_identifier_not_found`, 422 `form_password_incorrect`, or 400
    /// `session_exists` if this browser is signed in and the instance allows one session only; `NotLoaded` before
    /// [`Clerk::load`](crate::Clerk::load); [`Error::Runtime`] as for every call.
    pub async fn with_password(&self, identifier: &str, password: &str) -> Result<SignInAttempt, Error> {
        self.create(&[("strategy", "password"), ("identifier", identifier), ("password", password)]).await
    }

    /// Signs in with the ticket of an invitation's link (`__clerk_ticket` in the URL that the link opens) and accepts
    /// the invitation.
    ///
    /// # Errors
    ///
    /// As [`with_password`](Self::with_password); [`Error::Api`] if the ticket has expired, or if there is no account
    /// with the invited address.
    pub async fn with_ticket(&self, ticket: &str) -> Result<SignInAttempt, Error> {
        self.create(&[("strategy", "ticket"), ("ticket", ticket)]).await
    }

    /// Sends a code to an e-mail address. [`SignInAttempt::attempt_email_code`] signs in with it.
    ///
    /// # Errors
    ///
    /// [`Error::Api`], for example 422 `form_identifier_not_found`; `InvalidResponse` if the instance sends no codes to
    /// this user.
    pub async fn with_email_code(&self, email_address: &str) -> Result<SignInAttempt, Error> {
        let attempt = self.create(&[("identifier", email_address)]).await?;
        attempt.prepare_email_code().await
    }

    /// Starts an attempt whose factor is chosen later from [`SignInAttempt::first_factors`].
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 422 `form_identifier_not_found`; [`Error::Runtime`] as for every call.
    pub async fn with_identifier(&self, identifier: &str) -> Result<SignInAttempt, Error> {
        self.create(&[("identifier", identifier)]).await
    }

    /// The unfinished attempt of this browser, for a reloaded page. `None` if there is none.
    pub fn current(&self) -> Option<SignInAttempt> {
        use clerk_organization_core::value::Value;

        let json = self.client.browser.state.borrow().resource()?.at("sign_in")?;
        self.attempt(Ok(json)).ok()
    }

    async fn create(&self, fields: &[(&str, &str)]) -> Result<SignInAttempt, Error> {
        // Before that, this browser's own dev browser is not known, and a new one would end its sessions.
        self.client.check_loaded()?;
        let created = self.client.call("createSignIn", &[], &form(fields)).await;
        self.attempt(created)
    }

    pub(super) fn attempt(&self, json: crate::client::CallResult) -> Result<SignInAttempt, Error> {
        Ok(SignInAttempt { client: Rc::clone(&self.client), data: typed(json)? })
    }
}

/// The fields of a form, as a JavaScript caller would write them.
pub(crate) fn form(fields: &[(&str, &str)]) -> Json {
    object(&fields.iter().copied().collect::<std::collections::BTreeMap<_, _>>())
}

open_enum! {
    /// The status of an attempt to sign in.
    SignInStatus {
        /// An identifier is missing.
        NeedsIdentifier = "needs_identifier",
        /// A password or a code is missing.
        NeedsFirstFactor = "needs_first_factor",
        /// The user has a second factor. This crate has no call for it.
        NeedsSecondFactor = "needs_second_factor",
        /// The user must choose a new password.
        NeedsNewPassword = "needs_new_password",
        /// A session was created.
        Complete = "complete",
    }
}

/// A way to verify a person who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct FirstFactor {
    /// `password`, `email_code`, `ticket`, or another strategy of Clerk's.
    pub strategy: String,
    /// The id of the address to which a code is sent, `idn_…`.
    #[serde(default)]
    pub email_address_id: Option<String>,
    /// The address to which a code is sent, partly hidden by some instances.
    #[serde(default)]
    pub safe_identifier: Option<String>,
    /// Whether it is the user's primary address.
    #[serde(default, deserialize_with = "or_default")]
    pub primary: bool,
}

#[derive(Clone, Debug, Deserialize)]
struct Data {
    id: String,
    status: SignInStatus,
    #[serde(default)]
    identifier: Option<String>,
    #[serde(default)]
    created_session_id: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    supported_first_factors: Vec<FirstFactor>,
}

/// An attempt to sign in, with the data of the server's last answer. Each step returns the updated attempt.
#[derive(Clone)]
pub struct SignInAttempt {
    client: Rc<Client>,
    data: Data,
}

impl fmt::Debug for SignInAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInAttempt").field("data", &self.data).finish_non_exhaustive()
    }
}

impl SignInAttempt {
    /// `sia_…`
    pub fn id(&self) -> &str {
        &self.data.id
    }

    /// The status of the attempt.
    pub fn status(&self) -> &SignInStatus {
        &self.data.status
    }

    /// The identifier, as the person typed it.
    pub fn identifier(&self) -> Option<&str> {
        self.data.identifier.as_deref()
    }

    /// The session that a complete attempt has created, for [`Clerk::set_active`](crate::Clerk::set_active).
    pub fn created_session_id(&self) -> Option<&str> {
        self.data.created_session_id.as_deref()
    }

    /// The ways in which the user can be verified.
    pub fn first_factors(&self) -> &[FirstFactor] {
        &self.data.supported_first_factors
    }

    /// Sends a code to the address in the identifier, or else to the user's primary address. Call it again to send
    /// another code.
    ///
    /// # Errors
    ///
    /// `InvalidResponse` if the attempt has no address that a code can be sent to; [`Error::Api`] 429 after too many codes.
    pub async fn prepare_email_code(&self) -> Result<Self, Error> {
        let factors = self.first_factors().iter().filter(|factor| factor.strategy == "email_code");
        let rank =
            |factor: &&FirstFactor| (factor.safe_identifier.as_deref() == self.identifier(), factor.primary);
        let address = factors.max_by_key(rank).and_then(|factor| factor.email_address_id.as_deref());
        let Some(address) = address else {
            let message = "The server offers no code by e-mail for this attempt to sign in.";
            return Err(Error::runtime(RuntimeErrorCode::InvalidResponse, message));
        };
        self.step("prepareFirstFactor", &[("strategy", "email_code"), ("email_address_id", address)]).await
    }

    /// Signs in with the mailed code.
    ///
    /// # Errors
    ///
    /// [`Error::Api`], for example 422 `form_code_incorrect`, or 422 `verification_expired` after ten minutes.
    pub async fn attempt_email_code(&self, code: &str) -> Result<Self, Error> {
        self.step("attemptFirstFactor", &[("strategy", "email_code"), ("code", code)]).await
    }

    /// Signs in with a password.
    ///
    /// # Errors
    ///
    /// [`Error::Api`], for example 422 `form_password_incorrect`.
    pub async fn attempt_password(&self, password: &str) -> Result<Self, Error> {
        self.step("attemptFirstFactor", &[("strategy", "password"), ("password", password)]).await
    }

    async fn step(&self, operation: &str, fields: &[(&str, &str)]) -> Result<Self, Error> {
        let data = typed(self.client.call(operation, &[self.id()], &form(fields)).await)?;
        Ok(Self { client: Rc::clone(&self.client), data })
    }
}
