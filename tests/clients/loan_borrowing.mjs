// The loan's story, first part: looking, borrowing, repaying, reading about it.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { REFUSED } from './answers.mjs';
import { padded, trimmed, units } from './decimals.mjs';
import { MEMBERS, OTHER_UNIT, POOLS, UNIT } from './loan_book.mjs';
import { MUTATIONS } from './loan_calls.mjs';
import { DAY_MS, NOTHING, usdt } from './loan_story.mjs';

export function tellOfBorrowing(story) {
  const { ask, refuses, model, started, borrowed, repaid, borrow, repay, assertStands } = story;

  it('sees the unit before it borrows', async () => {
    const unit = await assertStands();
    assert.equal(unit.parentAccountFrozenAmount, '7.5');
    assert.deepEqual(unit.collateralAccounts.map(({ email, type: role }) => [email, role]),
      MEMBERS.map(({ email, type: role }) => [email, role]));
    assert.deepEqual((await ask('desk', 'ltvDetails')).map(({ groupId }) => groupId),
      [UNIT, OTHER_UNIT]);
    for (const who of ['cross', 'stranger']) assert.deepEqual(await ask(who, 'ltvDetails'), []);
  });

  it('sees the same in the first form of the description', async () => {
    const [{ updateTime, collateralAccounts, ...unit }] = await ask('borrower', 'ltvDetails');
    const { updateTime: later, accountInfos, ...group } = await ask('borrower', 'loanGroup');
    assert.ok(later >= updateTime);
    for (const [name, value] of Object.entries(group)) {
      assert.deepEqual(value, unit[name], name);
    }
    assert.deepEqual(accountInfos, collateralAccounts.flatMap(({ email, wallets }) =>
      wallets.map((wallet) => ({ email, ...wallet }))));
    assert.deepEqual(await ask('borrower', 'loanGroup', { groupId: OTHER_UNIT }), {});
    for (const who of ['desk', 'cross', 'stranger']) {
      assert.deepEqual(await ask(who, 'loanGroup'), {}, who);
    }
    const ids = async (who, params) =>
      (await ask(who, 'loanGroups', params)).map(({ groupId }) => groupId);
    assert.deepEqual(await ids('desk'), [UNIT, OTHER_UNIT]);
    assert.deepEqual(await ids('desk', { groupId: OTHER_UNIT }), [OTHER_UNIT]);
    assert.deepEqual(await ids('borrower'), []);
  });

  it('sees the active units with their members', async () => {
    const [first, second, ...others] = await ask('desk', 'activated');
    assert.deepEqual([first.groupId, second.groupId, others], [UNIT, OTHER_UNIT, []]);
    assert.deepEqual(first.members, MEMBERS);
    assert.deepEqual(await ask('borrower', 'activated'), []);
  });

  it('finds no records of what has not happened', async () => {
    assert.deepEqual(await ask('borrower', 'closed'), NOTHING);
    assert.deepEqual(await ask('borrower', 'borrowRepay', { type: 'BORROW' }), NOTHING);
    assert.deepEqual(await ask('borrower', 'borrowRepay', { type: 'REPAY' }), NOTHING);
    assert.deepEqual(await ask('borrower', 'interestHistory'), NOTHING);
    assert.deepEqual(await ask('borrower', 'forceLiquidation'), NOTHING);
    assert.deepEqual(await ask('borrower', 'liquidationTransfers'), NOTHING);
    assert.deepEqual(await ask('desk', 'rebateRecords'), NOTHING);
    assert.deepEqual(await ask('desk', 'universalTransfers'), { result: [], totalCount: 0 });
    assert.deepEqual(await ask('desk', 'rebateBalance'), {
      asset: 'USDT', balance: '0.00000000', totalGranted: '0.00000000',
      totalConsumed: '0.00000000',
    });
  });

  it('asks what it may borrow', async () => {
    const most = async (who, params) => (await ask(who, 'maxBorrowable', params));
    const expected = { maxBorrowableAmount: padded(model.mostUsdt) };
    assert.deepEqual(await most('borrower', { assetName: 'USDT' }), expected);
    assert.deepEqual(await most('borrower', { assetName: 'usdt', groupId: UNIT }), expected);
    assert.deepEqual(await most('desk', { assetName: 'Usdt', groupId: UNIT }), expected);
    // The pool holds less than the unit may borrow.
    assert.deepEqual(await most('borrower', { assetName: 'USDC' }),
      { maxBorrowableAmount: padded(units(POOLS.USDC)) });
    for (const [who, group] of [['desk', {}], ['borrower', { groupId: OTHER_UNIT }],
      ['cross', {}], ['stranger', { groupId: UNIT }]]) {
      assert.deepEqual(await most(who, { assetName: 'USDT', ...group }), {}, who);
    }
    await refuses(REFUSED.notLoanable('BTC'), 'borrower', 'maxBorrowable', { assetName: 'BTC' });
    await refuses(REFUSED.notLoanable('DOGE'), 'borrower', 'maxBorrowable',
      { assetName: 'DOGE' });
    await refuses(REFUSED.mandatory('assetName'), 'borrower', 'maxBorrowable');
  });

  it('may change nothing with a key that only reads', async () => {
    for (const name of MUTATIONS) {
      await refuses(REFUSED.keyRejected, 'reader', name, usdt('1'));
      await refuses(REFUSED.keyRejected, 'deskReader', name, usdt('1'));
    }
    assert.equal((await ask('reader', 'ltvDetails')).length, 1);
  });

  it('hears what is wrong with a borrowing', async () => {
    const no = (refused, params, who = 'borrower') => refuses(refused, who, 'borrow', params);
    await no(REFUSED.mandatory('groupId'), { assetName: 'USDT', amount: '1' });
    await no(REFUSED.mandatory('groupId'), { ...usdt('1'), groupId: 'one' });
    await no(REFUSED.mandatory('assetName'), { loanCoin: 'USDT', groupId: UNIT, amount: '1' });
    await no(REFUSED.mandatory('amount'), { groupId: UNIT, assetName: 'USDT' });
    await no(REFUSED.mandatory('amount'), usdt('much'));
    await no(REFUSED.illegalArgument, usdt('0'));
    await no(REFUSED.illegalArgument, usdt('-1'));
    await no(REFUSED.precision('USDT'), usdt('0.000000001'));
    await no(REFUSED.precision('USDC'), { ...usdt('0.001'), assetName: 'USDC' });
    await no(REFUSED.notLoanable('BTC'), { ...usdt('1'), assetName: 'BTC' });
    await no(REFUSED.notLoanable('DOGE'), { ...usdt('1'), assetName: 'DOGE' });
    await no(REFUSED.poolEmpty('USDC'), { ...usdt('1000.51'), assetName: 'USDC' });
    await no(REFUSED.noUnit, { ...usdt('1'), groupId: 99 });
    await no(REFUSED.noUnit, usdt('1'), 'otherBorrower');
    await no(REFUSED.noUnit, usdt('1'), 'stranger');
    await no(REFUSED.notTheCredit(UNIT), usdt('1'), 'desk');
    await no(REFUSED.notTheCredit(UNIT), usdt('1'), 'cross');
    await assertStands();
  });

  it('borrows the maximum to its last unit, and not one more', async () => {
    const most = model.mostUsdt;
    await refuses(REFUSED.tooMuchToBorrow('USDT', trimmed(most), trimmed(most + 1n)),
      'borrower', 'borrow', usdt(padded(most + 1n)));
    await borrow(most);
    await assertStands();
    assert.deepEqual(await ask('borrower', 'maxBorrowable', { assetName: 'USDT' }),
      { maxBorrowableAmount: '0.00000000' });
    const atTheLine = 4n * model.liability >= 3n * model.equity;
    await refuses(atTheLine ? REFUSED.ltvTooHigh(UNIT, '0.75', '0.75')
      : REFUSED.tooMuchToBorrow('USDT', '0', '0.00000001'),
    'borrower', 'borrow', usdt('0.00000001'));
  });

  it('repays from either wallet, no more than there is', async () => {
    const no = (refused, params, who = 'borrower') => refuses(refused, who, 'repay', params);
    await no(REFUSED.mandatory('amount'), { groupId: UNIT, assetName: 'USDT' });
    await no(REFUSED.invalid('repayFrom'), { ...usdt('1'), repayFrom: 'FUTURES' });
    await no(REFUSED.illegalArgument, usdt('0'));
    await no(REFUSED.nothingOwed(UNIT), { ...usdt('1'), assetName: 'USDC' });
    await no(REFUSED.notLoanable('DOGE'), { ...usdt('1'), assetName: 'DOGE' });
    await no(REFUSED.precision('USDT'), usdt('0.000000001'));
    await no(REFUSED.noUnit, { ...usdt('1'), groupId: 99 });
    await no(REFUSED.notTheCredit(UNIT), usdt('1'), 'desk');

    await repay(units('100.5'), units('100.5'), 'SPOT');
    await repay(units('100000'), units('399.5'), 'SPOT'); // all that the wallet held
    await no(REFUSED.noBalance('USDT'), { ...usdt('1'), repayFrom: 'SPOT' });
    await repay(units('0.00000001'), 1n);
    await repay(units('150000'), units('150000'), 'MARGIN');
    await assertStands();
  });

  it('borrows by a number in scientific form, and an asset in small letters', async () => {
    const answer = await ask('borrower', 'borrow', { ...usdt('1e-08'), assetName: 'usdt' });
    assert.equal(answer.amount, 1e-8);
    borrowed.unshift(answer);
    model.debt += 1n;
    model.credit.USDT += 1n;
    await assertStands();
  });

  it('reads what it borrowed and repaid, newest first', async () => {
    const { total, rows } = await ask('borrower', 'borrowRepay', { type: 'BORROW' });
    assert.equal(total, borrowed.length);
    assert.deepEqual(rows.map(({ tranId, amount }) => [tranId, amount]),
      borrowed.map(({ transactionId, amount }) => [transactionId, amount]));
    for (const row of rows) {
      assert.ok(row.type === 'BORROW' && !('principal' in row) && !('interest' in row));
      assert.ok(row.timestamp >= started - 1000 && row.timestamp <= Date.now());
    }
    const paid = await ask('borrower', 'borrowRepay', { type: 'REPAY', asset: 'usdt' });
    assert.deepEqual(paid.rows.map(({ tranId, amount }) => [tranId, amount]),
      repaid.map(({ transactionId, amount }) => [transactionId, amount]));
    for (const row of paid.rows) {
      assert.deepEqual([row.type, row.principal, row.interest], ['NORMAL_REPAY', row.amount, 0]);
    }
    for (const asset of ['USDC', 'DOGE']) {
      assert.deepEqual(await ask('borrower', 'borrowRepay', { type: 'BORROW', asset }), NOTHING);
    }
    for (const who of ['desk', 'cross', 'stranger']) {
      assert.deepEqual(await ask(who, 'borrowRepay', { type: 'BORROW', groupId: UNIT }), NOTHING);
    }
  });

  it('reads them by pages and by time', async () => {
    const page = (params) => ask('borrower', 'borrowRepay', { type: 'REPAY', ...params });
    const all = (await page({})).rows;
    for (let current = 1; current <= all.length + 1; ++current) {
      assert.deepEqual(await page({ current, size: 1 }),
        { total: all.length, rows: all.slice(current - 1, current) });
    }
    const [newest] = all;
    const at = newest.timestamp;
    assert.ok((await page({ startTime: at, endTime: at })).rows.some(
      ({ tranId }) => tranId === newest.tranId), 'both ends belong to the window');
    assert.deepEqual(await page({ startTime: at * 1000, endTime: at * 1000 + 999 }),
      await page({ startTime: at, endTime: at }), 'microseconds lie in their millisecond');
    // A start too far back is moved, not refused.
    assert.deepEqual((await page({ startTime: Date.now() - 99 * DAY_MS })).rows, all);
    assert.deepEqual((await page({ endTime: started - 5000 })), NOTHING);
  });

  it('hears what is wrong with a page or a time', async () => {
    const records = {
      borrowRepay: ['borrower', { type: 'BORROW' }],
      interestHistory: ['borrower', {}],
      forceLiquidation: ['borrower', {}],
      liquidationTransfers: ['borrower', {}],
      rebateRecords: ['desk', {}],
    };
    const now = Date.now();
    for (const [name, [who, needed]] of Object.entries(records)) {
      const no = (refused, params) => refuses(refused, who, name, { ...needed, ...params });
      await no(REFUSED.illegalArgument, { current: 0 });
      await no(REFUSED.illegalArgument, { size: 0 });
      await no(REFUSED.illegalArgument, { size: 101 });
      await no(REFUSED.mandatory('size'), { size: 'all' });
      await no(REFUSED.illegalArgument, { startTime: now, endTime: now - 1 });
      await no(REFUSED.mandatory('startTime'), { startTime: 'today' });
      await no(REFUSED.window(100), { startTime: now - 101 * DAY_MS, endTime: now });
    }
    await refuses(REFUSED.illegalArgument, 'borrower', 'closed', { size: 101 });
    await refuses(REFUSED.mandatory('type'), 'borrower', 'borrowRepay');
    await refuses(REFUSED.invalid('type'), 'borrower', 'borrowRepay', { type: 'LEND' });
    await refuses(REFUSED.invalid('type'), 'desk', 'rebateRecords', { type: 3 });
    for (const name of ['ltvDetails', 'loanGroup', 'interestHistory', 'forceLiquidation']) {
      await refuses(REFUSED.mandatory('groupId'), 'borrower', name, { groupId: 'one' });
    }
  });

  it('answers a request with the same id of its own as the first time', async () => {
    const params = { ...usdt('12.5'), clientTranId: 'story-borrow-1' };
    const first = await borrow(units('12.5'), { clientTranId: params.clientTranId });
    assert.deepEqual(await ask('borrower', 'borrow', params), first);
    await refuses(REFUSED.illegalArgument, 'borrower', 'borrow', { ...params, amount: '12.6' });

    const headers = { 'X-Client-Tran-Id': 'story-borrow-2' };
    const second = await ask('borrower', 'borrow', usdt('1'), { headers });
    borrowed.unshift(second);
    model.debt += units('1');
    model.credit.USDT += units('1');
    assert.deepEqual(await ask('borrower', 'borrow', usdt('1'), { headers }), second);
    assert.notEqual(second.transactionId, first.transactionId);
    await assertStands();
    const { total } = await ask('borrower', 'borrowRepay', { type: 'BORROW' });
    assert.equal(total, borrowed.length);
  });
}
