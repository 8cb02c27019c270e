// The end of a process is not the end of the book: what was written is there after a crash, and two
// processes never write one journal.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { REFUSED, assertDocumentedText } from './answers.mjs';
import { exchange, request, signed } from './raw_http.mjs';
import { COLLATERAL, LTV_DETAILS, PARENT, State, plimsoll } from './server.mjs';

describe('a server and its state', () => {
  let state;
  let server;
  const keys = [];

  before(async () => {
    state = await State.withSeedBook();
    for (const type of ['HMAC', 'RSA', 'ED25519']) keys.push(await state.createKey(PARENT, type));
    server = await state.serve();
  });
  after(() => server?.stop());

  async function ask(who) {
    const query = signed(who, `timestamp=${Date.now()}`);
    const [{ status, body }] = await exchange(server.url,
      request('GET', `${LTV_DETAILS}?${query}`, { 'X-MBX-APIKEY': who.key }));
    return { status, body };
  }

  async function assertAnswersAll() {
    for (const who of keys) {
      const { status, body } = await ask(who);
      assert.equal(status, 200, body);
      assertDocumentedText(body);
    }
  }

  it('answers the same after it was killed, and the keys still work', async () => {
    for (let round = 0; round < 3; ++round) {
      await assertAnswersAll();
      await server.crash();
      server = await state.serve();
    }
    await assertAnswersAll();
  });

  it('answers the same after it was stopped', async () => {
    await server.stop();
    server = await state.serve();
    await assertAnswersAll();
  });

  it('keeps every other process away from its journal and says what to do', async () => {
    const others = [
      ['keys', 'create', '--account', COLLATERAL],
      ['keys', 'revoke', keys[0].key],
      ['keys', 'list'],
      ['serve', '--port', '0'],
    ];
    for (const args of others) {
      const { code, stdout, stderr } = await plimsoll([...args, ...state.flags]);
      assert.equal(code, 1, `${args.join(' ')}: ${stderr}`);
      assert.equal(stdout, '');
      assert.match(stderr, /journal\.sqlite is in use by another process; stop it first/);
    }
    await assertAnswersAll();
  });

  it('knows a key no more that was revoked while it was stopped', async () => {
    const revoked = keys.shift();
    await server.stop();
    assert.equal(await state.revoke(revoked.key), 'revoked\n');
    server = await state.serve();
    const { status, code, msg } = REFUSED.keyRejected;
    assert.deepEqual(await ask(revoked), { status, body: JSON.stringify({ code, msg }) });
    await assertAnswersAll();
  });
});
