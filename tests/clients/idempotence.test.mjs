// A request that comes twice does its work once and gets the same answer, byte for byte: at once,
// side by side, and after the server was killed in between.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { REFUSED } from './answers.mjs';
import { units } from './decimals.mjs';
import { BORROWER, CROSS, DESK, PORTFOLIO, SPARE, UNIT, loanBook } from './loan_book.mjs';
import { CALLS } from './loan_calls.mjs';
import { usdt } from './loan_story.mjs';
import { exchange, request, signed } from './raw_http.mjs';
import { State } from './server.mjs';

const ALL = ['--permissions', 'READ,TRADE,INTERNAL_TRANSFER'];
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

let state;
let server;
const keys = {};

before(async () => {
  state = await State.withBook(loanBook({ loan: { quietMs: 0 } }));
  for (const type of ['HMAC', 'RSA', 'ED25519']) {
    keys[type] = {
      borrower: await state.createKey(BORROWER, type, ALL),
      desk: await state.createKey(DESK, type, ALL),
    };
  }
  server = await state.serve();
});
after(() => server?.stop());

// The bytes of a call, with everything in a form body; the longest window, so that they stay fresh
// while a server starts.
function bytesOf(who, name, params, headers = {}) {
  const { method, path } = CALLS[name];
  const text = signed(who,
    new URLSearchParams({ ...params, recvWindow: 60_000, timestamp: Date.now() }).toString());
  const all = { 'X-MBX-APIKEY': who.key, ...headers };
  return method === 'GET' ? request(method, `${path}?${text}`, all)
    : request(method, path, { ...all, ...FORM }, text);
}

async function send(bytes) {
  const [{ status, body }] = await exchange(server.url, bytes);
  return { status, body };
}

async function ask(who, name, params = {}) {
  const { status, body } = await send(bytesOf(who, name, params));
  assert.equal(status, 200, body);
  return JSON.parse(body);
}

const refused = ({ status, code, msg }) => ({ status, body: JSON.stringify({ code, msg }) });

async function restart() {
  await server.crash();
  server = await state.serve();
}

// Everything that a request could have changed, without the moment of the question.
async function standing() {
  const { borrower, desk } = keys.HMAC;
  const [unit] = await ask(desk, 'ltvDetails', { groupId: UNIT });
  if (unit) delete unit.updateTime;
  const records = await Promise.all([
    ask(borrower, 'borrowRepay', { type: 'BORROW', groupId: UNIT }),
    ask(borrower, 'borrowRepay', { type: 'REPAY', groupId: UNIT }),
    ask(desk, 'universalTransfers', { fromEmail: PORTFOLIO }),
    ask(desk, 'activated'),
    ask(borrower, 'closed'),
  ]);
  return { unit, records };
}

// In this order each can be done: [who, call, parameters].
const MUTATIONS = [
  ['borrower', 'borrow', usdt('1000.5')],
  ['borrower', 'repay', usdt('100.25')],
  ['desk', 'transferOut', { subEmail: CROSS, asset: 'BTC', amount: '0.125' }],
  ['desk', 'universalTransfer', {
    fromEmail: PORTFOLIO, fromAccountType: 'MARGIN', toEmail: CROSS, toAccountType: 'MARGIN',
    asset: 'BTC', amount: '0.0625',
  }],
  ['desk', 'editMember',
    { groupId: UNIT, subEmail: SPARE, enableSpot: true, enableMargin: true }],
];

describe('the same signed bytes', () => {
  for (const type of ['HMAC', 'RSA', 'ED25519']) {
    for (const [who, name, params] of MUTATIONS) {
      // An account joins once: the second key's request is one of another and changes nothing.
      if (name === 'editMember' && type !== 'HMAC') continue;
      it(`${name}, signed by ${type}, does its work once`, async () => {
        const bytes = bytesOf(keys[type][who], name, params);
        const was = await standing();
        const first = await send(bytes);
        assert.equal(first.status, 200, first.body);
        const once = await standing();
        assert.notDeepEqual(once, was);
        assert.deepEqual(await send(bytes), first);
        await restart();
        assert.deepEqual(await send(bytes), first);
        assert.deepEqual(await standing(), once);
      });
    }
  }

  // The path is not signed: who catches a borrow must not be able to make a repayment of it.
  it('sent to another endpoint are refused', async () => {
    for (const { borrower } of Object.values(keys)) {
      const bytes = bytesOf(borrower, 'borrow', usdt('1.25'));
      assert.equal((await send(bytes)).status, 200);
      const once = await standing();
      const elsewhere = bytes.replace(CALLS.borrow.path, CALLS.repay.path);
      assert.notEqual(elsewhere, bytes);
      assert.deepEqual(await send(elsewhere), refused(REFUSED.illegalArgument));
      assert.deepEqual(await standing(), once);
    }
  });

  it('sent side by side are one request', async () => {
    const bytes = bytesOf(keys.HMAC.borrower, 'borrow', usdt('7.75'));
    const was = await standing();
    const answers = await Promise.all(Array.from({ length: 16 }, () => send(bytes)));
    assert.equal(answers[0].status, 200, answers[0].body);
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    const debt = ({ unit }) => units(unit.totalLiability);
    assert.equal(debt(await standing()) - debt(was), units('7.75'));
  });

  it('in flight when the server is killed do their work at most once', async () => {
    const debt = async () => units((await standing()).unit.totalLiability);
    for (let round = 0; round < 5; ++round) {
      const was = await debt();
      const bytes = bytesOf(keys.HMAC.borrower, 'borrow', usdt('3.5'));
      const inFlight = Array.from({ length: 4 }, () => send(bytes).catch(() => undefined));
      await new Promise((next) => setTimeout(next, round));
      await restart();
      const heard = (await Promise.all(inFlight)).filter((answer) => answer);
      const again = await send(bytes);
      assert.equal(again.status, 200, again.body);
      for (const answer of heard) assert.deepEqual(answer, again);
      assert.equal(await debt() - was, units('3.5'));
    }
  });
});

describe("the client's own id", () => {
  const header = (id) => ({ 'X-Client-Tran-Id': id });

  it('makes requests of different bytes, keys and moments one', async () => {
    const params = { ...usdt('11.5'), clientTranId: 'id-1' };
    const first = await send(bytesOf(keys.HMAC.borrower, 'borrow', params));
    assert.equal(first.status, 200, first.body);
    const once = await standing();
    assert.deepEqual(await send(bytesOf(keys.HMAC.borrower, 'borrow', params)), first);
    assert.deepEqual(await send(bytesOf(keys.ED25519.borrower, 'borrow', params)), first);
    await restart();
    assert.deepEqual(await send(bytesOf(keys.RSA.borrower, 'borrow', params)), first);
    // The header is another way to say it.
    assert.deepEqual(
      await send(bytesOf(keys.HMAC.borrower, 'borrow', usdt('11.5'), header('id-1'))), first);
    assert.deepEqual(await standing(), once);
  });

  it('counts as a parameter before it counts as a header', async () => {
    const params = { ...usdt('2.5'), clientTranId: 'id-2' };
    const first = await send(bytesOf(keys.HMAC.borrower, 'borrow', params, header('id-1')));
    assert.equal(first.status, 200, first.body);
    assert.deepEqual(await send(bytesOf(keys.HMAC.borrower, 'borrow', params)), first);
  });

  it('is refused for a request that asks something else', async () => {
    const once = await standing();
    const no = async (who, name, params) => assert.deepEqual(
      await send(bytesOf(keys.HMAC[who], name, { ...params, clientTranId: 'id-1' })),
      refused(REFUSED.illegalArgument));
    await no('borrower', 'borrow', usdt('11.6'));
    await no('borrower', 'repay', usdt('11.5'));
    await no('borrower', 'close', { groupId: UNIT });
    await restart();
    await no('borrower', 'borrow', usdt('11.6'));
    assert.deepEqual(await standing(), once);
  });

  it('belongs to an account: another one may have the same', async () => {
    const once = await standing();
    const moved = await send(bytesOf(keys.HMAC.desk, 'universalTransfer',
      { ...MUTATIONS[3][2], clientTranId: 'id-1' }));
    assert.equal(moved.status, 200, moved.body);
    assert.notDeepEqual(await standing(), once);
  });

  it('is not used up by a request that was refused', async () => {
    const params = { ...usdt('999999999'), clientTranId: 'id-3' };
    const { status } = await send(bytesOf(keys.HMAC.borrower, 'borrow', params));
    assert.equal(status, 400);
    const good = await send(
      bytesOf(keys.HMAC.borrower, 'borrow', { ...params, amount: '1.5' }));
    assert.equal(good.status, 200, good.body);
  });
});

describe('closing', () => {
  it('is told again to the same bytes and refused to others, also after a crash', async () => {
    const { borrower } = keys.HMAC;
    const [{ totalLiability }] = await ask(borrower, 'ltvDetails');
    await ask(borrower, 'repay', usdt(totalLiability));
    const bytes = bytesOf(borrower, 'close', { groupId: UNIT });
    const closed = await send(bytes);
    assert.deepEqual(closed, { status: 200, body: '{"groupId":1,"status":"CLOSED"}' });
    assert.deepEqual(await send(bytes), closed);
    await restart();
    assert.deepEqual(await send(bytes), closed);
    assert.deepEqual(await send(bytesOf(borrower, 'close', { groupId: UNIT })),
      refused(REFUSED.noUnit));
  });
});
