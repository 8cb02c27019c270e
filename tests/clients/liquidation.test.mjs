// A liquidation from the falling price to its records, read by every client: the numbers follow
// from the tape's last price alone.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { REFUSED } from './answers.mjs';
import { BINANCE } from './binance_client.mjs';
import { BINANCE_COMMON } from './binance_common_client.mjs';
import { CCXT } from './ccxt_client.mjs';
import { assertRefused } from './contract.mjs';
import { ONE, divideUp, padded, trimmed, units } from './decimals.mjs';
import {
  BORROWER, CROSS, DESK, MEMBERS, PORTFOLIO, SPARE, UNIT, loanBook, uidOf,
} from './loan_book.mjs';
import { CALLS, assertShape } from './loan_calls.mjs';
import { PYTHON, end } from './python_client.mjs';
import { State } from './server.mjs';

after(end);

const CLIENTS = [BINANCE, BINANCE_COMMON, CCXT, PYTHON];
const DEBT = units('80000');
const LIABILITIES = [{ asset: 'USDT', principal: trimmed(DEBT) }];

// E = 2.45 BTC + 1099.9 USDT, as the book of the loan tests has it: the largest price at which
// 0.9 E is no more than the debt.
const CASH = units('1099.9');
const LINE = ((DEBT * 10n - CASH * 9n) * 100n) / (9n * 245n);

const tape = (...prices) => [
  'ts_ms,symbol,price', ...prices.map((price, i) => `${(i + 1) * 1000},BTCUSDT,${price}`), '',
].join('\n');

// A server that plays these prices as fast as it can; `done` says whether the last one is in the
// book. Prices count in the order of the tape, but not all of them are seen: the engine takes the
// newest when several wait.
async function playing(state, prices, done) {
  const server = await state.serve(
    ['--tape', state.file(tape(...prices)), '--speed', 'max', '--ip-weight-limit', '1000000000',
      '--public-metrics']);
  for (let i = 0; i < 1000; ++i) {
    const { feed } = await (await fetch(`${server.url}/health`)).json();
    assert.equal(feed.failure, '');
    if (await done(server)) return server;
    await new Promise((next) => setTimeout(next, 10));
  }
  throw new Error('the last price did not arrive');
}

async function ask(client, server, who, name, params = {}) {
  const answer = await client.call(client.open(server.url, who), name, params);
  assertShape(answer, CALLS[name].shape, name);
  return answer;
}

// What the liquidation of the unit does at `price`, the slow and obvious way: repay out of what is
// there, then wallet by wallet - Cross Margin, Portfolio Margin, SPOT - take, sell, repay.
function liquidate(price) {
  const repaid = [];
  const moved = [];
  let owed = DEBT;
  const repay = (amount) => {
    const paid = amount < owed ? amount : owed;
    owed -= paid;
    repaid.push(paid);
    return amount - paid;
  };
  const take = (email, wallet, asset, amount) => {
    moved.push({ email, wallet, asset, amount });
    if (asset === 'USDT') return repay(amount);
    return repay(amount * price / ONE); // proceeds, cut
  };
  const btc = (has) => {
    const needed = divideUp(owed * ONE, price);
    return needed < has ? needed : has;
  };
  repay(units('1000'));
  take(CROSS, 'CROSS_MARGIN', 'BTC', btc(units('1')));
  take(PORTFOLIO, 'PORTFOLIO_MARGIN', 'BTC', btc(units('1')));
  take(PORTFOLIO, 'SPOT', 'USDT', units('100'));
  const left = take(PORTFOLIO, 'SPOT', 'BTC', btc(units('0.5')));
  assert.equal(owed, 0n);
  return { repaid, moved, left };
}

// One row a transfer or one a wallet: the same list of what moved from where.
const flat = (transfers) => transfers.flatMap(({ fromUid, fromAccountType, assets }) =>
  assets.map(({ assetName, amount }) => [fromUid, fromAccountType, assetName, amount]));

describe('a unit that the price carries over its line', () => {
  let state;
  let server;
  const keys = { borrower: {}, desk: {} };
  const read = (name, params, client = PYTHON, type = 'HMAC') =>
    ask(client, server, keys.borrower[type], name, params);
  const standing = async (now) => (await ask(PYTHON, now, keys.borrower.HMAC, 'ltvDetails'))[0];

  before(async () => {
    state = await State.withBook(loanBook({ liabilities: LIABILITIES }));
    for (const type of ['HMAC', 'RSA', 'ED25519']) {
      keys.borrower[type] = await state.createKey(BORROWER, type);
    }
    keys.desk.HMAC = await state.createKey(DESK);
  });
  after(() => server?.stop());

  it('is not liquidated one unit of price above it', async () => {
    const equity = padded(CASH + (LINE + 1n) * 245n / 100n); // cut
    server = await playing(state, ['60000', '45000.5', padded(LINE + 1n)], async (now) =>
      units((await standing(now)).totalNetEquity) === units(equity));
    assert.deepEqual(await read('forceLiquidation'), { total: 0, rows: [] });
    const unit = await standing(server);
    assert.equal(unit.totalLiability, trimmed(DEBT));
    assert.equal(unit.ltv, '0.9');
    await server.stop();
  });

  it('is liquidated on it', async () => {
    server = await playing(state, [padded(LINE + 1n), padded(LINE)], async (now) =>
      (await standing(now)).totalLiability === '0');
    const unit = await standing(server);
    assert.deepEqual([unit.ltv, unit.totalLiability, unit.liabilities], ['0', '0', []]);
  });

  for (const client of CLIENTS) {
    for (const type of client.types) {
      it(`is in the records, read by ${client.name} with ${type}`, async () => {
        const { total, rows: [row] } = await read('forceLiquidation', {}, client, type);
        assert.equal(total, 1);
        assert.deepEqual([row.groupId, row.startLtv, row.endLtv], [UNIT, 1, 0]);
        const now = Date.now();
        assert.ok(row.liquidationStartTime <= row.liquidationEndTime);
        assert.ok(row.liquidationEndTime <= now && row.liquidationStartTime > now - 60_000);
        const at = (amount) => padded(units(amount) * LINE / ONE);
        const portfolioRatio = (value) => padded((value * 95n + 50n) / 100n); // half up
        const expected = [
          [BORROWER, 'CREDIT', 'PORTFOLIO_MARGIN', '999.90000000'],
          [CROSS, 'COLLATERAL', 'CROSS_MARGIN', at('1')],
          [PORTFOLIO, 'COLLATERAL', 'SPOT', padded(units(at('0.5')) + units('100'))],
          [PORTFOLIO, 'COLLATERAL', 'PORTFOLIO_MARGIN', portfolioRatio(LINE)],
        ];
        const { snapshots, liabilities } = row.liquidationSnapshot;
        const half = LINE % 2n; // 0.5 BTC may end in half a unit, which is rounded up
        expected[2][3] = padded(units(expected[2][3]) + half);
        assert.deepEqual(snapshots.map(({ subEmail, memberType, walletType, netEquity }) =>
          [subEmail, memberType, walletType, netEquity]), expected);
        assert.ok(snapshots.every(({ maintainMargin }) => maintainMargin === '0.00000000'));
        assert.equal(row.totalNetEquity, padded(CASH + LINE * 245n / 100n)); // cut
        assert.equal(row.totalMaintenanceMargin, '0.00000000');
        assert.equal(row.totalLiability, padded(DEBT));
        assert.deepEqual(liabilities,
          [{ assetName: 'USDT', principal: padded(DEBT), interest: '0.00000000' }]);
      });

      it(`has its transfers there, read by ${client.name} with ${type}`, async () => {
        const { total, rows: [row] } = await read('liquidationTransfers', {}, client, type);
        assert.equal(total, 1);
        const transfers = row.liquidationTransferRecord;
        assert.deepEqual(flat(transfers), liquidate(LINE).moved.map(
          ({ email, wallet, asset, amount }) => [uidOf(email), wallet, asset, trimmed(amount)]));
        for (const { toUid, toAccountType } of transfers) {
          assert.deepEqual([toUid, toAccountType], [uidOf(BORROWER), 'PORTFOLIO_MARGIN']);
        }
        const times = transfers.map(({ transferTime }) => transferTime);
        assert.deepEqual(times, [...times].sort((a, b) => a - b));
      });
    }
  }

  it('has repaid all it owed, and says out of what', async () => {
    const { repaid, left } = liquidate(LINE);
    const { total, rows } = await read('borrowRepay', { type: 'REPAY' });
    assert.equal(total, repaid.length);
    assert.deepEqual(rows.map(({ amount }) => units(amount)), [...repaid].reverse());
    for (const row of rows) {
      assert.deepEqual([row.type, row.principal, row.interest], ['FORCE_REPAY', row.amount, 0]);
    }
    // What the last sale brought beyond the debt is the credit account's.
    const [unit] = await read('ltvDetails');
    const credit = unit.collateralAccounts[0].wallets[0];
    assert.equal(credit.netEquity, trimmed((left * 9_999n + 5_000n) / 10_000n));
  });

  it('keeps its records to itself', async () => {
    const empty = { total: 0, rows: [] };
    for (const name of ['forceLiquidation', 'liquidationTransfers']) {
      assert.deepEqual(await ask(PYTHON, server, keys.desk.HMAC, name), empty);
    }
    assert.deepEqual(await read('forceLiquidation', { groupId: 2 }), empty);
    assert.deepEqual(await read('forceLiquidation', { current: 2 }), { total: 1, rows: [] });
    assert.deepEqual(await read('liquidationTransfers', { endTime: Date.now() - 120_000 }), empty);
  });

  it('has the same records after a crash', async () => {
    const names = ['forceLiquidation', 'liquidationTransfers'];
    const was = await Promise.all(names.map((name) => read(name)));
    await server.crash();
    server = await state.serve();
    assert.deepEqual(await Promise.all(names.map((name) => read(name))), was);
  });
});

describe('a unit whose collateral waits to be sold', () => {
  const all = ['--permissions', 'READ,TRADE,INTERNAL_TRANSFER'];
  let server;
  let borrower;
  let desk;
  before(async () => {
    const state = await State.withBook(
      loanBook({ liabilities: LIABILITIES, loan: { externalSeller: true } }));
    borrower = await state.createKey(BORROWER, 'HMAC', all);
    desk = await state.createKey(DESK, 'HMAC', all);
    server = await playing(state, [padded(LINE)], async (now) =>
      (await ask(PYTHON, now, borrower, 'forceLiquidation')).total === 1);
  });
  after(() => server?.stop());

  it('takes no orders meanwhile', async () => {
    const no = (who, name, params) => assertRefused(
      BINANCE.call(BINANCE.open(server.url, who), name, params), BINANCE.refusal,
      REFUSED.liquidating);
    const usdt = { groupId: UNIT, assetName: 'USDT', amount: '1' };
    await no(borrower, 'borrow', usdt);
    await no(borrower, 'repay', usdt);
    await no(borrower, 'close', { groupId: UNIT });
    await no(desk, 'transferOut', { subEmail: CROSS, asset: 'BTC', amount: '0.1' });
    await no(desk, 'editMember',
      { groupId: UNIT, subEmail: SPARE, enableSpot: true, enableMargin: true });
    await no(desk, 'universalTransfer', {
      fromEmail: PORTFOLIO, fromAccountType: 'MARGIN', toEmail: CROSS, toAccountType: 'MARGIN',
      asset: 'BTC', amount: '0.1',
    });
  });

  it('is in the records without an end', async () => {
    const { total, rows: [row] } = await ask(BINANCE, server, borrower, 'forceLiquidation');
    assert.equal(total, 1);
    assert.ok(!('liquidationEndTime' in row));
    assert.equal(row.liquidationSnapshot.snapshots.length, MEMBERS.length + 1);
    assert.equal(row.endLtv, 1, 'the LTV now');
    const { rows: [moved] } = await ask(BINANCE, server, borrower, 'liquidationTransfers');
    assert.deepEqual(flat(moved.liquidationTransferRecord),
      [[uidOf(CROSS), 'CROSS_MARGIN', 'BTC', '1']]);
  });
});
