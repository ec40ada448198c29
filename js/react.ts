// `clerk-organization/react`: hooks and components for React 18 and 19, named after Clerk's React package. Importing it
// touches no browser API, so a server can render with it. On a server it loads nothing.

export { useAuth, useClerk, useSession, useUser } from './react/auth.js';
export { useOrganization, useOrganizationCreationDefaults, useOrganizationList } from './react/organization.js';
export { ClerkProvider } from './react/provider.js';
export { Protect, Show } from './react/show.js';
export type {
  ClerkProviderProps,
  OrganizationPages,
  PaginatedHookConfig,
  PaginatedResources,
  PaginatedResourcesUnloaded,
  ProtectProps,
  ShowProps,
  UseAuthReturn,
  UseOrganizationCreationDefaultsReturn,
  UseOrganizationListParams,
  UseOrganizationListReturn,
  UseOrganizationParams,
  UseOrganizationReturn,
  UseSessionReturn,
  UseUserReturn,
} from './react/types.js';
