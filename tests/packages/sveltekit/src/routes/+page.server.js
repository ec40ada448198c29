import { env } from '$env/dynamic/private';

/** The public settings, from the server's environment. */
export const load = () => ({ publishableKey: env.CLERK_PUBLISHABLE_KEY, proxyUrl: env.CLERK_PROXY_URL });
