// What borrowing costs, as a client reads it: the running hour at once, every further hour of the
// clock, and the rebate that pays for it first.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { BINANCE } from './binance_client.mjs';
import { ONE, divideUp, padded, trimmed, units } from './decimals.mjs';
import { DESK, UNIT } from './loan_book.mjs';
import { useLoan } from './loan_story.mjs';
import { enoughOfThisHour } from './server.mjs';

const HOUR_MS = 3_600_000;
const RATES = [{ asset: 'USDC', dailyRate: '0.00012' }, { asset: 'USDT', dailyRate: '0.00024' }];
const HOURLY = { USDC: units('0.000005'), USDT: units('0.00001') };

const loan = (assetName, amount) => ({ groupId: UNIT, assetName, amount });
const hourOf = (time) => time - (time % HOUR_MS);

// Every row obeys the rule, and the oldest row of an asset is that of its borrowing.
function assertRows(rows, asset, principal, hours) {
  const own = rows.filter(({ assetName }) => assetName === asset);
  for (const row of own) {
    assert.equal(units(row.interestRate), HOURLY[asset]);
    const interest = divideUp(units(row.principal) * HOURLY[asset], ONE);
    assert.equal(units(row.interest), interest);
    assert.equal(row.interestTimestamp % HOUR_MS, 0);
    assert.equal(row.groupId, UNIT);
  }
  const oldest = own.at(-1);
  assert.equal(units(oldest.principal), units(principal));
  assert.ok(hours.includes(oldest.interestTimestamp), `${oldest.interestTimestamp}`);
  return own.reduce((sum, { interest }) => sum + units(interest), 0n);
}

describe('interest', () => {
  before(() => enoughOfThisHour());
  const { ask } = useLoan(BINANCE, 'HMAC', { interestRates: RATES });

  it('is charged for the running hour when one borrows', async () => {
    const hours = [hourOf(Date.now())];
    await ask('borrower', 'borrow', loan('USDT', '1234.56789012'));
    await ask('borrower', 'borrow', loan('USDC', '100.25'));
    hours.push(hourOf(Date.now()));
    const { total, rows } = await ask('borrower', 'interestHistory');
    assert.ok(total === rows.length && total >= 2);
    const times = rows.map(({ interestTimestamp }) => interestTimestamp);
    assert.deepEqual(times, [...times].sort((a, b) => b - a));
    assertRows(rows, 'USDT', '1234.56789012', hours);
    assertRows(rows, 'USDC', '100.25', hours);
  });

  it('is read by asset, by page and by time', async () => {
    const all = await ask('borrower', 'interestHistory');
    const of = await ask('borrower', 'interestHistory', { asset: 'usdc' });
    assert.deepEqual(of.rows, all.rows.filter(({ assetName }) => assetName === 'USDC'));
    const first = await ask('borrower', 'interestHistory', { size: 1, current: all.total });
    assert.deepEqual(first, { total: all.total, rows: [all.rows.at(-1)] });
    const hour = all.rows.at(-1).interestTimestamp;
    assert.ok((await ask('borrower', 'interestHistory', { startTime: hour, endTime: hour })).total
      >= 1);
    assert.deepEqual(await ask('borrower', 'interestHistory', { endTime: hour - 1 }),
      { total: 0, rows: [] });
    assert.deepEqual(await ask('desk', 'interestHistory', { groupId: UNIT }),
      { total: 0, rows: [] });
  });

  it('is owed, and repaid before the principal', async () => {
    const owed = async () => {
      const [{ liabilities }] = await ask('borrower', 'ltvDetails');
      return liabilities.find(({ assetName }) => assetName === 'USDT');
    };
    const { interest } = await owed();
    const { rows } = await ask('borrower', 'interestHistory', { asset: 'USDT' });
    assert.equal(units(interest), rows.reduce((sum, row) => sum + units(row.interest), 0n));
    const part = trimmed(units(interest) + units('10'));
    await ask('borrower', 'repay', loan('USDT', part));
    const [paid] = (await ask('borrower', 'borrowRepay', { type: 'REPAY' })).rows;
    assert.deepEqual([units(paid.amount), units(paid.interest) + units(paid.principal)],
      [units(part), units(part)]);
    assert.ok(units(paid.interest) >= units(interest)); // more if an hour began
  });
});

describe('a rebate', () => {
  before(() => enoughOfThisHour());
  const { ask } = useLoan(BINANCE, 'HMAC', {
    interestRates: RATES, rebates: [{ parentEmail: DESK, granted: '0.02', consumed: '0.001' }],
  });

  it('is there before anything is owed', async () =>
    assert.deepEqual(await ask('desk', 'rebateBalance'), {
      asset: 'USDT', balance: '0.01900000', totalGranted: '0.02000000',
      totalConsumed: '0.00100000',
    }));

  it('pays the interest while it lasts', async () => {
    await ask('borrower', 'borrow', loan('USDT', '1500'));
    const { rows } = await ask('desk', 'rebateRecords', { type: 2 });
    const used = rows.at(-1);
    assert.deepEqual({ ...used, createTime: 0 }, {
      type: 'INTEREST_OFFSET', groupId: UNIT, rebateAsset: 'USDT', delta: '-0.01500000',
      liabilityAsset: 'USDT', deductedInterest: '0.01500000', exchangeRate: '1.00000000',
      createTime: 0,
    });
    const balance = await ask('desk', 'rebateBalance');
    const deltas = rows.reduce((sum, { delta }) => sum + units(delta), 0n);
    assert.equal(balance.balance, padded(units('0.019') + deltas));
    assert.equal(balance.totalConsumed, padded(units('0.001') - deltas));

    await ask('borrower', 'borrow', loan('USDT', '1500')); // the rest does not pay for all of it
    assert.equal((await ask('desk', 'rebateBalance')).balance, '0.00000000');
    const [{ liabilities: [{ interest }] }] = await ask('borrower', 'ltvDetails');
    const charged = (await ask('borrower', 'interestHistory')).rows
      .reduce((sum, row) => sum + units(row.interest), 0n);
    assert.equal(units(interest), charged - units('0.019'));
  });

  it('says what came and what went', async () => {
    const all = await ask('desk', 'rebateRecords');
    const added = await ask('desk', 'rebateRecords', { type: 0 });
    const deducted = await ask('desk', 'rebateRecords', { type: 1 });
    const offset = await ask('desk', 'rebateRecords', { type: 2 });
    assert.equal(all.total, added.total + deducted.total + offset.total);
    const sum = all.rows.reduce((total, { delta }) => total + units(delta), 0n);
    assert.equal(sum, 0n, 'what was granted is used up');
    assert.deepEqual(await ask('borrower', 'rebateRecords'), { total: 0, rows: [] });
  });
});
