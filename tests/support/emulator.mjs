// The emulator that `cargo xtask test` started for this suite, or the one in the service worker of the demo without a
// server: its description and its controls.

const { CLERK_DEMO_FOLDER, CLERK_EMULATOR } = process.env;
const announced = CLERK_DEMO_FOLDER ? (await import('./static-demo.mjs')).announced : CLERK_EMULATOR;
if (!announced) {
  throw new Error("CLERK_EMULATOR is not set: run `cargo xtask test`, or give it an emulator's first line of output.");
}

/** Whether no answer of the emulator carries the client (its setting `attach_client` is `never`). */
const DETACHED = process.env.CLERK_ATTACH_CLIENT === 'never';

/** `{ url, publishableKey, secretKey, organizationId, admin: { userId, emailAddress, password }, member }` */
export const emulator = JSON.parse(announced);

async function control(method, path, body) {
  const response = await fetch(`${emulator.url}/__emulator/${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Resets rows (with the same ids), clock, faults and log to the seed. Ends all sessions. */
export const reset = () => control('POST', 'reset');

/** Moves the emulator's clock. */
export const advanceClock = (advanceMs) => control('POST', 'clock', { advanceMs });

/** Adds faults: `{ method, path, status, body, headers, contentLength, times, drop, after, delayMs }`. */
export const fault = (...faults) => control('POST', 'faults', faults);

/** Removes the remaining faults. */
export const clearFaults = () => control('DELETE', 'faults');

/** Changes settings by name. */
export const change = (settings) => control('PATCH', 'settings', settings);

/** The requests since the last reset or {@link clearRequests}, oldest first. */
export const requests = () => control('GET', 'requests');

export const clearRequests = () => control('DELETE', 'requests');

/** Sends a request to the emulator's Backend API. */
export async function backend(method, path, body) {
  const response = await fetch(`${emulator.url}/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** A new user; resolves to `{ userId, emailAddress, password }`. */
export async function createUser(emailAddress, password = 'a long enough password 7') {
  const [first_name] = emailAddress.split('@');
  const { id } = await backend('POST', 'users', { email_address: [emailAddress], password, first_name, last_name: 'Test' });
  return { userId: id, emailAddress, password };
}

/** The sent mails, oldest first. */
export const outbox = () => control('GET', 'outbox');

/** `METHOD path` of each request in the log, without the common query params. */
export async function sent() {
  const log = await requests();
  return log.map(({ method, path, query }) => {
    const own = query.filter(([name]) => !name.startsWith('_') || name === '_method');
    return `${method} ${path}${own.length ? `?${own.map((pair) => pair.join('=')).join('&')}` : ''}`;
  });
}

/** The requests that `load()` sends in parallel, in sending order. */
export const LOADING = ['POST /v1/environment?_method=PATCH', 'GET /v1/client'];

/** {@link sent} with the two requests of {@link LOADING} in that order; they may arrive in either order. */
export async function sentByLoad() {
  const lines = await sent();
  lines.forEach((line, index) => {
    if (line === LOADING[1] && lines[index + 1] === LOADING[0]) lines.splice(index, 2, ...LOADING);
  });
  return lines;
}

/**
 * Signs a person in, like a browser of a development instance. Resolves to `{ devBrowser, clientToken }`: the values of
 * `__clerk_db_jwt` and of the `__client` cookie, which identifies the client in an instance without dev browsers.
 */
export async function signIn(person) {
  const post = (path, fields) =>
    fetch(`${emulator.url}/v1/${path}`, { method: 'POST', body: new URLSearchParams(fields) });
  const { id: devBrowser } = await (await post('dev_browser')).json();
  const { emailAddress: identifier, password } = person;
  const answer = await post(`client/sign_ins?__clerk_db_jwt=${devBrowser}`, {
    strategy: 'password',
    identifier,
    password,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  // `cargo xtask test detached` runs these files on an emulator that attaches no client. This checks the emulator's
  // setting.
  const isAttached = JSON.parse(text).client !== null;
  if (isAttached === DETACHED) throw new Error(`attach_client is not ${DETACHED ? 'never' : 'always'}`);
  // A service worker's answers cannot set cookies.
  const clientToken = /__client=([^;]+)/.exec(answer.headers.get('set-cookie'))?.[1];
  return { devBrowser, clientToken };
}
