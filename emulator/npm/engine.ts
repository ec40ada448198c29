// Runs the WebAssembly module: starts and polls calls, and restarts the emulator after a trap.

import { createGlue } from './glue.js';
import type { Answer, Glue, WasmEmulator } from './glue.js';
import { randomBytes } from './platform.js';
import * as web from './web.js';

export interface EngineOptions {
  module: WebAssembly.Module;
  /** The options of the module as JSON: `url`, `allowedHosts`, `seed`, `settings`, `webhooks`. */
  options: Record<string, unknown>;
  now: () => number;
  log: ((line: string) => void) | undefined;
  signingKey: Uint8Array | undefined;
  image: Uint8Array | undefined;
}

/** A module with its emulator. */
interface Running {
  glue: Glue;
  emulator: WasmEmulator;
  /** Polls a call by its number. */
  steps: Map<number, () => void>;
  timers: Map<number, ReturnType<typeof setTimeout>>;
  hasTrapped: boolean;
}

/**
 * The result of a call: an answer, a connection that a fault closed, a request that is not valid HTTP, a trap in the module, or
 * the end of the emulator.
 */
export type Outcome = { answer: Answer } | 'dropped' | 'invalid' | 'trapped' | 'closed';

export class Engine {
  #options: EngineOptions;
  #running: Running;
  /** The last image that was saved or loaded. */
  #image: Uint8Array | undefined;
  #description: unknown;
  #isClosed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#image = options.image;
    this.#running = this.#start(options.image);
  }

  #start(image: Uint8Array | undefined): Running {
    const { module, options, now, log, signingKey } = this.#options;
    const glue = createGlue();
    glue.initSync({ module });
    const steps: Running['steps'] = new Map();
    const timers: Running['timers'] = new Map();
    const host = {
      now,
      startTimer: (timer: number, milliseconds: number) => {
        const ring = () => {
          timers.delete(timer);
          if (!running.hasTrapped) glue.endTimer(timer);
        };
        timers.set(timer, setTimeout(ring, milliseconds));
      },
      stopTimer: (timer: number) => {
        clearTimeout(timers.get(timer));
        timers.delete(timer);
      },
      wake: (call: number) => queueMicrotask(() => (steps.get(call) ?? (() => this.#goOn(running, call)))()),
      post: (request: number, url: string, headers: string[], body: string) => {
        void web.postWebhook(url, headers, body).then(({ status, reason = '' }) => {
          if (!running.hasTrapped) glue.endPost(request, status, reason);
        });
      },
      parseUrl: web.parseUrl,
      isLetterMarkOrDigit: web.isLetterMarkOrDigit,
      compose: web.compose,
      domainToAscii: web.domainToAscii,
      log: (line: string) => log?.(line),
    };
    const json = JSON.stringify({ ...options, log: log !== undefined });
    const running: Running = {
      glue,
      emulator: new glue.Emulator(json, host, randomBytes(32), signingKey, image),
      steps,
      timers,
      hasTrapped: false,
    };
    return running;
  }

  /** Continues background work, such as sending webhooks. */
  #goOn(running: Running, call: number): void {
    if (running.hasTrapped) return;
    try {
      running.glue.poll(call);
    } catch {
      this.#recover(running);
    }
  }

  /** Answers a request. */
  handle(method: string, target: string, headers: string[], body: Uint8Array): Promise<Outcome> {
    const running = this.#running;
    if (this.#isClosed) return Promise.resolve('closed');
    return new Promise((resolve) => {
      let call = 0;
      const step = () => {
        if (running.hasTrapped) return settle(this.#isClosed ? 'closed' : 'trapped');
        let polled;
        try {
          polled = running.glue.poll(call);
        } catch {
          this.#recover(running);
          return settle('trapped');
        }
        if (polled !== undefined) settle(polled ? { answer: polled } : 'dropped');
      };
      const settle = (outcome: Outcome) => {
        running.steps.delete(call);
        resolve(outcome);
      };
      try {
        call = running.emulator.begin(method, target, headers, body);
      } catch (cause) {
        if (!(cause instanceof WebAssembly.RuntimeError)) return resolve('invalid');
        this.#recover(running);
        return resolve('trapped');
      }
      running.steps.set(call, step);
      step();
    });
  }

  /** After a trap, the module's memory still has every committed change. A new module starts with them. */
  #recover(running: Running): void {
    if (running.hasTrapped) return;
    running.hasTrapped = true;
    let image;
    try {
      image = running.emulator.image();
    } catch {
      // The trap happened during a change, or memory is full.
      image = this.#image;
    }
    this.#replace(running, image);
  }

  #replace(running: Running, image: Uint8Array | undefined): void {
    // An image that cannot be opened throws here, and the emulator goes on.
    this.#running = this.#start(image);
    running.hasTrapped = true;
    this.#description = undefined;
    for (const timer of running.timers.values()) clearTimeout(timer);
    for (const step of [...running.steps.values()]) step();
  }

  /** Restarts the emulator from an image, at another URL if `url` is set. Open calls end as after a trap. */
  reopen(image: Uint8Array, url?: string): void {
    if (url !== undefined) this.#options = { ...this.#options, options: { ...this.#options.options, url } };
    this.#replace(this.#running, image);
    this.#image = image;
  }

  /** Runs a synchronous call. After a trap it restarts the emulator and throws the exception. */
  #call<T>(work: (emulator: WasmEmulator) => T): T {
    const running = this.#running;
    try {
      return work(running.emulator);
    } catch (cause) {
      if (cause instanceof WebAssembly.RuntimeError) this.#recover(running);
      throw cause;
    }
  }

  image(): Uint8Array<ArrayBuffer> {
    const image = this.#call((emulator) => emulator.image());
    this.#image = image;
    return image;
  }

  /** Describes the default instance. Cached until the emulator restarts. */
  instance(): unknown {
    return (this.#description ??= JSON.parse(this.#call((emulator) => emulator.instance())));
  }

  createInstance(options: unknown): unknown {
    return JSON.parse(this.#call((emulator) => emulator.createInstance(JSON.stringify(options))));
  }

  endInstance(url: string): boolean {
    return this.#call((emulator) => emulator.endInstance(url));
  }

  /** Ends all open calls and timers. */
  close(): void {
    this.#isClosed = true;
    const running = this.#running;
    running.hasTrapped = true;
    for (const timer of running.timers.values()) clearTimeout(timer);
    for (const step of [...running.steps.values()]) step();
  }
}
