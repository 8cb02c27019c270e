// What every client must be able to do, whichever library it is: one list of tests for all of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { REFUSED, assertDocumented } from './answers.mjs';
import { COLLATERAL, CREDIT, PARENT, enoughOfThisMinute, makePair, useServer } from './server.mjs';

const TYPES = ['HMAC', 'RSA', 'ED25519'];

// `asking` fails with an error that `refusal` reads as what the server said: {code, msg}. Checks
// may follow in `more(error)`.
export async function assertRefused(asking, refusal, { status, code, msg }, more = () => {}) {
  await assert.rejects(asking, (error) => {
    assert.deepEqual(refusal(error, status), { code, msg });
    more(error);
    return true;
  });
}

// A Retry-After that a client can wait for: whole seconds to the end of this minute.
export function assertRetryAfter(text) {
  assert.match(text, /^[1-9]\d?$/);
  assert.ok(Number(text) <= 60, `Retry-After ${text}`);
}

// The same key with a secret that is not its own.
function withWrongSecret(who) {
  const secret = who.type === 'HMAC' ? 'x'.repeat(64) : makePair(who.type).privateKey;
  return { ...who, secret };
}

// The tests of one client. An adapter drives it the way its own users do:
//   name                       for the titles of the tests
//   open(url, who)             a client of the server at `url`, with what State.createKey() returns
//   ask(client, params)        ltv-details with these parameters, as the client returns it
//   refusal(error, status)     what an error says, {code, msg}; asserts that it is the client's own
//   sawUsedWeight(client, n)   optional: asserts that the client counts this weight
//   sawRetryAfter(client, error)   optional: asserts that the client knows how long to wait
export function describeClient(adapter) {
  const { name, open, ask, refusal } = adapter;

  describe(`${name} against a server`, () => {
    const keys = { [PARENT]: {}, [CREDIT]: {} };
    let collateral;
    const use = useServer(async (state) => {
      for (const type of TYPES) {
        keys[PARENT][type] = await state.createKey(PARENT, type);
        keys[CREDIT][type] = await state.createKey(CREDIT, type);
      }
      collateral = await state.createKey(COLLATERAL);
    });
    const askAs = (who, params) => ask(open(use.server.url, who), params);

    for (const type of TYPES) {
      it(`reads the documented unit as the parent, signed by ${type}`, async () => {
        assertDocumented(await askAs(keys[PARENT][type]));
        assertDocumented(await askAs(keys[PARENT][type], { groupId: 1 }));
      });
      it(`reads the documented unit as the credit account, signed by ${type}`, async () => {
        assertDocumented(await askAs(keys[CREDIT][type]));
        assertDocumented(await askAs(keys[CREDIT][type], { groupId: 1 }));
      });
      it(`hears that a wrong ${type} signature is not valid`, () =>
        assertRefused(askAs(withWrongSecret(keys[PARENT][type])), refusal, REFUSED.signature));
    }

    it('gets an empty list as a collateral account', async () => {
      assert.deepEqual(await askAs(collateral), []);
      assert.deepEqual(await askAs(collateral, { groupId: 1 }), []);
    });

    it('gets an empty list for a unit that is not there', async () => {
      assert.deepEqual(await askAs(keys[PARENT].HMAC, { groupId: 2 }), []);
      assert.deepEqual(await askAs(keys[CREDIT].HMAC, { groupId: 2 }), []);
    });

    it('hears that a key is malformed', () =>
      assertRefused(askAs({ ...keys[PARENT].HMAC, key: 'tooShort' }), refusal,
        REFUSED.keyMalformed));

    it('hears that a key is unknown', () =>
      assertRefused(askAs({ ...keys[PARENT].HMAC, key: 'K'.repeat(64) }), refusal,
        REFUSED.keyRejected));
  });

  describe(`${name} at the weight limit`, () => {
    let parent;
    const use = useServer(async (state) => {
      parent = await state.createKey(PARENT);
      return ['--ip-weight-limit', '200'];
    });

    it('is told its used weight, and then to wait', async () => {
      const client = open(use.server.url, parent);
      await enoughOfThisMinute();
      assertDocumented(await ask(client));
      adapter.sawUsedWeight?.(client, 200);
      await assertRefused(ask(client), refusal, REFUSED.tooMuchWeight(200),
        (error) => adapter.sawRetryAfter?.(client, error));
      adapter.sawUsedWeight?.(client, 400);
    });
  });
}
