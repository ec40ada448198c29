// Types of the test runners that the scripts of this package use, for compiling it without them. They are not
// published: applications use the real types, which tests/emulator-npm/types.test.mjs checks.

declare module 'vitest' {
  export interface ProvidedContext {}
  export function inject<K extends keyof ProvidedContext>(key: K): ProvidedContext[K] | undefined;
  export function afterAll(work: () => Promise<void>): void;
}

declare module 'msw' {
  export interface HttpHandler {
    readonly info: object;
  }
  export const http: {
    all(path: string, resolver: (info: { request: Request }) => Promise<Response>): HttpHandler;
  };
}

declare module '@playwright/test' {
  interface Route {
    request(): { url(): string };
    continue(overrides: { url: string }): Promise<void>;
  }
  interface Cookie {
    name: string;
    value: string;
    url: string;
    httpOnly?: boolean;
    sameSite: 'Lax';
  }
  interface StoredCookie {
    name: string;
    value: string;
    domain: string;
    path: string;
    sameSite: 'Strict' | 'Lax' | 'None';
  }
  export interface BrowserContext {
    route(matches: (url: URL) => boolean, handle: (route: Route) => Promise<void>): Promise<void>;
    addCookies(cookies: (Cookie | StoredCookie)[]): Promise<void>;
    cookies(urls?: string[]): Promise<StoredCookie[]>;
    clearCookies(): Promise<void>;
  }
  export interface PlaywrightTestArgs {
    context: BrowserContext;
  }
  export interface PlaywrightTestOptions {
    baseURL: string | undefined;
  }
  export interface PlaywrightWorkerArgs {
    readonly playwright: object;
  }
  export interface PlaywrightWorkerOptions {
    readonly browserName: string;
  }
  type Fixture<R, Args> = R | ((args: Args, use: (value: R) => Promise<void>) => Promise<void>);
  type Options = { option?: boolean; scope?: 'worker' };
  export type Fixtures<T, W, PT, PW> = {
    [K in keyof W]?: Fixture<W[K], W & PW> | [Fixture<W[K], W & PW>, Options];
  } & {
    [K in keyof T | keyof PT]?: K extends keyof (T & PT) ? Fixture<(T & PT)[K], T & W & PT & PW> : never;
  };
}
