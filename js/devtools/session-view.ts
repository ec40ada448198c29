// The tab of the session: the user, the active organization, and the remaining time of the session's token.

import { el } from '../components/elements.js';
import type { Clerk } from 'clerk-organization';
import { arrange, setText } from './view.js';
import type { View } from './view.js';

/** The maximum of the meter; a session token is valid for a minute. */
const TOKEN_LIFE_S = 60;

interface Row {
  element: HTMLElement;
  facts: Map<string, HTMLElement>;
  meter: HTMLMeterElement;
}

/** Shows the sessions of the clients in `clerks`. */
export class SessionView implements View {
  readonly id = 'session';
  readonly title = 'Session';
  readonly element = el('div');
  readonly #clerks: ReadonlySet<Clerk>;
  readonly #rows = new WeakMap<Clerk, Row>();
  /** The time by which the server's clock is ahead of this machine's. */
  readonly #clockOffsetMs: () => number;

  constructor(clerks: ReadonlySet<Clerk>, clockOffsetMs: () => number) {
    this.#clerks = clerks;
    this.#clockOffsetMs = clockOffsetMs;
  }

  refresh(): void {
    const rows = [...this.#clerks].map((clerk) => {
      const row = this.#rows.get(clerk) ?? createRow(clerk);
      this.#rows.set(clerk, row);
      this.#show(clerk, row);
      return row.element;
    });
    arrange(this.element, rows);
  }

  #show({ status, user, session, organization }: Clerk, { facts, meter }: Row): void {
    const membership = user?.organizationMemberships.find((one) => one.organization === organization);
    const left = this.#secondsLeft(session?.lastActiveToken?.jwt.claims?.['exp']);
    const values: { [name: string]: string } = {
      Status: status,
      User: user ? [user.fullName, user.primaryEmailAddress?.emailAddress, user.id].filter(Boolean).join(' · ') : 'signed out',
      Organization: organization ? `${organization.name} · ${organization.id}` : 'none',
      Role: membership?.role ?? '',
      Session: session ? `${session.id} · ${session.status}` : '',
      Token: tokenText(Boolean(session), left),
    };
    for (const [name, node] of facts) setText(node, values[name] ?? '');
    meter.hidden = left === undefined;
    meter.value = Math.max(left ?? 0, 0);
  }

  #secondsLeft(exp: unknown): number | undefined {
    if (typeof exp !== 'number') return undefined;
    return Math.round(exp - (Date.now() + this.#clockOffsetMs()) / 1000);
  }
}

function tokenText(isSignedIn: boolean, left: number | undefined): string {
  if (!isSignedIn) return '';
  if (left === undefined) return 'none fetched';
  return left > 0 ? `valid for ${left} s` : `expired ${-left} s ago`;
}

function createRow(clerk: Clerk): Row {
  const facts = new Map(['Status', 'User', 'Organization', 'Role', 'Session', 'Token'].map((name) => [name, el('dd')]));
  const meter = el('meter', { 'aria-label': 'Time left of the session token' });
  Object.assign(meter, { min: 0, max: TOKEN_LIFE_S, low: 10 });
  // The log shows the call and its error.
  const renew = () => clerk.session?.getToken({ skipCache: true }).catch(() => {});
  const element = el(
    'section',
    { class: 'session' },
    el('dl', { class: 'facts' }, ...[...facts].map(([name, node]) => el('div', {}, el('dt', {}, name), node))),
    meter,
    el('p', {}, el('button', { type: 'button', onclick: renew }, 'Get a new token')),
  );
  return { element, facts, meter };
}
