// Signing in and out. Not the SDK's work: a page of yours would use Clerk's own components or an account portal. What
// is sent is what clerk-js sends for a password; the browser is known by its dev browser, which `clerk.load()` keeps
// in a cookie.

const DEV_BROWSER = '__clerk_db_jwt';

/** The Frontend API refused: shaped as the SDK's errors are, so that one place shows both. */
class RefusedError extends Error {
  static kind = 'ClerkAPIResponseError';
  name = 'ClerkAPIResponseError';

  constructor(status, answer) {
    const errors = Array.isArray(answer?.errors) ? answer.errors : [];
    super(errors[0]?.long_message ?? `HTTP ${status}`);
    this.status = status;
    this.errors = errors.map(({ code, message, long_message: longMessage, meta }) => ({
      code,
      message,
      longMessage,
      meta: { paramName: meta?.param_name },
    }));
  }
}

/** A session for somebody with a password. */
export const signIn = (identifier, password) =>
  post('/v1/client/sign_ins', {}, { strategy: 'password', identifier, password });

/** Ends every session of this browser. */
export const signOut = () => post('/v1/client/sessions', { _method: 'DELETE' }, {});

async function post(path, query, form) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries({ ...query, [DEV_BROWSER]: devBrowser() }))
    url.searchParams.set(name, value);
  const response = await fetch(url, { method: 'POST', credentials: 'include', body: new URLSearchParams(form) });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new RefusedError(response.status, answer);
  return answer;
}

function devBrowser() {
  const cookie = document.cookie.split('; ').find((cookie) => cookie.startsWith(`${DEV_BROWSER}=`));
  return cookie ? cookie.slice(DEV_BROWSER.length + 1) : '';
}
