import { env } from '$env/dynamic/private';

/** What the browser may know, from the environment of the server. */
export const load = () => ({ publishableKey: env.CLERK_PUBLISHABLE_KEY, proxyUrl: env.CLERK_PROXY_URL });
