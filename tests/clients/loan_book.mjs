// The book of the loan tests: one family with two risk units and every kind of sub-account that a
// rule speaks of. Nothing carries interest, so that no full hour changes a number while a test
// runs; rates are put in where interest is what is tested.
import { readFileSync } from 'node:fs';

import { units } from './decimals.mjs';
import { SEED_BOOK } from './server.mjs';

export const DESK = 'desk@example.com';
export const BORROWER = 'desk-credit@example.com'; // credit account of unit 1, Portfolio Margin
export const CROSS = 'desk-cross@example.com'; // collateral: its Cross Margin wallet counts
export const PORTFOLIO = 'desk-portfolio@example.com'; // collateral: both its wallets count
export const SPARE = 'desk-spare@example.com'; // may join
export const SECOND_SPARE = 'desk-spare-2@example.com'; // would be one too many
export const PLAIN = 'desk-plain@example.com'; // has no margin wallet
export const MANAGED = 'desk-managed@example.com';
export const PRO = 'desk-pro@example.com'; // Cross Margin Pro
export const UNDER = 'desk-under@example.com'; // owes more than it has
export const OTHER_BORROWER = 'desk-2-credit@example.com'; // credit account of unit 2
export const OTHER_COLLATERAL = 'desk-2-cross@example.com';
export const STRANGER = 'stranger@example.com'; // another parent
export const STRANGERS_SUB = 'stranger-sub@example.com';

export const UNIT = 1;
export const OTHER_UNIT = 2;

export const BTC_PRICE = 60_000n;
export const POOLS = { USDC: '1000.5', USDT: '1000000' };

const spot = (...balances) => balances.map(([asset, free]) => ({ asset, free }));
const crossMargin = (...balances) => ({
  mode: 'CLASSIC', balances: balances.map(([asset, free]) => ({ asset, free })),
});
const portfolioMargin = (...balances) => ({
  balances: balances.map(([asset, crossMarginFree]) => ({ asset, crossMarginFree })),
});

function accounts() {
  const family = [
    [BORROWER, {
      SPOT: spot(['USDT', '500']), PORTFOLIO_MARGIN: portfolioMargin(['USDT', '1000']),
    }],
    [CROSS, { CROSS_MARGIN: crossMargin(['BTC', '1']) }],
    [PORTFOLIO, {
      SPOT: spot(['BTC', '0.5'], ['USDT', '100']), PORTFOLIO_MARGIN: portfolioMargin(['BTC', '1']),
    }],
    [SPARE, { CROSS_MARGIN: crossMargin(['USDT', '10']) }],
    [SECOND_SPARE, { CROSS_MARGIN: crossMargin(['USDT', '10']) }],
    [PLAIN, { SPOT: spot(['USDT', '10']) }],
    [MANAGED, { CROSS_MARGIN: crossMargin(['USDT', '10']) }, { managed: true }],
    [PRO, { CROSS_MARGIN: { mode: 'PRO', balances: [{ asset: 'USDT', free: '10' }] } }],
    [UNDER, {
      CROSS_MARGIN: { mode: 'CLASSIC', balances: [{ asset: 'BTC', free: '0.5', borrowed: '1' }] },
    }],
    [OTHER_BORROWER, { PORTFOLIO_MARGIN: portfolioMargin(['USDT', '50']) }],
    [OTHER_COLLATERAL, { CROSS_MARGIN: crossMargin(['BTC', '0.1']) }],
  ].map(([email, wallets, more = {}]) => ({ email, parentEmail: DESK, ...more, wallets }));
  return [
    { email: DESK, frozenAmount: '7.5', wallets: { SPOT: spot(['BTC', '1'], ['USDT', '1000']) } },
    ...family,
    { email: STRANGER },
    { email: STRANGERS_SUB, parentEmail: STRANGER,
      wallets: { CROSS_MARGIN: crossMargin(['USDT', '10']) } },
  ].map((account, index) => ({ uid: 7_000_000_001 + index, ...account }));
}

// As the API writes it: a string.
export const uidOf = (email) => String(accounts().find((account) => account.email === email).uid);

const member = (email, type, enableSpot, enableMargin) =>
  ({ email, type, enableSpot, enableMargin });

// The members of unit 1 as they joined.
export const MEMBERS = [
  member(BORROWER, 'CREDIT', false, true),
  member(CROSS, 'COLLATERAL', false, true),
  member(PORTFOLIO, 'COLLATERAL', true, true),
];

const OTHER_MEMBERS = [
  member(OTHER_BORROWER, 'CREDIT', true, true),
  member(OTHER_COLLATERAL, 'COLLATERAL', true, true),
];

const flat = (rate) => [{ rate }];
const price = (asset, value, time) => ({ asset, price: value, time });

function parameters(loan, lines, interestRates) {
  const seed = JSON.parse(readFileSync(SEED_BOOK, 'utf8')).parameters;
  const crossAsset = (asset) =>
    ({ asset, liquidation: flat('1'), borrow: '1', transferOut: '1' });
  return {
    ...seed,
    assets: [{ asset: 'BTC' }, { asset: 'USDC', precision: 2 }, { asset: 'USDT' }],
    lines: { ...seed.lines, ...lines },
    loan: {
      ...seed.loan, loanableAssets: ['USDC', 'USDT'], maxCollateralAccounts: 3, ...loan,
    },
    spot: [{ asset: 'BTC', collateralRatio: '1' }, { asset: 'USDT', collateralRatio: '1' }],
    crossMargin: {
      ...seed.crossMargin, collateral: ['BTC', 'USDC', 'USDT'].map(crossAsset),
      proBrackets: [{ asset: 'USDT', brackets: flat('0.01') }],
    },
    portfolioMargin: {
      ...seed.portfolioMargin,
      collateral: [['BTC', '0.95'], ['USDC', '0.9999'], ['USDT', '0.9999']].map(
        ([asset, rate]) => ({ asset, tiers: flat(rate) })),
    },
    interestRates,
  };
}

// The book file's text. `loan` and `lines` override parameters, `interestRates` and `rebates` are
// those parts of the file, `liabilities` is what unit 1 owes. `change(book)` changes all the rest.
export function loanBook(
  { loan, lines, interestRates = [], rebates, liabilities = [], change = () => {} } = {}) {
  const time = Date.now();
  const btc = String(BTC_PRICE);
  const book = {
    format: 'plimsoll-book',
    version: 1,
    time,
    parameters: parameters(loan, lines, interestRates),
    prices: {
      marginIndex: [price('BTC', btc, time), price('USDC', '1', time)],
      assetIndex: [price('BTC', btc, time), price('USDC', '1', time), price('USDT', '1', time)],
      mark: [],
    },
    accounts: accounts(),
    units: [
      { groupId: UNIT, parentEmail: DESK, createTime: time - 1000, members: MEMBERS, liabilities },
      { groupId: OTHER_UNIT, parentEmail: DESK, createTime: time - 500, members: OTHER_MEMBERS },
    ],
    pools: Object.entries(POOLS).map(([asset, amount]) => ({ asset, amount })),
    ...(rebates && { rebates }),
  };
  change(book);
  return JSON.stringify(book);
}

// --- What the book's unit 1 is worth, exactly. Values have 12 decimals: 8 of an amount, 4 of a
// ratio.

const RATIO_ONE = 10_000n;
const PORTFOLIO_RATIO = { BTC: 9_500n, USDC: 9_999n, USDT: 9_999n };

// A mirror of unit 1: `wallets` as amounts by their last digit, to be changed as the test does.
export class UnitModel {
  credit = { USDT: units('1000') };
  cross = { BTC: units('1') };
  portfolio = { BTC: units('1') };
  portfolioSpot = { BTC: units('0.5'), USDT: units('100') };
  debt = 0n;
  btcPrice = BTC_PRICE;

  #price(asset) { return asset === 'BTC' ? this.btcPrice : 1n; }

  #value(wallet, ratio) {
    return Object.entries(wallet)
      .reduce((sum, [asset, amount]) => sum + amount * this.#price(asset) * ratio(asset), 0n);
  }

  // E; there is no maintenance margin, because nobody owes on his own account.
  get equity() {
    return this.#value(this.credit, (asset) => PORTFOLIO_RATIO[asset]) +
      this.#value(this.cross, () => RATIO_ONE) +
      this.#value(this.portfolio, (asset) => PORTFOLIO_RATIO[asset]) +
      this.#value(this.portfolioSpot, () => RATIO_ONE);
  }

  get liability() { return this.debt * RATIO_ONE; }

  // (T E - L) / (1 - c T) of USDT, half up, T = 0.75.
  get mostUsdt() {
    const room = 3n * this.equity - 4n * this.liability; // 4 x
    if (room <= 0n) return 0n;
    const cost = 4n * RATIO_ONE - 3n * PORTFOLIO_RATIO.USDT; // 4 x RATIO_ONE x
    return (2n * room + cost) / (2n * cost);
  }

  // The largest amount of BTC whose leaving of a wallet that counts it in full keeps L <= E / 2.
  mostBtcOut(free) {
    const room = this.equity - 2n * this.liability;
    const most = room <= 0n ? 0n : room / (this.btcPrice * RATIO_ONE);
    return most < free ? most : free;
  }
}
