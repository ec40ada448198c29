// Runs the WebAssembly module: begins calls, polls them, and opens the emulator anew after a trap.

import { createGlue } from './glue.js';
import type { Answer, Glue, WasmEmulator } from './glue.js';
import { randomBytes } from './platform.js';

export interface EngineOptions {
  module: WebAssembly.Module;
  /** What the module takes as JSON: `url`, `allowedHosts`, `seed`, `settings`. */
  options: Record<string, unknown>;
  now: () => number;
  log: ((line: string) => void) | undefined;
  signingKey: Uint8Array | undefined;
  image: Uint8Array | undefined;
}

/** One module with one emulator in it. */
interface Running {
  glue: Glue;
  emulator: WasmEmulator;
  /** Polls a call by its number. */
  steps: Map<number, () => void>;
  timers: Set<ReturnType<typeof setTimeout>>;
  hasTrapped: boolean;
}

/** How a call ended: an answer, a connection closed by a fault, or a module that trapped. */
export type Outcome = { answer: Answer } | 'dropped' | 'trapped';

export class Engine {
  #options: EngineOptions;
  #running: Running;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#running = this.#start(options.image);
  }

  #start(image: Uint8Array | undefined): Running {
    const { module, options, now, log, signingKey } = this.#options;
    const glue = createGlue();
    glue.initSync({ module });
    const steps: Running['steps'] = new Map();
    const timers: Running['timers'] = new Set();
    const host = {
      now,
      startTimer: (timer: number, milliseconds: number) => {
        const handle = setTimeout(() => {
          timers.delete(handle);
          if (!running.hasTrapped) glue.endTimer(timer);
        }, milliseconds);
        timers.add(handle);
      },
      wake: (call: number) => queueMicrotask(() => steps.get(call)?.()),
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

  /** Answers a request. */
  handle(method: string, target: string, headers: string[], body: Uint8Array): Promise<Outcome> {
    const running = this.#running;
    return new Promise((resolve) => {
      let call = 0;
      const step = () => {
        if (running.hasTrapped) return settle('trapped');
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
      } catch {
        this.#recover(running);
        return resolve('trapped');
      }
      running.steps.set(call, step);
      step();
    });
  }

  /** After a trap the module's memory still has every committed change; a second module begins with them. */
  #recover(running: Running): void {
    if (running.hasTrapped) return;
    running.hasTrapped = true;
    let image;
    try {
      image = running.emulator.image();
    } catch {
      image = this.#options.image;
    }
    this.#replace(running, image);
  }

  #replace(running: Running, image: Uint8Array | undefined): void {
    running.hasTrapped = true;
    this.#running = this.#start(image);
    for (const timer of running.timers) clearTimeout(timer);
    for (const step of [...running.steps.values()]) step();
  }

  /** Opens the emulator anew from an image, at another URL if one is given. Open calls end as if the module had trapped. */
  reopen(image: Uint8Array, url?: string): void {
    if (url !== undefined) this.#options = { ...this.#options, options: { ...this.#options.options, url } };
    this.#replace(this.#running, image);
  }

  image = (): Uint8Array<ArrayBuffer> => this.#running.emulator.image();
  instance = (): unknown => JSON.parse(this.#running.emulator.instance());
  createInstance = (options: unknown): unknown => JSON.parse(this.#running.emulator.createInstance(JSON.stringify(options)));
  endInstance = (url: string): boolean => this.#running.emulator.endInstance(url);

  /** Ends what waits. */
  close(): void {
    const running = this.#running;
    running.hasTrapped = true;
    for (const timer of running.timers) clearTimeout(timer);
    for (const step of [...running.steps.values()]) step();
  }
}
