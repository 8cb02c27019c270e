// TLS as curl and openssl see it: what is spoken and what is not, certificates that are replaced
// while the server runs, and operators who must show one of their own.
import assert from 'node:assert/strict';
import { copyFileSync, truncateSync } from 'node:fs';
import { describe, it } from 'node:test';

import { run, useServer } from './server.mjs';

async function openssl(...args) {
  const { code, stderr } = await run('openssl', args);
  assert.equal(code, 0, stderr);
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

// A self-signed pair: {cert, key}, paths.
async function selfSigned(state, name = 'localhost') {
  const pair = { cert: state.file(''), key: state.file('') };
  await openssl('req', '-x509', ...EC, '-days', '2', '-subj', `/CN=${name}`,
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', pair.key, '-out', pair.cert);
  return pair;
}

// A pair that `authority` signed.
async function signedBy(state, authority) {
  const request = state.file('');
  const pair = { cert: state.file(''), key: state.file('') };
  await openssl('req', '-new', ...EC, '-subj', '/CN=operator', '-keyout', pair.key, '-out', request);
  await openssl('x509', '-req', '-in', request, '-CA', authority.cert, '-CAkey', authority.key,
    '-set_serial', '7', '-days', '2', '-out', pair.cert);
  return pair;
}

const replace = (from, to) => {
  copyFileSync(from.cert, to.cert);
  copyFileSync(from.key, to.key);
};

// The body, or '' when curl got none.
async function get(url, trusted, flags = []) {
  const { stdout } = await run('curl', ['-s', '-m', '20', '--cacert', trusted.cert, ...flags, url]);
  return stdout;
}

const hostOf = (url) => new URL(url).host;
async function handshake(server, ...flags) {
  const { code } = await run('sh', ['-c',
    `openssl s_client -connect ${hostOf(server.url)} ${flags.join(' ')} </dev/null`]);
  return code === 0;
}

describe('TLS', () => {
  const pairs = {};
  let operator;
  let token;
  const use = useServer(async (state) => {
    pairs.served = await selfSigned(state);
    pairs.first = { cert: state.file(''), key: state.file('') };
    replace(pairs.served, pairs.first);
    pairs.second = await selfSigned(state);
    pairs.authority = await selfSigned(state, 'authority');
    pairs.stranger = await selfSigned(state, 'another authority');
    operator = await signedBy(state, pairs.authority);
    token = await state.createOperator('VIEWER');
    return ['--tls-cert', pairs.served.cert, '--tls-key', pairs.served.key,
      '--operator-port', 'any', '--operator-client-ca', pairs.authority.cert];
  });

  it('speaks 1.2 and 1.3 and nothing older', async () => {
    assert.ok(await handshake(use.server, '-tls1_3'));
    assert.ok(await handshake(use.server, '-tls1_2'));
    for (const old of ['-tls1_1', '-tls1']) {
      assert.ok(!await handshake(use.server, old, '-cipher', 'ALL:@SECLEVEL=0'), old);
    }
  });

  it('speaks no cipher without forward secrecy or authentication', async () => {
    const with12 = (cipher) => handshake(use.server, '-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`);
    assert.ok(await with12('ECDHE-ECDSA-AES128-GCM-SHA256'));
    for (const weak of ['AES128-SHA', 'AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-SHA',
      'ECDHE-ECDSA-AES256-SHA384', 'AECDH-AES256-SHA', 'ECDHE-ECDSA-NULL-SHA']) {
      assert.ok(!await with12(weak), weak);
    }
  });

  it('asks operators for a certificate and a token', async () => {
    const url = `${use.server.lender}/whoami`;
    const bearer = ['-H', `Authorization: Bearer ${token}`];
    const showing = ({ cert, key }) => ['--cert', cert, '--key', key];
    assert.match(await get(url, pairs.served, [...showing(operator), ...bearer]), /"role":"VIEWER"/);
    assert.match(await get(url, pairs.served, showing(operator)), /UNAUTHORIZED/);
    assert.equal(await get(url, pairs.served, bearer), '');
    const foreign = await signedBy(use.state, pairs.stranger);
    assert.equal(await get(url, pairs.served, [...showing(foreign), ...bearer]), '');
    assert.equal(await get(`${use.server.url}/api/v3/ping`, pairs.served), '{}', 'clients need none');
  });

  it('takes a new certificate when it is told to, and refuses a bad one', async () => {
    const ping = `${use.server.url}/api/v3/ping`;
    replace(pairs.second, pairs.served);
    await use.server.reload(/the certificate of the operators' listener was read again/);
    assert.equal(await get(ping, pairs.second), '{}');
    assert.equal(await get(ping, pairs.first), '');
    truncateSync(pairs.served.cert, 100);
    await use.server.reload(/the new certificate of the public listener is refused, the old one stays/);
    assert.equal(await get(ping, pairs.second), '{}');
  });
});
