// The command line as its users meet it: what it prints, where, and the exit code.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { assertDocumentedText } from './answers.mjs';
import {
  COLLATERAL, CREDIT, PARENT, State, plimsoll, plimsollDoes, run, useServer,
} from './server.mjs';

// `done` ended with this code, said nothing on stdout and something like `words` on stderr.
function assertFailed(done, code, words) {
  assert.deepEqual({ code: done.code, stdout: done.stdout }, { code, stdout: '' }, done.stderr);
  assert.match(done.stderr, /^plimsoll: /);
  assert.match(done.stderr, words);
}

describe('plimsoll ltv', () => {
  let parent;
  let credit;
  let collateral;
  let pem;
  const use = useServer(async (state) => {
    parent = await state.createKey(PARENT);
    credit = await state.createKey(CREDIT, 'RSA');
    collateral = await state.createKey(COLLATERAL);
    pem = state.file(credit.secret);
  });
  const ltv = (...flags) => ['ltv', '--url', use.server.url, ...flags];
  const as = (who) => ['--key', who.key, '--secret', who.secret];

  it('prints a table that a person can read', async () => {
    const table = await plimsollDoes(ltv(...as(parent)));
    for (const line of [
      /^unit 1 +LTV 0\.592 +credit CREDIT20241120@test\.com$/m,
      /^ +net equity +26\.35196946$/m,
      /^ +maintenance margin +0\.50106177$/m,
      /^ +liability +15\.30718771$/m,
      /^ +may still be borrowed +16\.32397222$/m,
      /^ +may leave +0$/m,
      /^ +frozen on the parent +8\.18753688$/m,
      /^ +owed USDT +15\.30718771 \+ 0 interest$/m,
      /^ +collateral001@test\.com +COLLATERAL +CROSS_MARGIN +4\.98938226 +0\.50106177$/m,
      /^ +CREDIT20241120@test\.com +CREDIT +PORTFOLIO_MARGIN +4\.93362203 +0$/m,
    ]) assert.match(table, line);
  });

  it('prints the raw answer', async () => {
    assertDocumentedText((await plimsollDoes(ltv(...as(parent), '--json'))).trimEnd());
    assert.equal(await plimsollDoes(ltv(...as(parent), '--group', '2', '--json')), '[]\n');
  });

  it('signs with a private key', async () =>
    assertDocumentedText(
      (await plimsollDoes(ltv('--key', credit.key, '--private-key', pem, '--json'))).trimEnd()));

  it('takes address, key and secret from the environment', async () =>
    assertDocumentedText((await plimsollDoes(['ltv', '--json', '--group', '1'], {
      PLIMSOLL_URL: `${use.server.url}/`,
      PLIMSOLL_API_KEY: parent.key,
      PLIMSOLL_API_SECRET: parent.secret,
    })).trimEnd()));

  it('says that a key sees no unit', async () =>
    assert.equal(await plimsollDoes(ltv(...as(collateral))), 'no units for this key\n'));

  it('fails with the words of the server when the secret is wrong', async () => {
    const done = await plimsoll(ltv('--key', parent.key, '--secret', 'x'.repeat(64)));
    assertFailed(done, 1, /HTTP 400 .*"code":-1022,"msg":"Signature for this request is not valid/);
  });

  it('fails when the key is unknown', async () => {
    const done = await plimsoll(ltv('--key', 'K'.repeat(64), '--secret', parent.secret));
    assertFailed(done, 1, /HTTP 401 .*"code":-2015/);
  });

  it('asks for what is missing', async () => {
    assertFailed(await plimsoll(ltv('--key', parent.key)), 2, /--secret and --private-key/);
    assertFailed(await plimsoll(ltv('--secret', parent.secret)), 2, /--key/);
  });

  it('fails when nobody listens, and says where it asked', async () => {
    const { url } = use.server;
    await use.server.stop();
    assertFailed(await plimsoll(ltv(...as(parent))), 1, new RegExp(new URL(url).port));
    use.server = await use.state.serve();
  });
});

describe('plimsoll keys', () => {
  let state;
  before(async () => {
    state = await State.withSeedBook();
  });
  const create = (...args) => plimsoll(['keys', 'create', ...args, ...state.flags]);

  it('makes an Ed25519 pair whose private half signs', async () => {
    const { code, stdout } = await create('--account', PARENT, '--type', 'ED25519');
    assert.equal(code, 0);
    const [, key, pem] = /^key +(\S+)\n(-----BEGIN[^]*-----END PRIVATE KEY-----\n)/.exec(stdout);
    const server = await state.serve();
    try {
      assertDocumentedText((await plimsollDoes(['ltv', '--url', server.url, '--key', key,
        '--private-key', state.file(pem), '--json'])).trimEnd());
    } finally {
      await server.stop();
    }
  });

  it('shows a secret once and never again', async () => {
    const { key, secret } = await state.createKey(CREDIT, 'HMAC', ['--label', 'of the desk']);
    const list = await plimsollDoes(['keys', 'list', ...state.flags]);
    assert.match(list, new RegExp(`^${key} +HMAC +READ .*${CREDIT} +of the desk$`, 'm'));
    assert.ok(!list.includes(secret));
  });

  it('refuses what cannot be a key, and says why', async () => {
    assertFailed(await create('--account', 'nobody@test.com'), 1, /nobody@test\.com/);
    assertFailed(await create('--account', PARENT, '--type', 'RSA'), 2, /openssl .*--public-key/);
    const noKey = state.file('no key');
    assertFailed(await create('--account', PARENT, '--type', 'RSA', '--public-key', noKey), 1,
      /key/i);
    const revoked = await plimsoll(['keys', 'revoke', 'K'.repeat(64), ...state.flags]);
    assertFailed(revoked, 1, /key/i);
  });
});

describe('plimsoll import', () => {
  it('refuses a file that is no book, and leaves the journal as it was', async () => {
    const state = await State.withSeedBook();
    const book = () => plimsollDoes(['export', ...state.flags]);
    const whole = await book();
    assertFailed(await plimsoll(['import', state.file('{"format":'), ...state.flags]), 1, /./);
    assert.equal(await book(), whole);
  });
});

describe('plimsoll serve --check', () => {
  const state = new State();
  const check = (flags = [], env = {}) =>
    plimsoll(['serve', '--check', ...state.flags, ...flags], env);
  const toml = (text) => ['--config', state.file(text)];

  it('is content with good settings and touches nothing', async () => {
    const file = toml('port = 9000\nlog-level = "debug"\nhold-prices = true\n');
    const { code, stdout } = await check([...file, '--speed', 'max'], { PLIMSOLL_IO_THREADS: '2' });
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'the settings are good\n' });
    assert.ok(!existsSync(state.folder));
  });

  it('refuses settings nobody has heard of', async () => {
    assertFailed(await check([], { PLIMSOLL_PROT: '9000' }), 2, /PLIMSOLL_PROT/);
    assertFailed(await check(toml('prot = 9000\n')), 2, /'prot'/);
    const { code, stderr } = await check(['--prot', '9000']);
    assert.equal(code, 2);
    assert.match(stderr, /--prot/);
  });

  it('refuses values out of their bounds, whoever sets them', async () => {
    assertFailed(await check(['--port', '65536']), 2, /'port' \(flag\).*0\.\.65535.*'65536'/);
    assertFailed(await check(['--loop=maybe']), 2, /'loop' \(flag\) must be true\|false.*'maybe'/);
    assertFailed(await check([], { PLIMSOLL_PORT: 'http' }), 2, /'port' \(environment\).*'http'/);
    assertFailed(await check(toml('port = -1\n')), 2, /'port' \(file\).*'-1'/);
    assertFailed(await check(['--tls-cert', 'cert.pem']), 2, /tls-cert and tls-key/);
  });

  it('reads the files that are named', async () => {
    const junk = state.file('no certificate');
    assertFailed(await check(['--tls-cert', junk, '--tls-key', junk]), 1, /CRYPTO/);
    assertFailed(await check(['--tape', `${junk}.none`]), 1, /FILE/);
  });

  it('takes a yes or no alone, and with a word', async () => {
    for (const flag of ['--loop', '--loop=true', '--loop=false']) {
      assert.equal((await check([flag], { PLIMSOLL_LOOP: 'true' })).code, 0, flag);
    }
  });

  it('lets a flag win over the environment, and that over the file', async () => {
    assert.equal((await check(toml('port = -1\n'), { PLIMSOLL_PORT: '1' })).code, 0);
    assert.equal((await check(['--port', '1'], { PLIMSOLL_PORT: '-1' })).code, 0);
    assert.equal((await check(toml('port = 1\n'), { PLIMSOLL_PORT: '-1' })).code, 2);
  });

  it('says where a file is wrong', async () =>
    assertFailed(await check(toml('port = 1\nhost = \n')), 2, /:2: /));
});

describe('plimsoll serve --demo', () => {
  let server;
  before(async () => {
    server = await new State().serve(['--demo']);
  });
  after(() => server?.stop());

  it('prints a line to paste, and the line works', async () => {
    const line = /^q=.*$/m.exec(server.welcome)[0];
    const { code, stdout, stderr } = await run('bash', ['-c', line]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).map(({ groupId }) => groupId), [3]);
  });

  it('prints a line for the lender, and the line works', async () => {
    const line = /^curl .*\/ledger$/m.exec(server.welcome)[0];
    const { code, stdout, stderr } = await run('bash', ['-c', line]);
    assert.equal(code, 0, stderr);
    for (const { asset, sum } of JSON.parse(stdout)) assert.equal(sum, '0', asset);
  });

  it('is what plimsoll ltv asks about when it is told nothing else', async () => {
    const units = JSON.parse(await plimsollDoes(['ltv', '--url', server.url, '--json']));
    assert.equal(units.length, 5);
    const table = await plimsollDoes(['ltv', '--url', server.url]);
    for (const { groupId } of units) assert.match(table, new RegExp(`^unit ${groupId} `, 'm'));
  });
});
