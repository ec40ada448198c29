// The table behind `faults.test.mjs`: operations, faults, and the expected results.
//
// Data only. A cell has the outcome of the call, the number of times it is sent, and the number of look-ups in the list
// of invitations.

/**
 * The request of each operation, for faults to match. `kind` decides about retries: `getToken` counts as a read though
 * it is a POST.
 */
export const OPERATIONS = {
  getInvitations: { kind: 'read', ofSession: true, method: 'GET', path: '/invitations$' },
  inviteMember: { kind: 'change', ofSession: true, method: 'POST', path: '/invitations$' },
  inviteMembers: { kind: 'change', ofSession: true, method: 'POST', path: '/invitations/bulk$' },
  revoke: { kind: 'change', ofSession: true, method: 'POST', path: '/invitations/\\w+/revoke$' },
  getToken: { kind: 'read', method: 'POST', path: '/tokens$' },
  setActive: { kind: 'post', method: 'POST', path: '/touch$' },
  load: { kind: 'read', method: 'GET', path: '^/v1/client$' },
};

const sent = (times) => ({ sent: times, looked: 0 });
/** A read is sent `times` times, a change once. */
const reads = (times) => (kind) => sent(kind === 'read' ? times : 1);
const always = (times) => () => sent(times);
const once = always(1);

const refused = (status, times, more) => (kind) => ({
  error: ['ClerkAPIResponseError', 'api_response_error', status],
  ...more,
  ...times(kind),
});
const failed = (code, times) => (kind) => ({ error: ['ClerkRuntimeError', code], ...times(kind) });
const resolved = (times) => (kind) => ({ sound: true, ...times(kind) });
/** A change without an answer whose look-up fails too. */
const unknownAfter = (code, read, lookups) => (kind) =>
  kind === 'change'
    ? { error: ['ClerkRuntimeError', 'outcome_unknown'], sent: 1, looked: lookups }
    : failed(code, reads(read))(kind);
/** The answer of a gateway: a change is looked up, sent once more, and looked up again. */
const gateway = (status, more) => (kind) =>
  refused(status, kind === 'change' ? () => ({ sent: 2, looked: 2 }) : reads(4), more)(kind);
/** One 2xx answer that is not JSON: a change is looked up and sent once more. */
const cutOff = (emulator) => ({
  emulator: { status: 200, ...emulator },
  expected: (kind) =>
    kind === 'change' ? { sound: true, sent: 2, looked: 1 } : failed('invalid_response', once)(kind),
});
/** Only requests of a session are retried with a new token. */
const replayed = (whole, refusal) => (kind, { ofSession }) => (ofSession ? whole : refusal)(kind);

const ERRORS = { errors: [{ code: 'some_code', message: 'No', long_message: 'No, thank you.' }], clerk_trace_id: 'trace_1' };
const HTML = '<!doctype html><h1>Bad Gateway</h1>';
const FOREVER = 100_000;
const unread = { errors: [{ code: 'authentication_invalid', message: 'Invalid', long_message: 'Invalid.' }] };

/** A 2xx answer with an unexpected body. */
const garbled = (body, more) => ({ emulator: { status: 200, body, ...more }, expected: failed('invalid_response', once) });

/**
 * The faults: `emulator` is a fault of the emulator for the operation's own request, `page` the name of a replacement
 * of `fetch` in the page (see faults.test.mjs), `options` are the call's options. `except` lists operations without
 * options, `but` has the expectations of single operations.
 */
export const FAULTS = {
  'nothing goes wrong': { expected: resolved(once) },
  'fetch rejects with a TypeError': { page: 'rejectTypeError', expected: unknownAfter('network_error', 4, 4) },
  'fetch rejects with a text': { page: 'rejectText', expected: unknownAfter('network_error', 4, 4) },
  'the browser is offline': { page: 'offline', expected: failed('network_error', once) },
  'no answer ever comes': { page: 'never', expected: unknownAfter('timeout', 1, 1) },
  "no answer comes within the caller's time": {
    page: 'never',
    options: { timeoutMs: 30 },
    except: ['load'],
    // The time limit is that of the call, not of one request.
    expected: (kind) => ({ ...failed('timeout', once)(kind), ofCall: true }),
  },
  'an answer that comes late': { emulator: { delayMs: 200 }, expected: resolved(once) },
  'the connection closes before anything is applied': {
    emulator: { drop: true, times: FOREVER },
    expected: (kind) => ({
      error: ['ClerkRuntimeError', 'network_error'],
      ...{ read: sent(4), change: { sent: 2, looked: 2 }, post: sent(1) }[kind],
    }),
  },
  'the connection closes after everything was applied': {
    emulator: { drop: true, after: true, times: FOREVER },
    expected: (kind) =>
      kind === 'change'
        ? { sound: true, sent: 1, looked: 1 }
        : { error: ['ClerkRuntimeError', 'network_error'], ...reads(4)(kind) },
  },
  '400': { emulator: { status: 400, body: ERRORS }, expected: refused(400, once, { message: 'No, thank you.' }) },
  '401 once': {
    emulator: { status: 401, body: unread },
    expected: replayed(resolved(always(2)), refused(401, once)),
  },
  '401 every time': {
    emulator: { status: 401, body: unread, times: FOREVER },
    expected: replayed(refused(401, always(2)), refused(401, once)),
  },
  '403': { emulator: { status: 403, body: ERRORS }, expected: refused(403, once, { message: 'No, thank you.' }) },
  '404': { emulator: { status: 404, body: ERRORS }, expected: refused(404, once, { message: 'No, thank you.' }) },
  '418': { emulator: { status: 418, body: ERRORS }, expected: refused(418, once, { message: 'No, thank you.' }) },
  '422': { emulator: { status: 422, body: ERRORS }, expected: refused(422, once, { message: 'No, thank you.' }) },
  '429 once': { emulator: { status: 429, body: ERRORS }, expected: resolved(always(2)) },
  '429 every time': { emulator: { status: 429, body: ERRORS, times: FOREVER }, expected: refused(429, always(4)) },
  '429 every time, in 3 seconds': {
    emulator: { status: 429, body: ERRORS, headers: { 'retry-after': '3' }, times: FOREVER },
    expected: refused(429, always(4), { retryAfter: 3, leastWaitMs: 3000 }),
  },
  '429, in an hour': {
    emulator: { status: 429, body: ERRORS, headers: { 'retry-after': '3600' }, times: FOREVER },
    expected: refused(429, once, { retryAfter: 3600 }),
  },
  '429 every time, at a date that has passed': {
    emulator: { status: 429, body: ERRORS, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, times: FOREVER },
    expected: refused(429, always(4), { retryAfter: 0 }),
  },
  '500 with a page of HTML': { emulator: { status: 500, body: HTML }, expected: refused(500, once) },
  '502 with a page of HTML': { emulator: { status: 502, body: HTML, times: FOREVER }, expected: gateway(502) },
  '502 that is cut off': {
    emulator: { status: 502, body: '{"errors":[{"co', contentLength: 4096, times: FOREVER },
    expected: gateway(502),
  },
  '503 every time, in 1 second': {
    emulator: { status: 503, body: ERRORS, headers: { 'retry-after': '1' }, times: FOREVER },
    expected: (kind) => gateway(503, { retryAfter: 1, ...(kind === 'read' && { leastWaitMs: 1000 }) })(kind),
  },
  '503 once': {
    emulator: { status: 503, body: '' },
    expected: (kind) =>
      kind === 'change' ? { sound: true, sent: 2, looked: 1 } : (kind === 'read' ? resolved(always(2)) : refused(503, once))(kind),
  },
  '504 every time': { emulator: { status: 504, body: '', times: FOREVER }, expected: gateway(504) },
  '301 that leads nowhere': {
    emulator: { status: 301, body: HTML, headers: { 'cache-control': 'no-store' } },
    expected: refused(301, once),
  },
  '204': cutOff({ status: 204 }),
  '200 without a body': cutOff({ body: '' }),
  '200 with a page of HTML': cutOff({ body: HTML }),
  '200 that is cut off': cutOff({ body: '{"response":{"data":[', contentLength: 4096 }),
  '200 with {}': garbled('{}'),
  '200 with null': garbled('null'),
  '200 with an array': garbled('[]'),
  // For `GET /client` this is the valid answer to a browser that is signed out.
  '200 without a response': { ...garbled({ response: null, client: null }), but: { load: { signedOut: true, ...sent(1) } } },
  '200 with a text for a response': garbled({ response: 'done', client: null }),
  '200 with an empty array for a response': garbled({ response: [], client: null }),
  '200 with an object of another kind': garbled({ response: { id: 5, data: null, total_count: '3' }, client: null }),
  '200 with rows that are null': garbled({ response: { data: [null, null], total_count: 2 }, client: null }),
  '200 with rows without an id': garbled({ response: { data: [{}, {}], total_count: 2, id: '' }, client: null }),
  '200 with 5 MB of text': { page: 'huge', expected: failed('invalid_response', once) },
};

/** The expected result of a cell; undefined for a combination that does not exist. */
export function expected(name, fault) {
  if (fault.except?.includes(name)) return undefined;
  return fault.but?.[name] ?? fault.expected(OPERATIONS[name].kind, OPERATIONS[name]);
}
