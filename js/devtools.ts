// `clerk-organization/devtools`: a panel for development, which any app can mount. No other file of the package imports it, so
// a production build contains it only if the app imports it there.

import type { Clerk } from 'clerk-organization';

import { CallLog } from './devtools/call-log.js';
import { CallsView } from './devtools/calls-view.js';
import { Emulator, emulatorUrlOf } from './devtools/emulator.js';
import { EmulatorView } from './devtools/emulator-view.js';
import { ListsView } from './devtools/lists-view.js';
import { Panel } from './devtools/panel.js';
import { SessionView } from './devtools/session-view.js';
import type { Devtools, DevtoolsOptions } from './devtools/types.js';

export { callSource } from './devtools/source.js';
export type { Devtools, DevtoolsOptions, RecordedCall } from './devtools/types.js';

/**
 * Shows a panel with the requests of a `Clerk` and their answers, its live lists, its session and the remaining time of the
 * session's token. On a local emulator it also shows the clock, the mails and the faults. Secrets are cut short. While the
 * panel is mounted, it replaces the page's `fetch` with one that sends the same requests and reads their answers.
 *
 * @param clerk null if it does not exist yet: see {@link Devtools.follow}
 */
export function mountDevtools(clerk: Clerk | null, options: DevtoolsOptions = {}): Devtools {
  const send = globalThis.fetch;
  const log = new CallLog((...args) => Reflect.apply(send, globalThis, args));
  const clerks = new Set<Clerk>();
  const unfollow: (() => void)[] = [];
  const calls = new CallsView(log);
  const panel = new Panel(log, calls, options.node);
  let emulatorView: EmulatorView | undefined;
  panel.add(new ListsView(clerks, () => panel.refresh()));
  panel.add(new SessionView(clerks, () => emulatorView?.clockOffsetMs ?? 0));
  globalThis.fetch = log.fetch;

  let isUnmounted = false;
  let isLooking = false;
  const lookForEmulator = async (url: string | false | undefined) => {
    if (!url || isLooking) return;
    isLooking = true;
    const emulator = await Emulator.find(url, (...args) => Reflect.apply(send, globalThis, args));
    isLooking = emulator !== undefined;
    if (!emulator || isUnmounted) return;
    emulatorView = new EmulatorView(emulator, options.onReset ?? (() => location.reload()));
    panel.add(emulatorView);
    // The tab of the session needs the emulator's clock.
    await emulatorView.read();
  };

  const follow = (clerk: Clerk): (() => void) => {
    clerks.add(clerk);
    const ends = [log.follow(clerk), clerk.on('status', () => panel.refresh()), clerk.addListener(() => panel.refresh())];
    const end = () => {
      clerks.delete(clerk);
      ends.forEach((end) => end());
      panel.refresh();
    };
    unfollow.push(end);
    panel.refresh();
    void lookForEmulator(options.emulator ?? emulatorUrlOf(clerk.proxyUrl));
    return end;
  };

  if (clerk) follow(clerk);
  if (options.emulator) void lookForEmulator(options.emulator);
  return {
    follow,
    record: (call, start) => log.record(call, start),
    unmount: () => {
      isUnmounted = true;
      unfollow.forEach((end) => end());
      panel.remove();
      // Another tool may have replaced `fetch` meanwhile.
      if (globalThis.fetch === log.fetch) globalThis.fetch = send;
    },
  };
}
