"""Clerk's Python SDK against the emulator: every call about invitations, members, organizations and users.

Each answer is parsed by the SDK's models, which refuse one with a missing field or a wrong type.
"""

import json
import os

from clerk_backend_api import Clerk, models

emulator = json.loads(os.environ["CLERK_EMULATOR"])
organization_id = emulator["organizationId"]
admin_id = emulator["admin"]["userId"]
clerk = Clerk(bearer_auth=emulator["secretKey"], server_url=emulator["url"] + "/v1")
CALLED = set()


def call(resource, method, /, **params):
    """Calls a method and notes it."""
    CALLED.add(f"{resource}.{method}")
    return getattr(getattr(clerk, resource), method)(**params)


def refused(error, status, code, resource, method, /, **params):
    """Calls a method that must be refused."""
    try:
        call(resource, method, **params)
    except error as refusal:
        got = (refusal.raw_response.status_code, refusal.data.errors[0].code)
        assert got == (status, code), got
    else:
        raise AssertionError(f"{resource}.{method} was not refused")


def users():
    made = call(
        "users",
        "create",
        email_address=["ada@python.example"],
        password="a long enough password",
        first_name="Ada",
        public_metadata={"a": 1},
    )
    assert made.email_addresses[0].email_address == "ada@python.example"
    assert call("users", "get", user_id=made.id).first_name == "Ada"
    found = call("users", "list", request={"email_address": ["ada@python.example"], "limit": 5})
    assert [user.id for user in found] == [made.id]
    assert call("users", "count", request={"email_address": ["ada@python.example"]}).total_count == 1
    assert call("users", "update", user_id=made.id, last_name="Lovelace").last_name == "Lovelace"
    merged = call("users", "update_metadata", user_id=made.id, public_metadata={"b": 2})
    assert merged.public_metadata == {"a": 1, "b": 2}
    replaced = call("users", "replace_metadata", user_id=made.id, private_metadata={"c": 3})
    assert replaced.private_metadata == {"c": 3}
    assert call("users", "ban", user_id=made.id).banned is True
    assert call("users", "unban", user_id=made.id).banned is False
    assert call("users", "bulk_ban", user_ids=[made.id])[0].banned is True
    assert call("users", "bulk_unban", user_ids=[made.id])[0].banned is False
    assert call("users", "verify_password", user_id=made.id, password="a long enough password").verified is True
    assert call("users", "remove_password", user_id=made.id).password_enabled is False
    return made.id


def addresses(user_id):
    added = call(
        "email_addresses", "create", request={"user_id": user_id, "email_address": "b@python.example"}
    )
    # Not verified yet.
    assert added.verification is None
    verified = call("email_addresses", "update", email_address_id=added.id, verified=True)
    assert verified.verification.strategy.value == "admin"
    assert call("email_addresses", "get", email_address_id=added.id).id == added.id
    assert call("email_addresses", "delete", email_address_id=added.id).deleted is True


def organizations(user_id):
    # Without a slug.
    made = call("organizations", "create", request={"name": "Python People", "created_by": admin_id})
    assert made.slug == "python-people"
    listed = call("organizations", "list", include_members_count=True, query="Python")
    assert (listed.total_count, listed.data[0].members_count) == (1, 1)
    assert call("organizations", "get", organization_id=made.id).id == made.id
    renamed = call("organizations", "update", organization_id=made.id, name="Pythonistas")
    assert renamed.name == "Pythonistas"
    merged = call("organizations", "merge_metadata", organization_id=made.id, public_metadata={"a": 1})
    assert merged.public_metadata == {"a": 1}
    replaced = call("organizations", "replace_metadata", organization_id=made.id, private_metadata={"b": 2})
    assert replaced.private_metadata == {"b": 2}
    memberships(made.id, user_id)
    invitations(made.id, user_id)
    assert call("organizations", "delete", organization_id=made.id).deleted is True
    refused(models.ClerkErrors, 404, "resource_not_found", "organizations", "get", organization_id=made.id)


def memberships(organization_id, user_id):
    # A role without permissions.
    role = call("organization_roles", "create", name="Guest", key="org:guest")
    assert role.permissions == []
    made = call(
        "organization_memberships", "create", organization_id=organization_id, user_id=user_id, role="org:guest"
    )
    assert made.permissions == []
    listed = call("organization_memberships", "list", organization_id=organization_id)
    assert {member.role for member in listed.data} == {"org:admin", "org:guest"}
    changed = call(
        "organization_memberships", "update", organization_id=organization_id, user_id=user_id, role="org:member"
    )
    assert changed.role_name == "Member"
    merged = call(
        "organization_memberships",
        "update_metadata",
        organization_id=organization_id,
        user_id=user_id,
        public_metadata={"desk": 4},
    )
    assert merged.public_metadata == {"desk": 4}
    of_user = call("users", "get_organization_memberships", user_id=user_id)
    assert of_user.data[0].organization.id == organization_id
    everywhere = call("users", "get_instance_organization_memberships", limit=500)
    assert everywhere.total_count > 2
    removed = call("organization_memberships", "delete", organization_id=organization_id, user_id=user_id)
    assert removed.public_user_data.user_id == user_id
    assert call("organization_roles", "list").total_count >= 5
    assert call("organization_roles", "delete", organization_role_id=role.id).deleted is True


def invitations(organization_id, user_id):
    here = {"organization_id": organization_id}
    made = call(
        "organization_invitations",
        "create",
        **here,
        email_address="ada@python.example",
        role="org:member",
        inviter_user_id=admin_id,
        public_metadata={"a": 1},
        expires_in_days=3,
    )
    assert made.public_inviter_data.user_id == admin_id
    # Without an inviter.
    bulk = call(
        "organization_invitations",
        "bulk_create",
        **here,
        request_body=[{"email_address": "c@python.example", "role": "org:member"}],
    )
    assert bulk.data[0].inviter_id is None
    listed = call("organization_invitations", "list", **here, status=models.ListOrganizationInvitationsQueryParamStatus.PENDING)
    assert listed.total_count == 2
    assert call("organization_invitations", "list_pending", **here).total_count == 2
    assert call("organization_invitations", "get_all", query="c@python").total_count == 1
    assert call("organization_invitations", "get", **here, invitation_id=made.id).id == made.id
    of_user = call("users", "get_organization_invitations", user_id=user_id)
    assert of_user.data[0].public_organization_data.id == organization_id
    revoked = call("organization_invitations", "revoke", **here, invitation_id=made.id, requesting_user_id=admin_id)
    assert revoked.status == "revoked"
    refused(
        models.ClerkErrors,
        404,
        "organization_invitation_not_pending",
        "organization_invitations",
        "revoke",
        **here,
        invitation_id=made.id,
    )


def application_invitations():
    made = call("invitations", "create", request={"email_address": "new@python.example", "public_metadata": {"a": 1}})
    assert made.status.value == "pending"
    bulk = call("invitations", "bulk_create", request=[{"email_address": "newer@python.example"}])
    assert len(bulk) == 1
    assert len(call("invitations", "list", limit=10)) == 2
    assert call("invitations", "revoke", invitation_id=made.id).status.value == "revoked"


def members_by_ticket():
    """Members who signed up by an invitation's ticket: the node test made them."""
    by_ticket = os.environ["MEMBER_BY_TICKET"]
    user = call("users", "get", user_id=by_ticket)
    assert user.email_addresses[0].verification.strategy.value == "ticket"
    listed = call("organization_memberships", "list", organization_id=organization_id, user_id=[by_ticket])
    assert listed.data[0].public_user_data.user_id == by_ticket


user_id = users()
addresses(user_id)
organizations(user_id)
application_invitations()
members_by_ticket()
assert call("users", "delete", user_id=user_id).deleted is True
print(json.dumps(sorted(CALLED)))
