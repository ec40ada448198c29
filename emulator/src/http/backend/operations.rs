//! Every operation of the Backend API.

use super::{
    agent_tasks, handshake_payload, invitations, memberships, organization_settings, organizations,
    permissions, roles, sessions, sign_in_tokens, testing_tokens, user_update, users,
};
use crate::http::jwks;
use crate::http::operations::Origin::{Ours, Published};
use crate::http::operations::{Operation, operations};

pub(crate) const OPERATIONS: &[Operation] = operations! {
    else Requests;
    GET "/v1/jwks" => jwks::show, Published("GetJWKS"), Unlimited;
    // Each page that is opened asks once: an application's visitors must not use up what its code may ask.
    GET "/v1/clients/handshake_payload" => handshake_payload::show, Ours, Unlimited;
    GET "/v1/instance/organization_settings" => organization_settings::show, Published("GetInstanceOrganizationSettings");
    PATCH "/v1/instance/organization_settings" => organization_settings::update, Published("UpdateInstanceOrganizationSettings");
    GET "/v1/organization_roles" => roles::list, Published("ListOrganizationRoles");
    GET "/v1/organization_roles/{role_id}" => roles::show, Published("GetOrganizationRole");
    GET "/v1/organization_permissions" => permissions::list, Published("ListOrganizationPermissions");
    GET "/v1/organization_permissions/{permission_id}" => permissions::show, Published("GetOrganizationPermission");
    GET "/v1/organizations" => organizations::list, Published("ListOrganizations");
    POST "/v1/organizations" => organizations::create, Published("CreateOrganization");
    GET "/v1/organizations/{organization_id}" => organizations::show, Published("GetOrganization");
    PATCH "/v1/organizations/{organization_id}" => organizations::update, Published("UpdateOrganization"), OrganizationUpdates;
    DELETE "/v1/organizations/{organization_id}" => organizations::remove, Published("DeleteOrganization");
    PATCH "/v1/organizations/{organization_id}/metadata" => organizations::merge_metadata, Published("MergeOrganizationMetadata");
    PUT "/v1/organizations/{organization_id}/metadata" => organizations::replace_metadata, Published("ReplaceOrganizationMetadata");
    GET "/v1/organizations/{organization_id}/memberships" => memberships::list, Published("ListOrganizationMemberships");
    POST "/v1/organizations/{organization_id}/memberships" => memberships::create, Published("CreateOrganizationMembership");
    PATCH "/v1/organizations/{organization_id}/memberships/{user_id}" => memberships::update, Published("UpdateOrganizationMembership");
    DELETE "/v1/organizations/{organization_id}/memberships/{user_id}" => memberships::remove, Published("DeleteOrganizationMembership");
    PATCH "/v1/organizations/{organization_id}/memberships/{user_id}/metadata" => memberships::merge_metadata, Published("UpdateOrganizationMembershipMetadata");
    GET "/v1/organization_memberships" => memberships::list_of_instance, Published("InstanceGetOrganizationMemberships");
    GET "/v1/organizations/{organization_id}/invitations" => invitations::list, Published("ListOrganizationInvitations");
    POST "/v1/organizations/{organization_id}/invitations" => invitations::create, Published("CreateOrganizationInvitation"), Invitations;
    POST "/v1/organizations/{organization_id}/invitations/bulk" => invitations::create_bulk, Published("CreateOrganizationInvitationBulk"), BulkInvitations;
    GET "/v1/organizations/{organization_id}/invitations/pending" => invitations::list_pending, Published("ListPendingOrganizationInvitations");
    GET "/v1/organizations/{organization_id}/invitations/{invitation_id}" => invitations::show, Published("GetOrganizationInvitation");
    POST "/v1/organizations/{organization_id}/invitations/{invitation_id}/revoke" => invitations::revoke, Published("RevokeOrganizationInvitation");
    GET "/v1/organization_invitations" => invitations::list_of_instance, Published("ListInstanceOrganizationInvitations");
    GET "/v1/users" => users::list, Published("GetUserList");
    POST "/v1/users" => users::create, Published("CreateUser");
    GET "/v1/users/count" => users::count, Published("GetUsersCount");
    GET "/v1/users/{user_id}" => users::show, Published("GetUser");
    PATCH "/v1/users/{user_id}" => user_update::update, Published("UpdateUser");
    DELETE "/v1/users/{user_id}" => users::remove, Published("DeleteUser");
    PATCH "/v1/users/{user_id}/metadata" => user_update::merge_metadata, Published("UpdateUserMetadata");
    PUT "/v1/users/{user_id}/metadata" => user_update::replace_metadata, Published("ReplaceUserMetadata");
    POST "/v1/users/{user_id}/ban" => user_update::ban, Published("BanUser");
    POST "/v1/users/{user_id}/unban" => user_update::unban, Published("UnbanUser");
    GET "/v1/users/{user_id}/organization_memberships" => memberships::list_of_user, Published("UsersGetOrganizationMemberships");
    GET "/v1/users/{user_id}/organization_invitations" => invitations::list_of_user, Published("UsersGetOrganizationInvitations");
    POST "/v1/testing_tokens" => testing_tokens::create, Published("CreateTestingToken");
    POST "/v1/sign_in_tokens" => sign_in_tokens::create, Published("CreateSignInToken");
    POST "/v1/sign_in_tokens/{sign_in_token_id}/revoke" => sign_in_tokens::revoke, Published("RevokeSignInToken");
    POST "/v1/agents/tasks" => agent_tasks::create, Published("CreateAgentTask");
    POST "/v1/agents/tasks/{agent_task_id}/revoke" => agent_tasks::revoke, Published("RevokeAgentTask");
    GET "/v1/sessions" => sessions::list, Published("GetSessionList");
    POST "/v1/sessions" => sessions::create, Published("createSession");
    GET "/v1/sessions/{session_id}" => sessions::show, Published("GetSession");
    POST "/v1/sessions/{session_id}/revoke" => sessions::revoke, Published("RevokeSession");
    POST "/v1/sessions/{session_id}/tokens" => sessions::create_token, Published("CreateSessionToken");
    POST "/v1/sessions/{session_id}/tokens/{template}" => sessions::create_token_of_template, Published("CreateSessionTokenFromTemplate");
};
