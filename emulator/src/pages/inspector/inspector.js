// The inspector's page: it shows the answers of the controls. Data is always inserted as text, never as markup.
'use strict';

// The script is at <root>/__emulator/inspector.js.
const root = document.currentScript.src.replace(/__emulator\/inspector.js$/, '');
const at = (path) => `${root}__emulator/${path}`;
const byId = (id) => document.getElementById(id);
const WAIT_MS = 20_000;
const MOST_ROWS = 200;

async function control(method, path, body) {
  const answer = await fetch(at(path), { method, body: body === undefined ? undefined : JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.errors?.[0]?.long_message ?? `HTTP ${answer.status}`);
  return json;
}

const say = (text) => (byId('status').textContent = text);
const time = (milliseconds) => (milliseconds ? new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19) : '');

/** The columns of each view, and its rows from the data that was read. */
const VIEWS = {
  Requests: {
    columns: ['Time', 'Method', 'Path', 'Status'],
    rows: ({ requests }) =>
      requests.map(({ at, method, path, status }) => [time(at), method, path, status ?? '…']).reverse(),
  },
  Outbox: {
    columns: ['Sent', 'To', 'Subject', 'Link or code'],
    rows: ({ outbox }) =>
      outbox.map(({ sentAt, to, subject, link, code }) => [time(sentAt), to, subject, link ? { link } : code]).reverse(),
  },
  Webhooks: {
    columns: ['Time', 'Event', 'Endpoint', 'Status', 'Attempts', ''],
    rows: ({ webhooks }) =>
      webhooks.messages
        .flatMap(({ id, type, createdAt, deliveries }) =>
          deliveries.map(({ endpointId, status, attempts }) => [
            time(createdAt),
            type,
            webhooks.endpoints.find((endpoint) => endpoint.id === endpointId)?.url ?? endpointId,
            status,
            attempts.map(({ status, error }) => status ?? error).join(', '),
            { label: 'Replay', act: () => control('POST', `webhooks/messages/${id}/replay`) },
          ]),
        )
        .reverse(),
  },
  Users: {
    columns: ['Name', 'Addresses', 'Id'],
    rows: ({ state }) =>
      state.users.map(({ id, first_name, last_name, email_addresses }) => [
        [first_name, last_name].filter(Boolean).join(' '),
        email_addresses.map((address) => address.email_address ?? address).join(', '),
        id,
      ]),
  },
  Organizations: {
    columns: ['Name', 'Slug', 'Members', 'Id'],
    rows: ({ state }) =>
      state.organizations.map(({ id, name, slug, memberships }) => [name, slug, memberships?.length ?? 0, id]),
  },
  Invitations: {
    columns: ['Address', 'Organization', 'Role', 'Status', 'Created'],
    rows: ({ state }) =>
      state.organizations.flatMap(({ name, invitations }) =>
        (invitations ?? []).map((one) => [one.email_address, name, one.role, one.status ?? 'pending', time(one.created_at)]),
      ),
  },
  Settings: {
    columns: ['Name', 'Value', 'What it is'],
    rows: ({ settings }) => settings.settings.map(({ name, value, doc }) => [name, String(value), doc]),
  },
  Faults: {
    columns: ['Fault'],
    rows: ({ faults }) => faults.map((fault) => [JSON.stringify(fault)]),
  },
};

/** Reads all data. Called again after each event. */
async function read() {
  const [requests, outbox, webhooks, state, settings, faults, clock] = await Promise.all(
    ['requests', 'outbox', 'webhooks', 'state', 'settings', 'faults', 'clock'].map((path) => control('GET', path)),
  );
  return { requests, outbox, webhooks, state, settings, faults, clock };
}

function element(name, fields = {}, ...children) {
  const made = Object.assign(document.createElement(name), fields);
  made.append(...children);
  return made;
}

function cell(value) {
  const made = element('td');
  const { link, act } = value !== null && typeof value === 'object' ? value : {};
  if (link) made.append(element('a', { href: link, textContent: link }));
  else if (act) made.append(element('button', { type: 'button', textContent: value.label, onclick: run(act) }));
  else made.textContent = value ?? '';
  if (/^([45]\d\d|failed)$/.test(String(value))) made.className = 'wrong';
  return made;
}

/** The data of the last read. Undefined before the first one. */
let data;
let shown = location.hash.slice(1) in VIEWS ? location.hash.slice(1) : 'Requests';

function show() {
  if (!data) return;
  byId('now').textContent = `${time(data.clock.now)} UTC${data.clock.offsetMs ? ' (moved)' : ''}`;
  for (const button of byId('nav').children) {
    const { view } = button.dataset;
    button.textContent = `${view} ${VIEWS[view].rows(data).length}`;
    button.setAttribute('aria-current', String(view === shown));
  }
  const { columns, rows } = VIEWS[shown];
  const all = rows(data);
  byId('rows').replaceChildren(
    element('h2', { textContent: shown }),
    all.length
      ? element(
          'table',
          {},
          element('thead', {}, element('tr', {}, ...columns.map((name) => element('th', { scope: 'col', textContent: name })))),
          element('tbody', {}, ...all.slice(0, MOST_ROWS).map((row) => element('tr', {}, ...row.map(cell)))),
        )
      : element('p', { className: 'quiet', textContent: 'Nothing yet.' }),
  );
  byId('faults').hidden = shown !== 'Faults';
}

let readings = 0;
let newest = 0;

/** Reads and shows the data. Drops the answers of a read that started before the shown one. */
async function refresh() {
  const number = ++readings;
  const answers = await read();
  if (number < newest) return;
  newest = number;
  data = answers;
  show();
}

/** Creates a handler that runs an action and shows its result. */
const run = (act, done = '') => async () => {
  try {
    await act();
    await refresh();
    say(done);
  } catch (error) {
    say(String(error.message ?? error));
  }
};

function build({ url, organizationId }) {
  byId('about').textContent = `${url} · ${organizationId}`;
  byId('seed').href = at('state');
  byId('portal').href = at('portal');
  for (const view of Object.keys(VIEWS)) {
    const button = element('button', { type: 'button', textContent: view });
    button.dataset.view = view;
    button.onclick = () => {
      shown = view;
      history.replaceState(null, '', `#${view}`);
      show();
    };
    byId('nav').append(button);
  }
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.onclick = run(() => control('POST', 'clock', { advanceMs: Number(button.dataset.advance) }), 'The clock was moved.');
  }
  byId('reset').onclick = run(() => control('POST', 'reset'), 'Reset to the seed.');
  const text = element('textarea', { id: 'fault', spellcheck: false });
  text.value = '[{"method":"POST","path":"/invitations","status":500,"times":1}]';
  byId('main').append(
    element(
      'section',
      {},
      element('div', { id: 'rows', className: 'rows' }),
      element(
        'form',
        {
          id: 'faults',
          onsubmit: (event) => {
            event.preventDefault();
            run(() => control('POST', 'faults', JSON.parse(text.value)), 'The faults were added.')();
          },
        },
        element('label', { htmlFor: 'fault', textContent: 'Add faults' }),
        text,
        element(
          'div',
          { className: 'actions' },
          element('button', { type: 'submit', textContent: 'Add' }),
          element('button', { type: 'button', textContent: 'Remove all', onclick: run(() => control('DELETE', 'faults')) }),
        ),
      ),
    ),
  );
}

const pause = (milliseconds) => new Promise((over) => setTimeout(over, milliseconds));

/** Updates the page live: waits for new entries in the request log. */
async function follow() {
  for (;;) {
    try {
      if (data) {
        const last = data.requests.at(-1)?.seq ?? 0;
        const next = await control('GET', `requests?after=${last}&wait=${WAIT_MS}`);
        if (next.length) await pause(100);
      }
      await refresh();
    } catch {
      say('The emulator does not answer.');
      await pause(1000);
    }
  }
}

async function start() {
  build(await control('GET', 'instance'));
  await follow();
}

start().catch((error) => say(String(error.message ?? error)));
