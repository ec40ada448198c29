/** A person whom the emulator begins with. */
export interface Person {
  userId: string;
  emailAddress: string;
  password: string;
}

/** What an instance is: the first line that the command prints. */
export interface Description {
  /** Where clients reach it: `proxyUrl` of Clerk's browser clients, `apiUrl` of `@clerk/backend`. */
  readonly url: string;
  readonly publishableKey: string;
  readonly secretKey: string;
  /** The first organization of the seed. */
  readonly organizationId: string | null;
  readonly admin: Person | null;
  readonly member: Person | null;
  /** Where events are sent, if they are. */
  readonly webhooks?: WebhookEndpoint[];
}

/** Where events are sent, and the secret that they are signed with. */
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

/** An answer that goes wrong on purpose. */
export interface Fault {
  method?: string;
  /** A regular expression for the path. */
  path: string;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** A length that is greater than the body's cuts the answer off. */
  contentLength?: number;
  /** How many requests it meets; 1 by default. */
  times?: number;
  /** Closes the connection without an answer. */
  drop?: boolean;
  /** Applies the request first. */
  after?: boolean;
  delayMs?: number;
}

/** Which entries of a log. */
export interface LogFilter {
  /** Only entries with a greater `seq`. */
  after?: number;
  limit?: number;
  /** Waits so many milliseconds for the first entry. */
  wait?: number;
}

export type Settings = Record<string, string | number | boolean | null>;

/** What an instance begins with. */
export interface InstanceOptions {
  /** The data, in the form of `GET /__emulator/state`. By default, an organization, two people and about thirty invitations. */
  seed?: unknown;
  /** Settings by name, as `--setting` takes them. */
  settings?: Settings;
}

export interface EmulatorOptions extends InstanceOptions {
  /** Where clients reach the emulator. By default an address that only {@link Emulator.fetch} knows, until it listens. */
  url?: string;
  /** Further names that the `Host` header may have. */
  allowedHosts?: string[];
  /** Where events are sent: `http` URLs. Every other process can be reached; a page only what allows it by CORS. */
  webhooks?: string[];
  /** Where time comes from, in Unix milliseconds. By default `Date.now`. */
  now?: () => number;
  /** Takes a line per request. */
  log?: (line: string) => void;
  /** Loads the WebAssembly module. By default it is the file `emulator.wasm` beside the package's scripts. */
  module?: () => Promise<WebAssembly.Module>;
  /** What {@link Emulator.snapshot} returned: the emulator continues from there, and `seed` does not count. */
  snapshot?: Snapshot;
}

/** Everything that is stored, as an SQLite file, and how far the clock was moved. Contains private keys of the emulator. */
export interface Snapshot {
  image: Uint8Array<ArrayBuffer>;
  clockOffsetMs: number;
}

/** What tests do to an instance that Clerk has no call for. */
export interface Controls {
  clock: {
    /** The instance's present moment in Unix milliseconds. */
    now(): Promise<number>;
    /** Moves the clock; returns its new moment. */
    advance(milliseconds: number): Promise<number>;
  };
  faults: {
    add(...faults: Fault[]): Promise<void>;
    /** Those that no request has met. */
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
  /** Brings back the seed, with the same ids. */
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
   * as `fetch` does. `page` is where a browser's request comes from: a `Request` does not carry it.
   */
  fetch(input: Request | string | URL, init?: RequestInit, page?: { origin: string }): Promise<Response>;
  /**
   * Serves the emulator on 127.0.0.1. Node only. `url` and the URLs of instances become those of the server, unless
   * {@link EmulatorOptions.url} was given.
   */
  listen(options?: { port?: number; host?: string }): Promise<Listening>;
  /** Everything, to continue from with {@link restore} or {@link EmulatorOptions.snapshot}. */
  snapshot(): Promise<Snapshot>;
  /** Goes back to a snapshot: rows, sessions, mails, settings and the clock. Faults and the request log begin anew. */
  restore(snapshot: Snapshot): Promise<void>;
  /** Ends the server, if it listens, and what waits. */
  close(): Promise<void>;
}
