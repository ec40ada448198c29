/** A person in the emulator's seed. */
export interface Person {
  userId: string;
  emailAddress: string;
  password: string;
}

/** The description of an instance: the first line that the command prints. */
export interface Description {
  /** The URL for clients: `proxyUrl` of Clerk's browser clients, `apiUrl` of `@clerk/backend`. */
  readonly url: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  /** The first organization of the seed. */
  readonly organizationId: string | null;
  readonly admin: Person | null;
  readonly member: Person | null;
  /** The webhook endpoints, if there are any. */
  readonly webhooks?: WebhookEndpoint[];
}

/** A webhook endpoint and the secret of its signatures. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  secret: string;
}

/** A mail that a real service would send. */
export interface Mail {
  seq: number;
  to: string;
  subject: string;
  link: string | null;
  code: string | null;
  invitationId: string | null;
  sentAt: number;
  html: string;
}

/** A received request, without secrets. */
export interface LoggedRequest {
  seq: number;
  method: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
  body: string;
  status: number | null;
  at: number;
  durationMs: number;
}

/** A fault: an answer that fails on purpose. */
export interface Fault {
  method?: string;
  /** A regular expression for the path. */
  path: string;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** A length greater than the body's. The answer is then cut off. */
  contentLength?: number;
  /** The number of requests that the fault applies to. 1 by default. */
  times?: number;
  /** Whether to close the connection without an answer. */
  drop?: boolean;
  /** Whether to apply the request before the fault answers. */
  after?: boolean;
  delayMs?: number;
}

/** The filter of a log. */
export interface LogFilter {
  /** Only entries with a greater `seq`. */
  after?: number;
  limit?: number;
  /** How long to wait for the first entry, in milliseconds. */
  wait?: number;
}

export type Settings = Record<string, string | number | boolean | null>;

/** The initial data and settings of an instance. */
export interface InstanceOptions {
  /**
   * The initial data, in the form of `GET /__emulator/state`. By default, two organizations with people and about
   * thirty invitations.
   */
  seed?: unknown;
  /** Settings by name, as in `--setting`. */
  settings?: Settings;
}

export interface EmulatorOptions extends InstanceOptions {
  /** The URL for clients. By default, a URL that only {@link Emulator.fetch} answers until the emulator listens. */
  url?: string;
  /** Additional host names to accept in the `Host` header. */
  allowedHosts?: string[];
  /** The webhook endpoints: `http` URLs. For an emulator in a page, an endpoint must allow the requests with CORS. */
  webhooks?: string[];
  /** The source of time, in Unix milliseconds. By default `Date.now`. */
  now?: () => number;
  /** Called with one line per request. */
  log?: (line: string) => void;
  /** Loads the WebAssembly module. By default, the file `emulator.wasm` next to the package's scripts. */
  module?: () => Promise<WebAssembly.Module>;
  /** A snapshot from {@link Emulator.snapshot} to start from. `seed` is then ignored. */
  snapshot?: Snapshot;
}

/** All stored data as an SQLite file, and the clock's offset. It includes private keys of the emulator. */
export interface Snapshot {
  image: Uint8Array<ArrayBuffer>;
  clockOffsetMs: number;
}

/** Controls of an instance, for tests. Clerk has no such calls. */
export interface Controls {
  clock: {
    /** The instance's current time in Unix milliseconds. */
    now(): Promise<number>;
    /** Moves the clock. Resolves to its new time. */
    advance(milliseconds: number): Promise<number>;
  };
  faults: {
    add(...faults: Fault[]): Promise<void>;
    /** Lists the faults that have requests left to apply to. */
    list(): Promise<Fault[]>;
    clear(): Promise<void>;
  };
  outbox: {
    list(filter?: LogFilter & { to?: string }): Promise<Mail[]>;
    clear(): Promise<void>;
  };
  requests: {
    list(filter?: LogFilter & { method?: string; path?: string; status?: number }): Promise<LoggedRequest[]>;
    clear(): Promise<void>;
  };
  /** Changes settings by name. */
  configure(settings: Settings): Promise<void>;
  /** Restores the seed, with the same ids. */
  reset(): Promise<void>;
}

/** A further instance of an emulator. Instances share no data. */
export interface Instance extends Description, Controls {
  /** Ends the instance and removes its data. */
  end(): Promise<void>;
}

/** The HTTP server of an emulator. */
export interface Listening {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** A running emulator. */
export interface Connected extends Description, Controls {
  /** Creates an instance in a few milliseconds. */
  createInstance(options?: InstanceOptions): Promise<Instance>;
}

export interface Emulator extends Connected {
  /**
   * Answers a request to the URL of the emulator or of an instance. Like `fetch`, it rejects with a `TypeError` if a
   * fault closes the connection, and after {@link close}. `page` is the origin of a browser's request, which a `Request`
   * does not include.
   */
  fetch(input: Request | string | URL, init?: RequestInit, page?: { origin: string }): Promise<Response>;
  /**
   * Serves the emulator on 127.0.0.1. Node only. `url` and the URLs of instances become those of the server, unless
   * {@link EmulatorOptions.url} is set.
   */
  listen(options?: { port?: number; host?: string }): Promise<Listening>;
  /** Saves the whole state, for {@link restore} or {@link EmulatorOptions.snapshot}. */
  snapshot(): Promise<Snapshot>;
  /** Restores a snapshot: rows, sessions, mails, settings and the clock. Clears faults and the request log. */
  restore(snapshot: Snapshot): Promise<void>;
  /** Stops the server, if it listens, and ends all waiting requests. */
  close(): Promise<void>;
}
