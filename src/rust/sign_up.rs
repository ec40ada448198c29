//! Signing up: creating an account for a new person.

use std::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::calls::typed;
use super::sign_in::form;
use crate::client::{CallResult, Client};
use crate::error::Error;
use crate::host::object;
use crate::open_enum::open_enum;
use crate::resource::or_default;

open_enum! {
    /// The status of an attempt to sign up.
    SignUpStatus {
        /// A field is missing or not verified; see [`SignUpAttempt::missing_fields`].
        MissingRequirements = "missing_requirements",
        /// A user and a session were created.
        Complete = "complete",
        /// The attempt was abandoned.
        Abandoned = "abandoned",
    }
}

/// The fields that a person enters to sign up. A field that is `None` is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SignUpParams {
    /// The address. With the ticket of an invitation it is the invited one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_address: Option<String>,
    /// The password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ByTicket<'a> {
    pub(super) strategy: &'a str,
    pub(super) ticket: &'a str,
    #[serde(flatten)]
    pub(super) fields: &'a SignUpParams,
}

/// Starts an attempt to sign up; see [`Clerk::sign_up`](crate::Clerk::sign_up).
#[derive(Clone)]
pub struct SignUp {
    pub(crate) client: Rc<Client>,
}

impl SignUp {
    /// Starts an attempt with the entered fields.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 422, for example `form_identifier_exists` or `form_password_length_too_short`; `NotLoaded`
    /// before [`Clerk::load`](crate::Clerk::load); `OutcomeUnknown` if the request got no answer.
    pub async fn create(&self, params: SignUpParams) -> Result<SignUpAttempt, Error> {
        self.client.check_loaded()?;
        self.attempt(self.client.change_once("createSignUp", &[], &object(&params), None).await)
    }

    pub(super) fn attempt(&self, json: CallResult) -> Result<SignUpAttempt, Error> {
        Ok(SignUpAttempt { client: Rc::clone(&self.client), data: typed(json)? })
    }
}

#[derive(Clone, Debug, Deserialize)]
struct Data {
    id: String,
    status: SignUpStatus,
    #[serde(default)]
    email_address: Option<String>,
    #[serde(default)]
    created_session_id: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    missing_fields: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    unverified_fields: Vec<String>,
}

/// An attempt to sign up, with the data of the server's last answer. Each step returns the updated attempt.
#[derive(Clone)]
pub struct SignUpAttempt {
    client: Rc<Client>,
    data: Data,
}

impl fmt::Debug for SignUpAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignUpAttempt").field("data", &self.data).finish_non_exhaustive()
    }
}

impl SignUpAttempt {
    /// `sua_…`
    pub fn id(&self) -> &str {
        &self.data.id
    }

    /// The status of the attempt.
    pub fn status(&self) -> &SignUpStatus {
        &self.data.status
    }

    /// The address, as it was entered.
    pub fn email_address(&self) -> Option<&str> {
        self.data.email_address.as_deref()
    }

    /// The session that a complete attempt has created, for [`Clerk::set_active`](crate::Clerk::set_active).
    pub fn created_session_id(&self) -> Option<&str> {
        self.data.created_session_id.as_deref()
    }

    /// The missing fields, for example `password`.
    pub fn missing_fields(&self) -> &[String] {
        &self.data.missing_fields
    }

    /// The fields that are not verified, for example `email_address`.
    pub fn unverified_fields(&self) -> &[String] {
        &self.data.unverified_fields
    }

    /// Adds missing fields.
    ///
    /// # Errors
    ///
    /// As [`SignUp::create`].
    pub async fn update(&self, params: SignUpParams) -> Result<Self, Error> {
        self.step("updateSignUp", &object(&params)).await
    }

    /// Sends a code to the address.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 429 after too many codes; `OutcomeUnknown` if the request got no answer.
    pub async fn prepare_email_code(&self) -> Result<Self, Error> {
        self.step("prepareSignUpVerification", &form(&[("strategy", "email_code")])).await
    }

    /// Verifies the address with the mailed code.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 422 `form_code_incorrect` or `verification_expired`; `OutcomeUnknown` if the request got no answer.
    pub async fn attempt_email_code(&self, code: &str) -> Result<Self, Error> {
        self.step("attemptSignUpVerification", &form(&[("strategy", "email_code"), ("code", code)])).await
    }

    async fn step(&self, operation: &str, params: &crate::host::Json) -> Result<Self, Error> {
        let data = typed(self.client.change_once(operation, &[self.id()], params, None).await)?;
        Ok(Self { client: Rc::clone(&self.client), data })
    }
}
