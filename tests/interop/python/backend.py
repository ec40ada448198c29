"""Clerk's Python SDK against the emulator: every call about invitations, members, organizations and users.

Each answer is parsed by the SDK's models, which refuse one with a missing field or a wrong type.
"""

import base64
import hmac
import json
import os
import struct
import time
import urllib.request

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
        got = (refusal.raw_response.status_code, json.loads(refusal.raw_response.text)["errors"][0]["code"])
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
    user_locks(made.id)
    user_passwords(made.id)
    user_images(made.id)
    user_second_factors(made.id)
    user_connections(made.id)
    return made.id


def user_locks(user_id):
    here = {"user_id": user_id}
    locked = call("users", "lock", **here)
    assert locked.locked is True
    assert 3500 < locked.lockout_expires_in_seconds <= 3600
    assert call("users", "get", **here).locked is True
    unlocked = call("users", "unlock", **here)
    assert (unlocked.locked, unlocked.lockout_expires_in_seconds) == (False, None)
    made = call("users", "create", email_address=["locked@python.example"], locked=True)
    assert made.locked is True
    assert call("users", "delete", user_id=made.id).deleted is True


def user_passwords(user_id):
    here = {"user_id": user_id}
    refused(models.ClerkErrors, 400, "no_password_set", "users", "set_password_compromised", **here)
    call("users", "update", **here, password="another long password")
    assert call("users", "set_password_compromised", **here, revoke_all_sessions=True).password_enabled is True
    assert call("users", "unset_password_compromised", **here).password_enabled is True


PNG = bytes.fromhex("89504e470d0a1a0a")


def user_images(user_id):
    here = {"user_id": user_id}
    assert call("users", "get", **here).has_image is False
    shown = call("users", "set_profile_image", **here, file={"file_name": "a.png", "content": PNG, "content_type": "image/png"})
    assert shown.has_image is True
    with urllib.request.urlopen(shown.image_url) as answer:
        assert (answer.headers["content-type"], answer.read()) == ("image/png", PNG)
    assert call("users", "delete_profile_image", **here).has_image is False
    refused(models.ClerkErrors, 404, "image_not_found", "users", "delete_profile_image", **here)


SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def app_code():
    """The code that an authenticator app shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(SECRET), counter, "sha1").digest()
    at = digest[-1] & 15
    return str((struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000).zfill(6)


def user_second_factors(user_id):
    here = {"user_id": user_id}
    refused(models.SDKError, 400, "totp_disabled", "users", "verify_totp", **here, code="123456")
    shown = call("users", "update", **here, totp_secret=SECRET, backup_codes=["abcd1234", "efgh5678"])
    assert (shown.totp_enabled, shown.backup_code_enabled, shown.two_factor_enabled) == (True, True, True)
    assert shown.mfa_enabled_at > 0
    verified = call("users", "verify_totp", **here, code=app_code())
    assert (verified.verified, verified.code_type.value) == (True, "totp")
    assert call("users", "verify_totp", **here, code="abcd1234").code_type.value == "backup_code"
    # Used up.
    refused(models.SDKError, 422, "totp_incorrect_code", "users", "verify_totp", **here, code="abcd1234")
    assert call("users", "delete_backup_codes", **here).user_id == user_id
    shown = call("users", "get", **here)
    assert (shown.totp_enabled, shown.backup_code_enabled) == (True, False)
    assert call("users", "delete_totp", **here).user_id == user_id
    assert call("users", "get", **here).totp_enabled is False
    call("users", "update", **here, totp_secret=SECRET)
    assert call("users", "disable_mfa", **here).user_id == user_id
    shown = call("users", "get", **here)
    assert (shown.two_factor_enabled, shown.mfa_disabled_at >= shown.mfa_enabled_at) == (False, True)


def user_connections(user_id):
    """What nobody has without a network: accounts elsewhere, wallets, passkeys, subscriptions."""
    here = {"user_id": user_id}
    assert call("users", "get_o_auth_access_token", **here, provider="oauth_google") == []
    assert call("users", "list_trusted_devices", **here).total_count == 0
    for method, params in {
        "delete_passkey": {"passkey_identification_id": "idn_none"},
        "delete_web3_wallet": {"web3_wallet_identification_id": "idn_none"},
        "delete_external_account": {"external_account_id": "eac_none"},
        "revoke_trusted_device": {"trusted_device_id": "device_none"},
    }.items():
        refused(models.ClerkErrors, 404, "resource_not_found", "users", method, **here, **params)
    refused(models.ClerkErrors, 404, "subscription_not_found", "users", "get_billing_subscription", **here)
    refused(models.ClerkErrors, 404, "payer_not_found", "users", "get_billing_credit_balance", **here)
    adjusted = {"amount": 100, "action": "increase", "idempotency_key": "k", "currency": "usd"}
    refused(models.ClerkErrors, 404, "payer_not_found", "users", "adjust_billing_credit_balance", **here, **adjusted)


def addresses(user_id):
    added = call(
        "email_addresses", "create", request={"user_id": user_id, "email_address": "b@python.example"}
    )
    # Not verified yet.
    assert added.verification is None
    verified = call("email_addresses", "update", email_address_id=added.id, verified=True)
    assert verified.verification.strategy.value == "admin"
    assert call("email_addresses", "get", email_address_id=added.id).id == added.id
    # A code that a program asked for verifies an address, and is told by its status.
    other = call("email_addresses", "create", request={"user_id": user_id, "email_address": "code+clerk_test@python.example"})
    sent = call("email_addresses", "prepare_verification", email_address_id=other.id)
    assert sent.status == "unverified"
    attempt = {"email_address_id": other.id, "verification_id": sent.id}
    wrong = call("email_addresses", "attempt_verification", **attempt, code="000000")
    assert (wrong.status, wrong.attempts) == ("unverified", 1)
    right = call("email_addresses", "attempt_verification", **attempt, code="424242")
    assert right.status == "verified"
    refused(
        models.ClerkErrors,
        400,
        "verification_already_verified",
        "email_addresses",
        "attempt_verification",
        **attempt,
        code="424242",
    )
    assert call("email_addresses", "get", email_address_id=other.id).verification.status.value == "verified"
    for one in (added, other):
        assert call("email_addresses", "delete", email_address_id=one.id).deleted is True
    replaced = call("email_addresses", "replace_for_user", user_id=user_id, email_address="ada@python.example")
    assert replaced.email_address == "ada@python.example"


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
    logo = {"file_name": "a.png", "content": PNG, "content_type": "image/png"}
    assert call("organizations", "upload_logo", organization_id=made.id, uploader_user_id=admin_id, file=logo).has_image
    assert call("organizations", "delete_logo", organization_id=made.id).has_image is False
    billing(made.id)
    memberships(made.id, user_id)
    invitations(made.id, user_id)
    domains(made.id)
    assert call("organizations", "delete", organization_id=made.id).deleted is True
    refused(models.ClerkErrors, 404, "resource_not_found", "organizations", "get", organization_id=made.id)


def billing(organization_id):
    """Nobody ever paid."""
    here = {"organization_id": organization_id}
    refused(models.ClerkErrors, 404, "subscription_not_found", "organizations", "get_billing_subscription", **here)
    refused(models.ClerkErrors, 404, "payer_not_found", "organizations", "get_billing_credit_balance", **here)
    adjusted = {"amount": 100, "action": "increase", "idempotency_key": "k", "currency": "usd"}
    refused(models.ClerkErrors, 404, "payer_not_found", "organizations", "adjust_billing_credit_balance", **here, **adjusted)


def domains(organization_id):
    here = {"organization_id": organization_id}
    made = call("organization_domains", "create", **here, name="python.example", enrollment_mode="manual_invitation")
    assert made.name == "python.example"
    assert call("organization_domains", "list", **here).total_count == 1
    assert call("organization_domains", "list_all", query="python").total_count == 1
    changed = call("organization_domains", "update", **here, domain_id=made.id, enrollment_mode="automatic_suggestion")
    assert changed.enrollment_mode == "automatic_suggestion"
    assert call("organization_domains", "verify_ownership", **here, domain_id=made.id).id == made.id
    assert call("organization_domains", "delete", **here, domain_id=made.id).deleted is True


def roles():
    made = call("organization_permissions", "create", name="Read about snakes", key="org:snakes:read")
    assert call("organization_permissions", "get", permission_id=made.id).key == "org:snakes:read"
    assert call("organization_permissions", "update", permission_id=made.id, name="Reports").name == "Reports"
    assert made.id in [permission.id for permission in call("organization_permissions", "list").data]
    role = call("organization_roles", "create", name="Reader", key="org:reader")
    assert call("organization_roles", "get", organization_role_id=role.id).key == "org:reader"
    assert call("organization_roles", "update", organization_role_id=role.id, name="Readers").name == "Readers"
    pair = {"organization_role_id": role.id, "permission_id": made.id}
    assert made.id in [permission.id for permission in call("organization_roles", "assign_permission", **pair).permissions]
    assert call("organization_roles", "remove_permission", **pair).permissions == []
    assert call("organization_roles", "delete", organization_role_id=role.id).deleted is True
    assert call("organization_permissions", "delete", permission_id=made.id).deleted is True


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


RESOURCES = [
    "email_addresses",
    "invitations",
    "organization_domains",
    "organization_invitations",
    "organization_memberships",
    "organization_permissions",
    "organization_roles",
    "organizations",
    "users",
]


def methods(resource):
    """What the SDK can call of a resource. Each has a twin for asyncio, which sends the same."""
    own = vars(type(getattr(clerk, resource)))
    return [f"{resource}.{name}" for name in own if not name.startswith("_") and not name.endswith("_async")]


user_id = users()
addresses(user_id)
roles()
organizations(user_id)
application_invitations()
members_by_ticket()
assert call("users", "delete", user_id=user_id).deleted is True
every = [method for resource in RESOURCES for method in methods(resource)]
print(json.dumps({"called": sorted(CALLED), "uncalled": sorted(set(every) - CALLED)}))
