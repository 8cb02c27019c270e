// npm `binance`, unmodified: the client that has the loan product's calls as typed methods.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { REFUSED } from './answers.mjs';
import { assertRefused, assertRetryAfter, describeClient } from './contract.mjs';
import { LTV_DETAILS, PARENT, useServer } from './server.mjs';

// After server.mjs, which completes the globals of node 18.
const { MainClient } = await import('binance');

// Time sync must stay off, as it is by default: the helper behind it, getServerTime(), ignores
// `baseUrl` and asks the exchange itself.
const open = (url, who) => new MainClient({
  baseUrl: url,
  disableTimeSync: true,
  ...(who && { api_key: who.key, api_secret: who.secret }),
});

// It rejects with a plain object, not with an Error.
function refusal(error) {
  assert.ok(error.requestUrl && error.headers, `not the client's own refusal: ${error}`);
  return { code: error.code, msg: error.message };
}

describeClient({
  name: 'binance',
  open,
  ask: (client, params) => client.getInstLoanRiskUnit(params),
  refusal,
  sawUsedWeight: (client, weight) =>
    assert.equal(client.getRateLimitStates()['x-sapi-used-ip-weight-1m'], weight),
  sawRetryAfter: (_, error) => assertRetryAfter(error.headers['retry-after']),
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
