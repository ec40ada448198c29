// The controls of a local emulator, as `/__emulator/…` answers them.

/** A mail that Clerk would have sent. */
export interface Mail {
  sentAt: number;
  to: string;
  subject: string;
  link?: string | null;
  code?: string | null;
}

/** The data of an emulator that the panel shows. */
export interface EmulatorState {
  clock: { now: number; offsetMs: number };
  outbox: Mail[];
  faults: unknown[];
}

/** The controls of one emulator. Each call rejects with a message that can be shown. */
export class Emulator {
  readonly #root: string;
  readonly #send: typeof fetch;

  private constructor(root: string, send: typeof fetch) {
    this.#root = root;
    this.#send = send;
  }

  /** Resolves to the emulator at a URL, or undefined if no emulator answers there. */
  static async find(url: string, send: typeof fetch): Promise<Emulator | undefined> {
    const emulator = new Emulator(url.replace(/\/$/, ''), send);
    try {
      const instance = (await emulator.#control('GET', 'instance')) as { organizationId?: unknown };
      return typeof instance.organizationId === 'string' ? emulator : undefined;
    } catch {
      return undefined;
    }
  }

  async read(): Promise<EmulatorState> {
    const paths = ['clock', 'outbox', 'faults'];
    const [clock, outbox, faults] = await Promise.all(paths.map((path) => this.#control('GET', path)));
    return { clock, outbox, faults } as EmulatorState;
  }

  advance = (advanceMs: number): Promise<unknown> => this.#control('POST', 'clock', { advanceMs });
  addFault = (fault: object): Promise<unknown> => this.#control('POST', 'faults', [fault]);
  clearFaults = (): Promise<unknown> => this.#control('DELETE', 'faults');
  clearOutbox = (): Promise<unknown> => this.#control('DELETE', 'outbox');
  reset = (): Promise<unknown> => this.#control('POST', 'reset');

  async #control(method: string, path: string, body?: object): Promise<unknown> {
    const init: RequestInit = body ? { method, body: JSON.stringify(body) } : { method };
    const answer = await this.#send(`${this.#root}/__emulator/${path}`, { ...init, headers: { accept: 'application/json' } });
    const json = (await answer.json()) as { errors?: { long_message?: string }[] };
    if (!answer.ok) throw new Error(json.errors?.[0]?.long_message ?? `HTTP ${answer.status}`);
    return json;
  }
}

/** The URL under which an emulator may answer: the proxy of a `Clerk`, if that is on this machine. */
export function emulatorUrlOf(proxyUrl: string | undefined): string | undefined {
  if (!proxyUrl) return undefined;
  const url = new URL(proxyUrl, document.baseURI);
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname) ? url.href : undefined;
}
