// The functions of the page or of Node that the module calls: URLs, Unicode, and requests.

/** Returns `[scheme, host, origin, path, href]`, or `undefined` for an invalid URL. */
export function parseUrl(text: string): string[] | undefined {
  try {
    const { protocol, hostname, origin, pathname, href } = new URL(text);
    return [protocol.slice(0, -1), hostname, origin, pathname, href];
  } catch {
    return undefined;
  }
}

/** Whether a character is a letter, a mark or a digit of any script. */
export const isLetterMarkOrDigit = (letter: string): boolean => /^[\p{L}\p{M}\p{N}]$/u.test(letter);

/** Unicode Normalization Form C. */
export const compose = (text: string): string => text.normalize('NFC');

/** A host name in ASCII. `undefined` if it is invalid. */
export function domainToAscii(name: string): string | undefined {
  // These characters would end the host name or make it another part of the URL.
  if (/[\s/\\?#@:%[\]]/.test(name)) return undefined;
  return parseUrl(`http://${name}`)?.[1];
}

/**
 * Sends a webhook. Resolves to the status of the answer or the reason of the failure. `pairs` has alternating names and
 * values.
 */
export async function postWebhook(url: string, pairs: string[], body: string): Promise<{ status?: number; reason?: string }> {
  const headers: [string, string][] = [['content-type', 'application/json']];
  for (let index = 0; index + 1 < pairs.length; index += 2) headers.push([pairs[index] ?? '', pairs[index + 1] ?? '']);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
    await response.body?.cancel();
    return { status: response.status };
  } catch (failure) {
    return { reason: reasonOf(failure) };
  }
}

/** In Node, `cause` has the reason. */
function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const { cause } = failure;
  if (!(cause instanceof Error)) return failure.message;
  return 'code' in cause && cause.code === 'ECONNREFUSED' ? `connection refused: ${cause.message}` : `${failure.message}: ${cause.message}`;
}
