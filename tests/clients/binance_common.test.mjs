// npm `@binance/common`, unmodified: the signing core of the exchange's own JavaScript connectors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { describe, it } from 'node:test';

import * as common from '@binance/common';

import { REFUSED, assertDocumented } from './answers.mjs';
import { BINANCE_COMMON, open, refusal } from './binance_common_client.mjs';
import { assertRefused, describeClient } from './contract.mjs';
import { BORROWER, UNIT, loanBook } from './loan_book.mjs';
import { CALLS } from './loan_calls.mjs';
import { describeLoan } from './loan_contract.mjs';
import { LTV_DETAILS, PARENT, State, run, useServer } from './server.mjs';

const send = (configuration, path, { query, body, unit, isSigned = false } = {}) =>
  common.sendRequest(configuration, path, 'GET', query, body, {}, unit, { isSigned });

const ask = async (configuration, query, body) =>
  (await send(configuration, LTV_DETAILS, { query, body, isSigned: true })).data();

describeClient({ name: '@binance/common', open, ask, refusal });

describeLoan(BINANCE_COMMON);

describe('@binance/common, its own ways', () => {
  let parent;
  const use = useServer(async (state) => {
    parent = await state.createKey(PARENT);
  });

  it('may put some parameters into the query and some into the body', async () => {
    const client = open(use.server.url, parent);
    assertDocumented(await ask(client, { groupId: 1 }, { recvWindow: 5000 }));
    assertDocumented(await ask(client, {}, { groupId: 1, recvWindow: 5000 }));
    assert.deepEqual(await ask(client, {}, { groupId: 2 }), []);
  });

  it('leaves a groupId that is not there away', async () =>
    assertDocumented(await ask(open(use.server.url, parent), { groupId: undefined })));

  it('hears that a parameter is malformed', () =>
    assertRefused(ask(open(use.server.url, parent), { groupId: 'one' }), refusal,
      REFUSED.mandatory('groupId')));

  it('hears that the key is missing when it asks without one', () =>
    assertRefused(send(open(use.server.url), LTV_DETAILS), refusal, REFUSED.keyMalformed));

  it('asks ping, the time in both units and the status', async () => {
    const client = open(use.server.url);
    const data = async (path, more) => (await send(client, path, more)).data();
    assert.deepEqual(await data('/api/v3/ping'), {});
    for (const [unit, perMs] of [[undefined, 1], ['MILLISECOND', 1], ['microsecond', 1000]]) {
      const { serverTime } = await data('/api/v3/time', { unit });
      assert.ok(Math.abs(serverTime / perMs - Date.now()) < 60_000, `${unit}: ${serverTime}`);
    }
    assert.deepEqual(await data('/sapi/v1/system/status'), { status: 0, msg: 'normal' });
  });

  it('reads the used weight where it looks for it', async () => {
    const { rateLimits } = await send(open(use.server.url), '/api/v3/ping');
    const [{ count, ...limit }] = rateLimits;
    assert.ok(count >= 1);
    assert.deepEqual(limit,
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1 });
  });
});

describe('@binance/common with a name in the query and in the body', () => {
  let borrower;
  const use = useServer(async (state) => {
    borrower = await state.createKey(BORROWER, 'HMAC', ['--permissions', 'READ,TRADE']);
  }, () => State.withBook(loanBook()));

  it('is understood by what the query says', async () => {
    const { method, path } = CALLS.borrow;
    const answer = await common.sendRequest(open(use.server.url, borrower), path, method,
      { groupId: UNIT, amount: '1.25' }, { assetName: 'USDT', amount: '2.5', groupId: 99 }, {},
      undefined, { isSigned: true });
    assert.equal((await answer.data()).amount, 1.25);
  });
});

// The connectors that stand on this core refuse addresses without TLS.
describe('@binance/common over TLS', () => {
  let parent;
  let certificate;
  const use = useServer(async (state) => {
    parent = await state.createKey(PARENT, 'ED25519');
    certificate = state.file('');
    const key = state.file('');
    const made = await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes',
      '-days', '2', '-subj', '/CN=plimsoll test', '-addext', 'subjectAltName=IP:127.0.0.1',
      '-keyout', key, '-out', certificate]);
    assert.equal(made.code, 0, made.stderr);
    return ['--tls-cert', certificate, '--tls-key', key];
  });

  it('reads the documented unit at an address that the connectors accept', async () => {
    common.validateTLSUrl(use.server.url, 'rest');
    const httpsAgent = new Agent({ ca: readFileSync(certificate) });
    assertDocumented(await ask(open(use.server.url, parent, { httpsAgent }), { groupId: 1 }));
  });
});
