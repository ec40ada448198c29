/** A person whom the emulator begins with. */
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
  /** The endpoints of events, if there are any. */
  readonly webhooks?: WebhookEndpoint[];
}

/** An endpoint of events, and the secret with which they are signed. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  secret: string;
}

/** A mail that the emulator would have sent. */
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

/** A request as it was on the wire, without secrets. */
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
  /** A length that is greater than the body's cuts the answer off. */
  contentLength?: number;
  /** The number of requests that get the fault; 1 by default. */
  times?: number;
  /** Whether the connection is closed without an answer. */
  drop?: boolean;
  /** Whether the request is applied first. */
  after?: boolean;
  delayMs?: number;
}

/** The filter of a log. */
export interface LogFilter {
  /** Only entries with a greater `seq`. */
  after?: number;
  limit?: number;
  /** The longest wait for the first entry, in milliseconds. */
  wait?: number;
}

export type Settings = Record<string, string | number | boolean | null>;

/** The initial data and settings of an instance. */
export interface InstanceOptions {
  /** The data, in the form of `GET /__emulator/state`. By default, an organization, two people and about thirty invitations. */
  seed?: unknown;
  /** Settings by name, as `--setting` takes them. */
  settings?: Settings;
}

export interface EmulatorOptions extends InstanceOptions {
  /** The URL for clients. By default a URL that only {@link Emulator.fetch} answers, until the emulator listens. */
  url?: string;
  /** Further names that the `Host` header may have. */
  allowedHosts?: string[];
  /** The endpoints of events: `http` URLs. From a page, an endpoint must allow requests by CORS. */
  webhooks?: string[];
  /** The source of time, in Unix milliseconds. By default `Date.now`. */
  now?: () => number;
  /** Called with a line for each request. */
  log?: (line: string) => void;
  /** Loads the WebAssembly module. By default it is the file `emulator.wasm` beside the package's scripts. */
  module?: () => Promise<WebAssembly.Module>;
  /** A result of {@link Emulator.snapshot}, from which the emulator continues; `seed` is then ignored. */
  snapshot?: Snapshot;
}

/** All stored data as an SQLite file, and the offset of the clock. Contains private keys of the emulator. */
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
    /** Lists the faults that no request has got yet. */
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

/** An instance beside the emulator's own, which shares nothing with it. */
export interface Instance extends Description, Controls {
  /** Removes the instance and its data. */
  end(): Promise<void>;
}

/** An HTTP server on an emulator. */
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
   * Answers a request to the emulator's own or an instance's URL. Rejects with a `TypeError` if a fault closes the connection,
   * as `fetch` does. `page` is the origin of a browser's request, which a `Request` does not contain.
   */
  fetch(input: Request | string | URL, init?: RequestInit, page?: { origin: string }): Promise<Response>;
  /**
   * Serves the emulator on 127.0.0.1. Node only. `url` and the URLs of instances become those of the server, unless
   * {@link EmulatorOptions.url} was given.
   */
  listen(options?: { port?: number; host?: string }): Promise<Listening>;
  /** Saves the whole state, for {@link restore} or {@link EmulatorOptions.snapshot}. */
  snapshot(): Promise<Snapshot>;
  /** Restores a snapshot: rows, sessions, mails, settings and the clock. Clears faults and the request log. */
  restore(snapshot: Snapshot): Promise<void>;
  /** Stops the server, if it listens, and ends all waits. */
  close(): Promise<void>;
}
