// The operators' listener of a running server: who gets in, what stays on record over restarts, and
// that none of it is to be had on the public port.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { plimsoll, plimsollDoes, useServer } from './server.mjs';

const LISTENER = ['--operator-port', 'any'];

async function call(server, token, path, command) {
  const response = await fetch(server.lender + path, {
    method: command ? 'POST' : 'GET',
    headers: token ? { Authorization: `Bearer ${token}` } : {},
    body: command && JSON.stringify(command),
  });
  const text = await response.text();
  return { status: response.status, text, headers: response.headers };
}

describe('the operators\' listener', () => {
  const tokens = {};
  const use = useServer(async (state) => {
    for (const role of ['VIEWER', 'RISK_OFFICER', 'ADMINISTRATOR']) {
      tokens[role] = await state.createOperator(role);
    }
    return LISTENER;
  });
  const ask = (role, path, command) => call(use.server, tokens[role], path, command);

  it('shows nothing without a token', async () => {
    for (const path of ['/ledger', '/metrics', '/audit', '/whoami', '/nowhere']) {
      const { status, headers, text } = await call(use.server, undefined, path);
      assert.equal(status, 401, path);
      assert.equal(headers.get('www-authenticate'), 'Bearer realm="plimsoll"');
      assert.equal(text, '{"error":"UNAUTHORIZED","detail":"this takes an operator\'s token"}');
    }
  });

  it('shows strangers one word of its health, and nothing of its metrics', async () => {
    for (const url of [use.server.url, use.server.lender]) {
      assert.match(await (await fetch(`${url}/health`)).text(), /^\{"status":"(ok|degraded)"\}$/);
    }
    assert.equal((await fetch(`${use.server.url}/metrics`)).status, 404);
    assert.match((await ask('VIEWER', '/metrics')).text, /^plimsoll_journal_sequence \d+$/m);
    assert.match((await ask('VIEWER', '/health')).text, /"activeUnits":1,/);
  });

  it('does not know its calls on the public port', async () => {
    for (const path of ['/ledger', '/audit', '/operators', '/keys', '/whoami']) {
      const { status } = await fetch(use.server.url + path,
        { headers: { Authorization: `Bearer ${tokens.ADMINISTRATOR}` } });
      assert.equal(status, 404, path);
    }
  });

  it('keeps who did what and why over a restart', async () => {
    const fund = { command: 'FUND_POOL', asset: 'USDT', amount: '1000' };
    assert.equal((await ask('ADMINISTRATOR', '/commands', fund)).status, 400, 'no reason');
    assert.equal((await ask('RISK_OFFICER', '/commands', { ...fund, reason: 'x' })).status, 403);
    const reason = 'a loan of 1000 — "as agreed"';
    const done = await ask('ADMINISTRATOR', '/commands', { ...fund, reason });
    assert.equal(done.status, 200, done.text);
    const { sequence, time } = JSON.parse(done.text);
    const before = (await ask('VIEWER', '/audit')).text;
    const { total, rows } = JSON.parse(before);
    assert.equal(total, 5, 'an import, three operators and this');
    const { id } = JSON.parse((await ask('ADMINISTRATOR', '/whoami')).text);
    assert.deepEqual(rows[0], {
      sequence, time, id, name: 'ADMINISTRATOR', role: 'ADMINISTRATOR', command: 'FUND_POOL',
      subject: '1000 USDT', reason,
    });
    assert.equal(rows[4].command, 'IMPORT');
    assert.match(rows[4].name, /^local:/);
    assert.equal(rows[4].reason, 'by the command line');
    await use.server.stop();
    use.server = await use.state.serve(LISTENER);
    assert.equal((await ask('VIEWER', '/audit')).text, before);
  });

  it('ends a token that was revoked while the server was stopped', async () => {
    await use.server.stop();
    const list = await plimsollDoes(['operators', 'list', ...use.state.flags]);
    const [, id] = /^([0-9a-f]{16}) +RISK_OFFICER .*$/m.exec(list);
    await plimsollDoes(['operators', 'revoke', id, '--reason', 'she left', ...use.state.flags]);
    use.server = await use.state.serve(LISTENER);
    assert.equal((await ask('RISK_OFFICER', '/whoami')).status, 401);
    assert.match((await ask('VIEWER', '/audit?size=1')).text,
      /"command":"REVOKE_OPERATOR","subject":"\w+","reason":"she left"/);
  });

  it('does not go out into a network in the clear', async () => {
    const { code, stderr } = await plimsoll(
      ['serve', '--check', ...LISTENER, '--operator-host', '0.0.0.0']);
    assert.equal(code, 2);
    assert.match(stderr, /tokens would cross the network in the clear/);
  });
});
