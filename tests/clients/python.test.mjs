// Python's standard library as a client: GET in the query, POST and DELETE in a form body.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { REFUSED } from './answers.mjs';
import { assertRefused } from './contract.mjs';
import { BORROWER, DESK, UNIT, loanBook } from './loan_book.mjs';
import { CALLS } from './loan_calls.mjs';
import { describeLoan } from './loan_contract.mjs';
import { PYTHON, ask as askPython, call, end, open, refusal } from './python_client.mjs';
import { State, useServer } from './server.mjs';

after(end);

describeLoan(PYTHON);

describe("Python's standard library, its own ways", () => {
  const keys = {};
  const use = useServer(async (state) => {
    const all = ['--permissions', 'READ,TRADE,INTERNAL_TRANSFER'];
    keys.desk = await state.createKey(DESK, 'HMAC', all);
    keys.borrower = await state.createKey(BORROWER, 'HMAC', all);
  }, () => State.withBook(loanBook()));

  const ask = (who, name, params) => call(open(use.server.url, keys[who]), name, params);

  // All rows of a list by pages of `count`; both ways of naming a page.
  async function pages(who, name, params, count) {
    const words = name === 'universalTransfers' ? ['page', 'limit', 'totalCount', 'result']
      : ['current', 'size', 'total', 'rows'];
    const { method, path } = CALLS[name];
    const answer = await askPython({
      ...open(use.server.url, keys[who]), method, path, params, pages: [...words, count],
    });
    assert.ok(answer.rows, JSON.stringify(answer));
    return answer;
  }

  it('reads lists by pages until it has all', async () => {
    const amounts = [];
    for (let i = 1; i <= 7; ++i) {
      await ask('borrower', 'borrow', { groupId: UNIT, assetName: 'USDT', amount: `${i}.25` });
      await ask('desk', 'universalTransfer', {
        fromAccountType: 'SPOT', toAccountType: 'MARGIN', toEmail: BORROWER, asset: 'USDT',
        amount: `${i}.25`,
      });
      amounts.unshift(`${i}.25`);
    }
    for (const count of [1, 2, 3, 7, 8, 100]) {
      const borrowed = await pages('borrower', 'borrowRepay', { type: 'BORROW' }, count);
      // Decimal, not float: the text of the number as the server wrote it.
      assert.deepEqual(borrowed.rows.map(({ amount }) => amount), amounts);
      assert.equal(borrowed.calls, Math.ceil(amounts.length / count));
      const moved = await pages('desk', 'universalTransfers', {}, count);
      assert.deepEqual(moved.rows.map(({ amount }) => amount), amounts);
      assert.equal(moved.calls, Math.ceil(amounts.length / count));
    }
    assert.deepEqual(await pages('borrower', 'borrowRepay', { type: 'REPAY' }, 2),
      { rows: [], calls: 1 });
  });

  it('writes small floats with an exponent, and booleans with a capital', async () => {
    await ask('borrower', 'borrow', { groupId: UNIT, assetName: 'USDT', amount: '1e-08' });
    await ask('borrower', 'borrow', { groupId: UNIT, assetName: 'USDT', amount: '2.0' });
    assert.deepEqual(
      await ask('desk', 'editMember',
        { groupId: UNIT, subEmail: BORROWER, enableSpot: 'True', enableMargin: 'True' }),
      { status: 0 });
  });

  it('sends the groupId of a DELETE in its body', async () => {
    await assertRefused(ask('borrower', 'close', { groupId: UNIT }), refusal,
      REFUSED.stillOwed('USDT', '31.75000001'));
    await ask('borrower', 'repay', { groupId: UNIT, assetName: 'USDT', amount: '1000' });
    assert.deepEqual(await ask('borrower', 'close', { groupId: UNIT }),
      { groupId: UNIT, status: 'CLOSED' });
  });

  it('reads the description of the API, which knows every call', async () => {
    const { status, text } = await askPython({ url: use.server.url, path: '/openapi.json' });
    assert.equal(status, 200);
    const { paths } = JSON.parse(text);
    for (const { method, path } of Object.values(CALLS)) {
      assert.ok(paths[path]?.[method.toLowerCase()], `${method} ${path}`);
    }
  });
});
