//! Received invitations and suggestions, as plain data. Times are Unix milliseconds, as on the wire.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::resource::{InvitationStatus, or_default};

/// The data of an organization that non-members can see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublicOrganizationData {
    /// `org_…`
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// Its slug, if the instance has slugs.
    #[serde(default)]
    pub slug: Option<String>,
    /// Its logo.
    #[serde(default, deserialize_with = "or_default")]
    pub image_url: String,
    /// Whether the logo was uploaded.
    #[serde(default, deserialize_with = "or_default")]
    pub has_image: bool,
}

/// An invitation that the user has received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UserOrganizationInvitation {
    /// `orginv_…`
    pub id: String,
    /// The invited address, one of the user's.
    #[serde(default, deserialize_with = "or_default")]
    pub email_address: String,
    /// The organization.
    pub public_organization_data: PublicOrganizationData,
    /// The app's metadata of the invitation.
    #[serde(default, deserialize_with = "or_default")]
    pub public_metadata: Map<String, Value>,
    /// The status.
    pub status: InvitationStatus,
    /// The key of the role that the user gets.
    #[serde(default, deserialize_with = "or_default")]
    pub role: String,
    /// When the invitation expires.
    #[serde(default)]
    pub expires_at: Option<i64>,
    /// When it was created.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<i64>,
}

/// A suggested organization, in which the user may request membership.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrganizationSuggestion {
    /// `orgsug_…`
    pub id: String,
    /// The organization.
    pub public_organization_data: PublicOrganizationData,
    /// `Accepted` once the user has requested membership.
    pub status: InvitationStatus,
    /// When it was created.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<i64>,
}

/// Default values for the form of a new organization.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrganizationCreationDefaults {
    /// A warning about creating it.
    #[serde(default)]
    pub advisory: Option<CreationAdvisory>,
    /// Values for the form.
    #[serde(default, deserialize_with = "or_default")]
    pub form: CreationForm,
}

/// A warning: an organization with the user's domain exists already.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreationAdvisory {
    /// `organization_already_exists`.
    #[serde(default, deserialize_with = "or_default")]
    pub code: String,
    /// `warning`.
    #[serde(default, deserialize_with = "or_default")]
    pub severity: String,
    /// For example the organization's name and domain.
    #[serde(default, deserialize_with = "or_default")]
    pub meta: Map<String, Value>,
}

/// Default values for the form of a new organization.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreationForm {
    /// A name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// A name in URLs.
    #[serde(default, deserialize_with = "or_default")]
    pub slug: String,
    /// The URL of a logo.
    #[serde(default)]
    pub logo: Option<String>,
}
