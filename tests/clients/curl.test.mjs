// curl and openssl: what every trading firm can do without any library.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { REFUSED, assertDocumentedText } from './answers.mjs';
import { describeClient } from './contract.mjs';
import { LTV_DETAILS, PARENT, State, run, useServer } from './server.mjs';

const SIGNED_GET = fileURLToPath(new URL('signed_get.sh', import.meta.url));

const files = new State();

class Refused extends Error {
  constructor(status, body) {
    super(body);
    this.status = status;
  }
}

// Runs a command that ends by printing an HTTP status in a line of its own; resolves to the body.
async function body(program, args) {
  const { code, stdout, stderr } = await run(program, args);
  assert.equal(code, 0, stderr);
  const [, text, status] = /^([^]*)\n(\d+)\n$/.exec(stdout);
  if (status !== '200') throw new Refused(Number(status), text);
  return text;
}

const open = (url, who) =>
  ({ url, ...who, secret: who.type === 'HMAC' ? who.secret : files.file(who.secret) });

const askText = ({ url, key, type, secret }, params = {}) =>
  body(SIGNED_GET, [url + LTV_DETAILS, key, type, secret, String(new URLSearchParams(params))]);

function refusal(error, status) {
  assert.ok(error instanceof Refused, `${error}`);
  assert.equal(error.status, status);
  return JSON.parse(error.message);
}

describeClient({
  name: 'curl',
  open,
  ask: async (client, params) => JSON.parse(await askText(client, params)),
  refusal,
});

describe('curl, its own ways', () => {
  let parent;
  const use = useServer(async (state) => {
    parent = await state.createKey(PARENT, 'RSA');
  });
  const get = (path, ...flags) =>
    body('curl', ['-sS', ...flags, '-w', '\n%{http_code}\n', use.server.url + path]);

  it('reads the documented answer to the byte', async () =>
    assertDocumentedText(await askText(open(use.server.url, parent))));

  it('hears that the key is missing when it asks without one', () =>
    assert.rejects(get(LTV_DETAILS), (error) => {
      const { status, ...said } = REFUSED.keyMalformed;
      assert.deepEqual(refusal(error, status), said);
      return true;
    }));

  it('asks ping, the time in both units and the status', async () => {
    assert.equal(await get('/api/v3/ping'), '{}');
    assert.match(await get('/api/v3/time'), /^\{"serverTime":\d{13}\}$/);
    assert.match(await get('/api/v3/time', '-H', 'X-MBX-TIME-UNIT: MICROSECOND'),
      /^\{"serverTime":\d{16}\}$/);
    assert.equal(await get('/sapi/v1/system/status'), '{"status":0,"msg":"normal"}');
  });
});
