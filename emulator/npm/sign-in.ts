// Signs a person in like a browser, without a page.

import type { Description, Person } from './types.js';

/** The credentials of a signed-in browser: the dev browser's id and the value of the emulator's `__client` cookie. */
export interface SignedIn {
  devBrowser: string;
  clientToken: string;
}

/** Signs a person in with a password. Rejects with Clerk's message if the sign-in fails. */
export async function signIn(
  { url }: Pick<Description, 'url'>,
  { emailAddress, password }: Pick<Person, 'emailAddress' | 'password'>,
  send: (request: Request) => Promise<Response> = fetch,
): Promise<SignedIn> {
  const post = async (path: string, fields: Record<string, string> = {}) => {
    const response = await send(new Request(`${url}/v1/${path}`, { method: 'POST', body: new URLSearchParams(fields) }));
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.errors?.[0]?.long_message ?? `POST /v1/${path}: ${response.status}`);
    return { answer, cookies: response.headers.get('set-cookie') ?? '' };
  };
  const devBrowser: string = (await post('dev_browser')).answer.id;
  const query = `client/sign_ins?__clerk_db_jwt=${encodeURIComponent(devBrowser)}`;
  const { answer, cookies } = await post(query, { strategy: 'password', identifier: emailAddress, password });
  if (answer.response?.status !== 'complete') throw new Error(`${emailAddress} needs more than a password to sign in`);
  return { devBrowser, clientToken: /__client=([^;]+)/.exec(cookies)?.[1] ?? '' };
}
