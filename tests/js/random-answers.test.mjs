// Thousands of mutated answers, made from real ones by a generator with a fixed seed.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser({ as: 'admin' });
const SEED = 20_260_820;
const ROUNDS = 600;

test('with 3,000 random answers each call settles with a complete result or a typed error, and the user stays signed in', async (t) => {
  const seen = await suite.page.evaluate(
    async ([seed, rounds]) => {
      // mulberry32: small, and deterministic across engines.
      let state = seed;
      const random = () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
      };
      const below = (limit) => Math.floor(random() * limit);
      const pick = (values) => values[below(values.length)];

      const values = [
        () => null,
        () => true,
        () => pick([0, -1, 1.5, 5, 1e308, -0]),
        () => pick(['', ' ', 'text', 'orginv_1', '\u0000', '💌', '__proto__', 'x'.repeat(5000)]),
        () => [],
        () => ({}),
        () => [null, value()],
        () => ({ [pick(['id', 'data', 'response', 'toString', '__proto__', 'then', 'x'])]: value() }),
      ];
      const value = () => pick(values)();

      /** Mutates one place in JSON: replaces, removes, adds or duplicates a value. */
      function mutate(json) {
        const places = [];
        const visit = (node) => {
          if (typeof node !== 'object' || node === null) return;
          for (const name of Object.keys(node)) {
            places.push([node, name]);
            visit(node[name]);
          }
        };
        visit(json);
        if (!places.length) return value();
        const [node, name] = pick(places);
        const change = below(4);
        if (change === 0) node[name] = value();
        else if (change === 1 && Array.isArray(node)) node.splice(Number(name), 1);
        else if (change === 1) delete node[name];
        else if (change === 2 && Array.isArray(node)) node.push(structuredClone(node[name]));
        else if (change === 2) node[pick(['id', 'total_count', 'errors', 'toJSON'])] = value();
        else node[name] = structuredClone(node[pick(Object.keys(node))]);
        return json;
      }

      const row = (id, email_address = 'a@example.com') => ({
        object: 'organization_invitation', id, email_address, role: 'org:member', role_name: 'Member',
        organization_id: 'org_1', status: 'pending', public_metadata: { team: 'design' }, url: null, expires_at: 1,
        created_at: 1, updated_at: 2,
      });
      const clerk = await loadedClerk();
      const { organization, session } = clerk;
      const { data } = await organization.getInvitations({ status: 'pending' });
      const [invitation] = data;
      const params = { emailAddress: 'a@example.com', role: 'org:member' };
      const isInvitation = (one) => one instanceof sdk.OrganizationInvitation && typeof one.id === 'string' && one.id !== '';
      const operations = {
        getInvitations: {
          call: () => organization.getInvitations(),
          answer: () => ({ response: { data: [row('orginv_1'), row('orginv_2')], total_count: 2 }, client: null }),
          whole: ({ data, total_count: total }) => Array.isArray(data) && data.every(isInvitation) && typeof total === 'number',
        },
        inviteMember: {
          call: () => organization.inviteMember(params),
          answer: () => ({ response: row('orginv_1'), client: null }),
          whole: isInvitation,
        },
        inviteMembers: {
          call: () => organization.inviteMembers({ emailAddresses: ['a@example.com', 'b@example.com'], role: 'org:member' }),
          answer: () => ({ response: [row('orginv_1'), row('orginv_2', 'b@example.com')], client: null }),
          whole: (made) => Array.isArray(made) && made.length >= 2 && made.every(isInvitation),
        },
        revoke: {
          call: () => invitation.revoke(),
          answer: () => ({ response: { ...row(invitation.id), status: 'revoked' }, client: null }),
          whole: (revoked) => revoked === invitation && isInvitation(invitation),
        },
        getToken: {
          call: () => session.getToken({ skipCache: true }),
          answer: () => ({ object: 'token', jwt: 'a.eyJleHAiOjIsImlhdCI6MX0.c' }),
          whole: (jwt) => typeof jwt === 'string' && jwt !== '',
        },
      };

      hurry();
      const counts = { whole: 0, refused: 0, runtime: 0 };
      const wrong = [];
      for (let round = 0; round < rounds; round++) {
        for (const [name, { call, answer, whole }] of Object.entries(operations)) {
          let json = answer();
          for (let times = below(4); times > 0; times--) json = mutate(json);
          let body = pick([JSON.stringify(json), JSON.stringify(json), JSON.stringify(value())]) ?? '';
          if (random() < 0.15) body = body.slice(0, below(body.length + 1));
          const status = pick([200, 200, 200, 200, 200, 201, 204, 302, 400, 403, 404, 409, 422, 429, 500, 503]);
          const id = invitation.id;
          const { restore } = replaceFetch(async () => new Response(status === 204 ? null : body, { status }));
          const settled = await Promise.race([
            call().then((value) => ({ value }), (error) => ({ error })),
            new Promise((never) => queueMicrotask(() => AbortSignal.timeout(5000).addEventListener('abort', () => never({})))),
          ]);
          restore();
          const { error } = settled;
          let verdict;
          if ('value' in settled) verdict = whole(settled.value) ? 'whole' : undefined;
          else if (error instanceof sdk.ClerkAPIResponseError) verdict = error.status === status ? 'refused' : undefined;
          else if (error instanceof sdk.ClerkRuntimeError) {
            // A change without an answer is looked up in a list that is random too.
            const codes = name === 'getInvitations' || name === 'getToken' ? ['invalid_response'] : ['invalid_response', 'outcome_unknown'];
            verdict = codes.includes(error.code) ? 'runtime' : undefined;
          }
          if (verdict === 'whole' && (status < 200 || status > 299)) verdict = undefined;
          if (verdict && error && !(typeof error.message === 'string' && error.message && error.method && String(error))) verdict = undefined;
          if (!verdict || invitation.id !== id) wrong.push({ name, round, status, body: body.slice(0, 300), error: String(error) });
          else counts[verdict] += 1;
          invitation.status = 'pending';
        }
      }
      return { counts, wrong: wrong.slice(0, 5), signedIn: clerk.isSignedIn, after: (await organization.getInvitations()).total_count };
    },
    [SEED, ROUNDS],
  );
  t.diagnostic(JSON.stringify(seen.counts));
  assert.deepEqual(seen.wrong, []);
  const { whole, refused, runtime } = seen.counts;
  assert.equal(whole + refused + runtime, ROUNDS * 5);
  for (const count of [whole, refused, runtime]) assert.ok(count > ROUNDS / 3, JSON.stringify(seen.counts));
  assert.deepEqual([seen.signedIn, seen.after], [true, 31]);
});
