// What every signed call of the loan API refuses in the same way, whatever it is for: the key, the
// time, the signature, the form of the parameters, the weight.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { REFUSED } from './answers.mjs';
import { assertRetryAfter } from './contract.mjs';
import { BORROWER, loanBook } from './loan_book.mjs';
import { CALLS, MUTATIONS } from './loan_calls.mjs';
import { exchange, request, signed } from './raw_http.mjs';
import { State, enoughOfThisMinute, useServer } from './server.mjs';

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const book = () => State.withBook(loanBook());

const now = (shift = 0) => `timestamp=${Date.now() + shift}`;
const cheat = (text) => text.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
const many = Array.from({ length: 64 }, (_, i) => `p${i}=${i}`).join('&');

// What is sent, from the key's holder; and the answer.
const REFUSALS = [
  ['no signature', () => now(), REFUSED.mandatory('signature')],
  ['a wrong signature', (who) => cheat(signed(who, now())), REFUSED.signature],
  ['no time', (who) => signed(who, 'note=1'), REFUSED.mandatory('timestamp')],
  ['a time too early', (who) => signed(who, now(5_000)), REFUSED.tooEarly],
  ['a time too old', (who) => signed(who, now(-10_000)), REFUSED.tooOld],
  ['a window too large', (who) => signed(who, `recvWindow=60001&${now()}`), REFUSED.recvWindow],
  ['a name twice', (who) => signed(who, `note=1&note=2&${now()}`), REFUSED.duplicate],
  ['a broken escape', (who) => signed(who, `note=%zz&${now()}`), REFUSED.illegal],
  ['too many parameters', (who) => signed(who, `${many}&${now()}`),
    { status: 400, code: -1101, msg: 'Too many parameters sent for this endpoint.' }],
];

// GET with a query, the others with a form body.
async function send(url, { method, path }, who, text) {
  const inBody = method !== 'GET';
  const headers = { ...(who && { 'X-MBX-APIKEY': who.key }), ...(inBody && FORM) };
  const bytes = inBody ? request(method, path, headers, text)
    : request(method, `${path}?${text}`, headers);
  const [answer] = await exchange(url, bytes);
  return answer;
}

const assertIs = ({ status, body }, { code, msg, ...expected }) =>
  assert.deepEqual({ status, body }, { ...expected, body: JSON.stringify({ code, msg }) });

describe('every call', () => {
  const keys = {};
  const use = useServer(async (state) => {
    const make = (permissions) =>
      state.createKey(BORROWER, 'HMAC', ['--permissions', permissions]);
    keys.all = await make('READ,TRADE,INTERNAL_TRANSFER');
    keys.reader = await make('READ');
    keys.mover = await make('TRADE,INTERNAL_TRANSFER');
  }, book);

  for (const [name, call] of Object.entries(CALLS)) {
    for (const [title, text, expected] of REFUSALS) {
      it(`${name} refuses ${title}`, async () =>
        assertIs(await send(use.server.url, call, keys.all, text(keys.all)), expected));
    }

    it(`${name} refuses keys that are none, unknown or for something else`, async () => {
      const ask = (who) => send(use.server.url, call, who, signed(keys.all, now()));
      assertIs(await ask(undefined), REFUSED.keyMalformed);
      assertIs(await ask({ key: 'K'.repeat(64) }), REFUSED.keyRejected);
      const other = MUTATIONS.includes(name) ? keys.reader : keys.mover;
      assertIs(await send(use.server.url, call, other, signed(other, now())),
        REFUSED.keyRejected);
    });
  }
});

describe('every call at the weight limit', () => {
  let who;
  const use = useServer(async (state) => {
    who = await state.createKey(BORROWER, 'HMAC',
      ['--permissions', 'READ,TRADE,INTERNAL_TRANSFER']);
    return ['--ip-weight-limit', '1', '--uid-weight-limit', '1', '--ltv-details-weight', '1'];
  }, book);

  // Each call counts by itself: none is refused for what the others have used.
  for (const [name, call] of Object.entries(CALLS)) {
    it(`${name} says when to come again`, async () => {
      await enoughOfThisMinute(2_000);
      let answer;
      for (let i = 0; i < 2; ++i) {
        answer = await send(use.server.url, call, who, signed(who, now()));
      }
      assertIs(answer, REFUSED.tooMuchWeight(1));
      assertRetryAfter(answer.headers['retry-after']);
      const used = Object.entries(answer.headers)
        .filter(([header]) => /^x-sapi-used-(ip|uid)-weight-1m$/.test(header));
      assert.ok(used.some(([, value]) => Number(value) >= 2), 'tells the used weight');
    });
  }
});

describe('every call that needs no key, at the weight limit', () => {
  const use = useServer(() =>
    ['--ip-weight-limit', '1', '--api-ip-weight-limit', '1'], book);

  for (const path of ['/api/v3/ping', '/api/v3/time', '/sapi/v1/system/status', '/openapi.json']) {
    it(`${path} says when to come again`, async () => {
      await enoughOfThisMinute(2_000);
      let answer;
      for (let i = 0; i < 2; ++i) {
        [answer] = await exchange(use.server.url, request('GET', path));
      }
      assertIs(answer, REFUSED.tooMuchWeight(1));
      assertRetryAfter(answer.headers['retry-after']);
    });
  }
});
