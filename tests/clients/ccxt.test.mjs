// npm `ccxt`, unmodified: the loan product through its generic signed request.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import ccxt from 'ccxt';

import { REFUSED } from './answers.mjs';
import { CCXT, open, refusal } from './ccxt_client.mjs';
import { assertRefused, assertRetryAfter, describeClient } from './contract.mjs';
import { describeLoan } from './loan_contract.mjs';
import { PARENT, useServer } from './server.mjs';

const PATH = 'margin/loan-group/ltv-details';

const ask = (exchange, params) => exchange.request(PATH, 'sapi', 'GET', params);

describeClient({
  name: 'ccxt',
  open,
  ask,
  refusal,
  sawUsedWeight: (exchange, weight) =>
    assert.equal(exchange.last_response_headers['X-Sapi-Used-Ip-Weight-1m'], String(weight)),
  sawRetryAfter: (exchange) => assertRetryAfter(exchange.last_response_headers['Retry-After']),
});

describeLoan(CCXT);

describe('ccxt, its own ways', () => {
  let parent;
  const use = useServer(async (state) => {
    parent = await state.createKey(PARENT);
  });

  it('leaves a groupId that is not there away', async () => {
    const exchange = open(use.server.url, parent);
    assert.equal((await ask(exchange, { groupId: undefined })).length, 1);
    assert.doesNotMatch(exchange.last_request_url, /groupId/);
  });

  it('hears that the key is missing when it asks without one', () => {
    const exchange = open(use.server.url);
    exchange.urls.api.public = exchange.urls.api.sapi; // what is public it sends without a key
    return assertRefused(exchange.request(PATH, 'public'), refusal, REFUSED.keyMalformed);
  });

  it('has a kind of error for a clock that is wrong', async () => {
    const exchange = open(use.server.url, parent);
    exchange.options.timeDifference = -5_000; // what it believes the server to be behind
    await assert.rejects(ask(exchange), (error) => {
      assert.ok(error instanceof ccxt.InvalidNonce, error.constructor.name);
      assert.ok(error.message.includes(REFUSED.tooEarly.msg), error.message);
      return true;
    });
  });

  it('asks ping, the time and the status, and sets its clock by the server', async () => {
    const exchange = open(use.server.url);
    assert.deepEqual(await exchange.publicGetPing(), {});
    assert.ok(Math.abs(await exchange.fetchTime() - Date.now()) < 60_000);
    assert.ok(Math.abs(await exchange.loadTimeDifference()) < 60_000);
    const { status, info } = await exchange.fetchStatus();
    assert.equal(status, 'ok');
    assert.deepEqual(info, { status: 0, msg: 'normal' });
  });
});

describe('ccxt under maintenance', () => {
  const use = useServer(() => ['--maintenance']);

  it('reads the status', async () =>
    assert.equal((await open(use.server.url).fetchStatus()).status, 'maintenance'));
});
