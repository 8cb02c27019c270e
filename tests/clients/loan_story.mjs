// The fixture of the loan tests: a server over the loan book, its users, and what must be true of
// their unit at every moment of the story.
import assert from 'node:assert/strict';

import { assertRefused } from './contract.mjs';
import { divideHalfUp, trimmed, units } from './decimals.mjs';
import {
  BORROWER, CROSS, DESK, OTHER_BORROWER, STRANGER, UNIT, UnitModel, loanBook,
} from './loan_book.mjs';
import { CALLS, assertShape } from './loan_calls.mjs';
import { State, useServer } from './server.mjs';

const ALL = ['--permissions', 'READ,TRADE,INTERNAL_TRANSFER'];
const READ = ['--permissions', 'READ'];
// Who asks; those who get nothing by any signature have HMAC keys, which are the fastest to make.
const KEYS = {
  desk: { account: DESK, flags: ALL },
  borrower: { account: BORROWER, flags: ALL },
  cross: { account: CROSS, flags: ALL },
  reader: { account: BORROWER, flags: READ },
  deskReader: { account: DESK, flags: READ, type: 'HMAC' },
  stranger: { account: STRANGER, flags: ALL, type: 'HMAC' },
  otherBorrower: { account: OTHER_BORROWER, flags: ALL, type: 'HMAC' },
};

export const DAY_MS = 86_400_000;
export const NOTHING = { total: 0, rows: [] };

// What one asks of unit 1 in USDT.
export const usdt = (amount) => ({ groupId: UNIT, assetName: 'USDT', amount });

// A server over the loan book whose users hold keys of one type, and how they ask it: `ask` for an
// answer, whose JSON types are checked, `refuses` for a refusal.
export function useLoan(adapter, type, options) {
  const keys = {};
  const use = useServer(async (state) => {
    for (const [name, { account, flags, type: own = type }] of Object.entries(KEYS)) {
      keys[name] = await state.createKey(account, own, flags);
    }
  }, () => State.withBook(loanBook(options)));
  const clients = {};
  const as = (who, more) => (more ? adapter.open(use.server.url, keys[who], more)
    : clients[who] ??= adapter.open(use.server.url, keys[who]));
  const ask = async (who, name, params = {}, more = undefined) => {
    const answer = await adapter.call(as(who, more), name, params);
    assertShape(answer, CALLS[name].shape, name);
    return answer;
  };
  const refuses = (refused, who, name, params = {}) =>
    assertRefused(adapter.call(as(who), name, params), adapter.refusal, refused);
  return { use, keys, ask, refuses };
}

// The story's state: how to ask, a model of the unit, and what was answered so far, newest first.
export function startStory(adapter, type) {
  const { ask, refuses } = useLoan(adapter, type);
  const model = new UnitModel();
  const started = Date.now();
  const borrowed = []; // the answers
  const repaid = [];

  // What the unit says of itself is what the model knows.
  async function assertStands() {
    const [unit] = await ask('borrower', 'ltvDetails');
    assert.equal(unit.totalNetEquity, trimmed(model.equity / 10_000n));
    assert.equal(unit.totalLiability, trimmed(model.debt));
    const milli = (2_000n * model.liability + model.equity) / (2n * model.equity); // half up
    assert.equal(unit.ltv, trimmed(milli * 100_000n));
    const out = model.debt === 0n ? model.equity : model.equity - 2n * model.liability;
    assert.equal(unit.maxTransferOutAmount, trimmed(out > 0n ? out / 10_000n : 0n));
    const room = 3n * model.equity - 4n * model.liability;
    assert.equal(unit.maxAllowedBorrowLimit, trimmed(room > 0n ? divideHalfUp(room, 10_000n) : 0n));
    assert.deepEqual(unit.liabilities, model.debt === 0n ? [] : [
      { assetName: 'USDT', principal: trimmed(model.debt), interest: '0' }]);
    return unit;
  }

  async function borrow(amount, more) {
    const answer = await ask('borrower', 'borrow', { ...usdt(trimmed(amount)), ...more });
    assert.equal(units(answer.amount), amount);
    borrowed.unshift(answer);
    model.debt += amount;
    model.credit.USDT += amount;
    return answer;
  }

  async function repay(asked, paid, from) {
    const answer = await ask('borrower', 'repay',
      { ...usdt(trimmed(asked)), ...(from && { repayFrom: from }) });
    assert.equal(units(answer.amount), paid);
    assert.equal(answer.repayFrom, from ?? 'MARGIN');
    repaid.unshift(answer);
    model.debt -= paid;
    if (from !== 'SPOT') model.credit.USDT -= paid;
  }

  return { ask, refuses, model, started, borrowed, repaid, borrow, repay, assertStands };
}
