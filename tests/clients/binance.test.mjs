// npm `binance`, unmodified: the client that has the loan product's calls as typed methods.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { REFUSED } from './answers.mjs';
import { BINANCE, open, refusal } from './binance_client.mjs';
import { assertRefused, assertRetryAfter, describeClient } from './contract.mjs';
import { BORROWER, UNIT, loanBook } from './loan_book.mjs';
import { CALLS } from './loan_calls.mjs';
import { describeLoan } from './loan_contract.mjs';
import { LTV_DETAILS, PARENT, State, useServer } from './server.mjs';

describeClient({
  name: 'binance',
  open,
  ask: (client, params) => client.getInstLoanRiskUnit(params),
  refusal,
  sawUsedWeight: (client, weight) =>
    assert.equal(client.getRateLimitStates()['x-sapi-used-ip-weight-1m'], weight),
  sawRetryAfter: (_, error) => assertRetryAfter(error.headers['retry-after']),
});

describeLoan(BINANCE);

describe('binance, its own ways with a loan', () => {
  let borrower;
  const use = useServer(async (state) => {
    borrower = await state.createKey(BORROWER, 'HMAC', ['--permissions', 'READ,TRADE']);
  }, () => State.withBook(loanBook()));

  it('sends what is absent as undefined, and hears what is wrong', async () => {
    const client = open(use.server.url, borrower);
    await assertRefused(
      client.borrowInstitutionalLoan({ groupId: UNIT, assetName: undefined, amount: 1 }),
      refusal, REFUSED.mandatory('assetName'));
    await assertRefused(
      client.repayInstitutionalLoan({ groupId: UNIT, assetName: 'USDT', amount: undefined }),
      refusal, REFUSED.mandatory('amount'));
  });

  it('sends small numbers with an exponent', async () => {
    const client = open(use.server.url, borrower);
    const loan = { groupId: UNIT, assetName: 'USDT', amount: 0.00000012 };
    assert.equal((await client.borrowInstitutionalLoan(loan)).amount, loan.amount);
    assert.equal((await client.repayInstitutionalLoan(loan)).amount, loan.amount);
  });

  it('cannot say which unit to close with its typed method, and hears what is missing', () =>
    assertRefused(open(use.server.url, borrower).closeInstLoanRiskUnit(), refusal,
      REFUSED.mandatory('groupId')));

  it('can with its generic one', async () =>
    assert.deepEqual(
      await open(use.server.url, borrower).deletePrivate(CALLS.close.path.slice(1),
        { groupId: UNIT }),
      { groupId: UNIT, status: 'CLOSED' }));
});

describe('binance, its own ways', () => {
  let parent;
  const use = useServer(async (state) => {
    parent = await state.createKey(PARENT);
  });

  it('sends groupId=undefined for a groupId that is not there, and hears what is wrong', () =>
    assertRefused(open(use.server.url, parent).getInstLoanRiskUnit({ groupId: undefined }),
      refusal, REFUSED.mandatory('groupId'),
      (error) => assert.match(error.requestUrl, /[?&]groupId=undefined&/)));

  it('hears that the key is missing when it asks without one', () =>
    assertRefused(open(use.server.url).get(LTV_DETAILS.slice(1)), refusal, REFUSED.keyMalformed));

  it('hears that its clock is wrong', async () => {
    const client = open(use.server.url, parent);
    client.setTimeOffset(5_000);
    await assertRefused(client.getInstLoanRiskUnit(), refusal, REFUSED.tooEarly);
    client.setTimeOffset(-60_000);
    await assertRefused(client.getInstLoanRiskUnit(), refusal, REFUSED.tooOld);
  });

  it('asks ping, the time and the status', async () => {
    const client = open(use.server.url);
    assert.deepEqual(await client.testConnectivity(), {});
    assert.ok(client.getRateLimitStates()['x-mbx-used-weight-1m'] >= 1);
    const { serverTime } = await client.get('api/v3/time');
    assert.ok(Math.abs(serverTime - Date.now()) < 60_000, `${serverTime}`);
    assert.deepEqual(await client.getSystemStatus(), { status: 0, msg: 'normal' });
  });
});
