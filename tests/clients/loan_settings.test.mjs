// Books in which the loan's calls behave otherwise than in the story that all clients tell.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { REFUSED } from './answers.mjs';
import { BINANCE } from './binance_client.mjs';
import { CROSS, PLAIN, PORTFOLIO, SPARE, UNDER, UNIT } from './loan_book.mjs';
import { usdt, useLoan } from './loan_story.mjs';

// Who joins, and how.
const spotOf = (subEmail) => ({ groupId: UNIT, subEmail, enableSpot: true, enableMargin: false });
const joins = { groupId: UNIT, subEmail: SPARE, enableSpot: false, enableMargin: true };

describe('a short quiet time', () => {
  const { ask, refuses } = useLoan(BINANCE, 'HMAC', { loan: { quietMs: 700 } });

  it('ends', async () => {
    await ask('desk', 'editMember', joins);
    const since = Date.now();
    await refuses(REFUSED.quiet, 'borrower', 'borrow', usdt('1'));
    await new Promise((done) => setTimeout(done, since + 720 - Date.now()));
    await ask('borrower', 'borrow', usdt('1'));
    await ask('cross', 'transferOut', { asset: 'BTC', amount: '0.001' });
  });
});

describe('a transfer out that waits for its settlement', () => {
  const { ask, refuses } = useLoan(BINANCE, 'HMAC', { loan: { externalSettlement: true } });

  it('lets no other order of its unit pass', async () => {
    await ask('cross', 'transferOut', { asset: 'BTC', amount: '0.25' });
    await refuses(REFUSED.pending, 'cross', 'transferOut', { asset: 'BTC', amount: '0.001' });
    await refuses(REFUSED.pending, 'borrower', 'borrow', usdt('1'));
    await refuses(REFUSED.pending, 'borrower', 'repay', usdt('1'));
    await refuses(REFUSED.pending, 'borrower', 'close', { groupId: UNIT });
    await refuses(REFUSED.pending, 'desk', 'editMember', joins);
    await refuses(REFUSED.pending, 'desk', 'universalTransfer', {
      fromEmail: CROSS, fromAccountType: 'MARGIN', toEmail: SPARE, toAccountType: 'MARGIN',
      asset: 'BTC', amount: '0.001',
    });
    const [unit] = await ask('borrower', 'ltvDetails');
    assert.equal(unit.totalNetEquity, '148099.9', 'what is locked still counts');
  });
});

describe('transfers out that are cut to the maximum', () => {
  const { ask, refuses } = useLoan(BINANCE, 'HMAC', { loan: { clampTransferOut: true } });

  it('moves what there is instead of refusing', async () => {
    await ask('cross', 'transferOut', { asset: 'BTC', amount: '5' });
    const [unit] = await ask('borrower', 'ltvDetails');
    assert.equal(unit.totalNetEquity, '88099.9');
    await refuses(REFUSED.tooMuchToMove, 'cross', 'transferOut', { asset: 'BTC', amount: '5' });
  });
});

const walletsOf = (book, email) => book.accounts.find((account) => account.email === email).wallets;
const out = (amount) => ({ asset: 'BTC', amount });

describe('a unit above its borrow line', () => {
  const { ask, refuses } = useLoan(BINANCE, 'HMAC', {
    liabilities: [{ asset: 'USDT', principal: '115000' }], loan: { quietMs: 0 },
  });

  it('borrows nothing', () =>
    refuses(REFUSED.ltvTooHigh(UNIT, '0.777', '0.75'), 'borrower', 'borrow', usdt('1')));

  it('counts no wallet that makes it worse', async () => {
    await ask('desk', 'editMember', spotOf(UNDER));
    // 115000 / (148099.9 - 30000 - 6000)
    await refuses(REFUSED.ltvTooHigh(UNIT, '1.026', '0.75'), 'desk', 'editMember',
      { ...joins, subEmail: UNDER, enableSpot: true });
  });

  it('lets nothing leave', async () => {
    await refuses(REFUSED.tooMuchToMove, 'cross', 'transferOut', out('0.00000001'));
    await refuses(REFUSED.tooMuchToMove, 'desk', 'universalTransfer', {
      fromEmail: PORTFOLIO, fromAccountType: 'SPOT', toAccountType: 'SPOT', ...out('0.00000001'),
    });
  });

  it('repays, though not by less than the last unit', async () => {
    await refuses(REFUSED.precision('USDT'), 'borrower', 'repay', usdt('0.000000001'));
    await ask('borrower', 'repay', usdt('0.00000001'));
  });
});

describe('a unit without equity', () => {
  const { refuses } = useLoan(BINANCE, 'HMAC', {
    change: (book) => {
      walletsOf(book, CROSS).CROSS_MARGIN.balances[0].borrowed = '5';
    },
  });

  it('has nothing to borrow against', () =>
    refuses(REFUSED.noAvailableMargin('USDT', '1'), 'borrower', 'borrow', usdt('1')));
});

describe('a member whose margin wallet does not count', () => {
  const { ask, refuses } = useLoan(BINANCE, 'HMAC', { loan: { quietMs: 0 } });

  it('cannot transfer out of it', async () => {
    await ask('desk', 'editMember', spotOf(PLAIN));
    await refuses(REFUSED.marginNotCounted, 'desk', 'transferOut',
      { subEmail: PLAIN, ...out('1') });
  });
});

describe('a book without the price of what is pledged', () => {
  const { ask, refuses } = useLoan(BINANCE, 'HMAC', {
    loan: { quietMs: 0 },
    change: (book) => {
      for (const board of ['marginIndex', 'assetIndex']) {
        book.prices[board] = book.prices[board].filter(({ asset }) => asset !== 'BTC');
      }
    },
  });

  it('answers nothing that would rest on it', async () => {
    await refuses(REFUSED.noPrice, 'borrower', 'ltvDetails');
    await refuses(REFUSED.noPrice, 'borrower', 'loanGroup');
    await refuses(REFUSED.noPrice, 'desk', 'ltvDetails');
    await refuses(REFUSED.noPrice, 'desk', 'loanGroups');
    await refuses(REFUSED.noPrice, 'borrower', 'maxBorrowable', { assetName: 'USDT' });
    await refuses(REFUSED.borrowFails, 'borrower', 'borrow', usdt('1'));
    await refuses(REFUSED.noPrice, 'cross', 'transferOut', out('0.1'));
    await refuses(REFUSED.noPrice, 'desk', 'universalTransfer', {
      fromEmail: PORTFOLIO, fromAccountType: 'SPOT', toAccountType: 'SPOT', ...out('0.1'),
    });
    await refuses(REFUSED.noPrice, 'desk', 'editMember', { ...joins, subEmail: UNDER });
    assert.equal((await ask('desk', 'activated')).length, 2, 'what needs no price is there');
  });
});
