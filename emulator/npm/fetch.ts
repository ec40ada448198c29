// Converts between the objects of the Fetch API and those of the engine.

import type { Engine } from './engine.js';

/** An error in Clerk's shape for cases in which the module has no answer. */
export function failure(status: number, code: string, message: string, long_message: string): Response {
  const body = JSON.stringify({ errors: [{ code, message, long_message, meta: {} }] });
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}

/** Answers a request with the engine. Rejects with a `TypeError` if a real connection would be closed. */
export async function answer(engine: Engine, request: Request, page?: { origin: string }): Promise<Response> {
  const url = new URL(request.url);
  const headers = ['host', url.host];
  for (const [name, value] of request.headers) if (name !== 'host') headers.push(name, value);
  const isOfPage = page && !request.headers.has('origin') && !request.headers.has('authorization');
  if (isOfPage && request.mode !== 'navigate') headers.push('origin', page.origin);
  const body = new Uint8Array(await request.arrayBuffer());
  request.signal.throwIfAborted();
  const outcome = await abortable(engine.handle(request.method, url.pathname + url.search, headers, body), request.signal);
  if (outcome === 'dropped') throw new TypeError('fetch failed: a fault closed the connection');
  if (outcome === 'closed') throw new TypeError('fetch failed: the emulator is closed');
  if (outcome === 'trapped') {
    return failure(500, 'internal_error', 'Internal error', 'The emulator failed and was restarted.');
  }
  if (outcome === 'invalid') {
    return failure(400, 'request_invalid', 'Invalid request', 'The request is not valid HTTP.');
  }
  const [status, pairs, bytes, isCutOff] = outcome.answer;
  const answered = new Headers();
  for (let index = 0; index < pairs.length; index += 2) {
    const [name, value] = [pairs[index], pairs[index + 1]];
    if (name !== undefined && value !== undefined) answered.append(name, value);
  }
  const hasNoBody = status === 204 || status === 304 || request.method === 'HEAD';
  return new Response(hasNoBody ? null : isCutOff ? cutOff(bytes) : bytes, { status, headers: answered });
}

/** Rejects when the signal aborts. The emulator still completes the request. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** A body that ends before its declared length. */
function cutOff(bytes: Uint8Array): ReadableStream {
  let isSent = false;
  return new ReadableStream({
    pull(controller) {
      if (isSent) return controller.error(new TypeError('terminated: the body was cut off'));
      isSent = true;
      controller.enqueue(bytes);
    },
  });
}
