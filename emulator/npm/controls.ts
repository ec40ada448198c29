// The controls of an instance (`/__emulator/…`) as functions.

import type { Controls, Fault, LogFilter, LoggedRequest, Mail } from './types.js';

type Send = (request: Request) => Promise<Response>;

/** The controls of the instance at `url()`. */
export function controlsOf(url: () => string, send: Send): Controls {
  async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await send(new Request(`${url()}/__emulator/${path}`, init));
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.errors?.[0]?.long_message ?? `${method} ${path}: ${response.status}`);
    return answer;
  }
  const list = <T>(log: string, filter: LogFilter = {}): Promise<T[]> => {
    const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]));
    return control('GET', `${log}?${query}`);
  };
  const clear = async (log: string) => void (await control('DELETE', log));
  return {
    clock: {
      now: async () => (await control<{ now: number }>('GET', 'clock')).now,
      advance: async (advanceMs) => (await control<{ now: number }>('POST', 'clock', { advanceMs })).now,
    },
    faults: {
      add: async (...faults) => void (await control('POST', 'faults', faults)),
      list: () => control<Fault[]>('GET', 'faults'),
      clear: () => clear('faults'),
    },
    outbox: { list: (filter) => list<Mail>('outbox', filter), clear: () => clear('outbox') },
    requests: { list: (filter) => list<LoggedRequest>('requests', filter), clear: () => clear('requests') },
    configure: async (settings) => void (await control('PATCH', 'settings', settings)),
    reset: async () => void (await control('POST', 'reset')),
  };
}

/** Returns the clock's offset in milliseconds. */
export async function clockOffset(url: string, send: Send): Promise<number> {
  const response = await send(new Request(`${url}/__emulator/clock`));
  return (await response.json()).offsetMs;
}
