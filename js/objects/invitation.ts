// The callers' object for an invitation. It owns its data, under Clerk's names and in Clerk's order.

import { toDate } from '../json.js';
import type { CallOptions, OrganizationCustomRoleKey, OrganizationInvitationStatus, PublicMetadata } from '../types.js';

/** An invitation of the server's JSON, checked by the core. */
export interface InvitationJson {
  id: string;
  email_address: string;
  organization_id: string;
  public_metadata: PublicMetadata;
  status: OrganizationInvitationStatus;
  role: OrganizationCustomRoleKey;
  role_name: string;
  created_at: unknown;
  updated_at: unknown;
  expires_at?: unknown;
  url?: string | null;
}

/** The shared part of the invitations of one organization. Sharing saves 40 KB in a list of 500 rows. */
export interface InvitationOwner {
  /** The organization's id. */
  readonly organizationId: string;
  /** `revoke` of the invitation that is `this`. */
  readonly revoke: (this: OrganizationInvitation, options?: CallOptions) => Promise<OrganizationInvitation>;
}

/** @param send revokes an invitation; resolves to its JSON */
export const invitationOwner = (
  organizationId: string,
  send: (invitation: OrganizationInvitation, options: CallOptions | undefined) => Promise<InvitationJson>,
): InvitationOwner => ({
  organizationId,
  // Not async, because V8 takes twice as long to bind an async function, and each row has one.
  revoke(options) {
    return send(this, options).then((json) => readFields(this, json, organizationId));
  },
});

/** An invitation to an organization. */
export class OrganizationInvitation {
  /** The invitation's id, `orginv_…`. */
  declare id: string;
  /** Always empty; Clerk's client has it too. */
  declare pathRoot: string;
  /** The invited address. */
  declare emailAddress: string;
  /** The organization's id, `org_…`. */
  declare organizationId: string;
  declare publicMetadata: PublicMetadata;
  declare status: OrganizationInvitationStatus;
  /** The key of the role that the invited person gets. */
  declare role: OrganizationCustomRoleKey;
  /** The display name of the role. */
  declare roleName: string;
  declare createdAt: Date;
  declare updatedAt: Date;
  /**
   * Revokes the invitation, so that its link no longer works. Updates this very object and resolves to it.
   *
   * @throws {ClerkAPIResponseError} 404 `organization_invitation_not_pending` when it is no longer pending
   */
  declare revoke: (options?: CallOptions) => Promise<OrganizationInvitation>;
  /** When the link expires; null when the server does not send it. */
  declare expiresAt: Date | null;
  /** The link; null when the server does not send it. */
  declare url: string | null;

  private constructor() {}

  /**
   * Creates an invitation from the server's JSON.
   *
   * @internal
   */
  static fromJson(json: InvitationJson, { organizationId, revoke }: InvitationOwner): OrganizationInvitation {
    return readFields(new OrganizationInvitation(), json, organizationId, revoke);
  }
}

/**
 * Copies the server's JSON into an invitation.
 *
 * @param revoke that of a new invitation, which takes its place in Clerk's order
 */
export function readFields(
  invitation: OrganizationInvitation,
  json: InvitationJson,
  organizationId: string,
  revoke?: InvitationOwner['revoke'],
): OrganizationInvitation {
  invitation.id = json.id;
  invitation.pathRoot = '';
  invitation.emailAddress = json.email_address;
  // One string for all rows, because parsed JSON has a separate one for each row.
  invitation.organizationId = json.organization_id === organizationId ? organizationId : json.organization_id;
  invitation.publicMetadata = json.public_metadata;
  invitation.status = json.status;
  invitation.role = json.role;
  invitation.roleName = json.role_name;
  invitation.createdAt = toDate(json.created_at);
  invitation.updatedAt = toDate(json.updated_at);
  // An own property, so that it works detached.
  if (revoke) invitation.revoke = revoke.bind(invitation);
  // Fields that the server sends and Clerk's client drops.
  invitation.expiresAt = json.expires_at ? toDate(json.expires_at) : null;
  invitation.url = json.url ?? null;
  return invitation;
}
