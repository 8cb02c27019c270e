// The wire itself: requests that no client library would send, and what exactly is answered.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { REFUSED, assertDocumentedText } from './answers.mjs';
import { assertRetryAfter } from './contract.mjs';
import { exchange, request, signatureOf, signed } from './raw_http.mjs';
import { LTV_DETAILS, PARENT, enoughOfThisMinute, useServer } from './server.mjs';

const now = () => `timestamp=${Date.now()}`;
const header = (who) => ({ 'X-MBX-APIKEY': who.key });
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

function assertRefusal({ status, body }, expected) {
  assert.deepEqual({ status, body }, {
    status: expected.status,
    body: JSON.stringify({ code: expected.code, msg: expected.msg }),
  });
}

function assertUnit({ status, body }) {
  assert.equal(status, 200, body);
  assertDocumentedText(body);
}

function assertNoUnit({ status, body }) {
  assert.deepEqual({ status, body }, { status: 200, body: '[]' });
}

describe('the wire', () => {
  let parent;
  const keys = {};
  const use = useServer(async (state) => {
    parent = await state.createKey(PARENT);
    keys.RSA = await state.createKey(PARENT, 'RSA');
    keys.ED25519 = await state.createKey(PARENT, 'ED25519');
    keys.elsewhere = await state.createKey(PARENT, 'HMAC', ['--allow', '10.0.0.0/8,2001:db8::/32']);
    keys.here = await state.createKey(PARENT, 'HMAC', ['--allow', '10.0.0.0/8,127.0.0.1']);
    keys.trader = await state.createKey(PARENT, 'HMAC', ['--permissions', 'TRADE']);
  });

  // One request on a connection of its own.
  const send = async (...parts) => (await exchange(use.server.url, request(...parts)))[0];
  // A GET of ltv-details with exactly this query.
  const get = (query, headers = header(parent)) =>
    send('GET', LTV_DETAILS + (query ? `?${query}` : ''), headers);

  // Each line: what is asked, the query, the answer, the headers if they are not the parent's key.
  const table = (lines) => lines.forEach(([title, query, answer, headers]) =>
    it(title, async () => {
      const got = await get(query(), headers?.());
      typeof answer === 'function' ? answer(got) : assertRefusal(got, answer);
    }));

  describe('who asks', () => {
    const good = () => signed(parent, now());
    table([
      ['no key', good, REFUSED.keyMalformed, () => ({})],
      ['an empty key', good, REFUSED.keyMalformed, () => ({ 'X-MBX-APIKEY': '' })],
      ['a key that is too short', good, REFUSED.keyMalformed, () => ({ 'X-MBX-APIKEY': 'abc' })],
      ['a key with other characters', good, REFUSED.keyMalformed,
        () => ({ 'X-MBX-APIKEY': 'key-with-dashes-'.repeat(4) })],
      ['a key nobody has', good, REFUSED.keyRejected, () => ({ 'X-MBX-APIKEY': 'a'.repeat(64) })],
      ['no key and nothing signed, as one client does', () => 'groupId=1', REFUSED.keyMalformed,
        () => ({})],
      ['a key for other addresses', () => signed(keys.elsewhere, now()), REFUSED.keyRejected,
        () => header(keys.elsewhere)],
      ['a key for this address', () => signed(keys.here, now()), assertUnit,
        () => header(keys.here)],
      ['a key that may not read', () => signed(keys.trader, now()), REFUSED.keyRejected,
        () => header(keys.trader)],
      ['the name of the header in lower case', good, assertUnit,
        () => ({ 'x-mbx-apikey': parent.key })],
    ]);
  });

  describe('the signature', () => {
    const cut = (place) => () => {
      const parts = ['groupId=1', 'recvWindow=5000', now()];
      parts.splice(place, 0, `signature=${signatureOf(parent, parts.join('&'))}`);
      return parts.join('&');
    };
    const inCase = (change) => () => {
      const query = now();
      return `${query}&signature=${change(signatureOf(parent, query))}`;
    };
    table([
      ['unsigned', now, REFUSED.mandatory('signature')],
      ['an empty signature', () => `${now()}&signature=`, REFUSED.mandatory('signature')],
      ['two signatures', () => `${signed(parent, now())}&signature=00`, REFUSED.duplicate],
      ['hexadecimal digits of lower case', inCase((hex) => hex.toLowerCase()), assertUnit],
      ['hexadecimal digits of upper case', inCase((hex) => hex.toUpperCase()), assertUnit],
      ['a digit less', inCase((hex) => hex.slice(1)), REFUSED.signature],
      ['no hexadecimal digits at all', inCase(() => 'nonsense'), REFUSED.signature],
      ['the signature first', cut(0), assertUnit],
      ['the signature in the middle', cut(1), assertUnit],
      ['the signature last', cut(3), assertUnit],
      ['a parameter changed after signing',
        () => signed(parent, `groupId=2&${now()}`).replace('groupId=2', 'groupId=1'),
        REFUSED.signature],
      ['the order changed after signing', () => {
        const [group, time] = ['groupId=1', now()];
        return `${time}&${group}&signature=${signatureOf(parent, `${group}&${time}`)}`;
      }, REFUSED.signature],
      ['a parameter encoded before signing', () => signed(parent, `note=a%40b&${now()}`),
        assertUnit],
      ['a parameter encoded after signing',
        () => signed(parent, `note=a@b&${now()}`).replace('a@b', 'a%40b'), REFUSED.signature],
      ['a parameter never encoded', () => signed(parent, `note=a@b&${now()}`), assertUnit],
    ]);
    for (const type of ['RSA', 'ED25519']) {
      const raw = () => {
        const query = now();
        return `${query}&signature=${signatureOf(keys[type], query)}`;
      };
      table([
        [`${type} with its base64 encoded`, () => signed(keys[type], now()), assertUnit,
          () => header(keys[type])],
        [`${type} with its base64 as it is`, raw, assertUnit, () => header(keys[type])],
        [`${type} without the padding`, () => raw().replace(/=+$/, ''), assertUnit,
          () => header(keys[type])],
        [`${type} where HMAC is due`, () => signed(keys[type], now()), REFUSED.signature],
        [`HMAC where ${type} is due`, () => signed(parent, now()), REFUSED.signature,
          () => header(keys[type])],
      ]);
    }
  });

  describe('the time', () => {
    const at = (offset, more = '') => () =>
      signed(parent, `timestamp=${Date.now() + offset}${more}`);
    const stamped = (text) => () => signed(parent, `timestamp=${text}`);
    const window = (text) => at(0, `&recvWindow=${text}`);
    table([
      ['no timestamp', () => signed(parent, 'groupId=1'), REFUSED.mandatory('timestamp')],
      ['an empty timestamp', stamped(''), REFUSED.mandatory('timestamp')],
      ['a timestamp of letters', stamped('now'), REFUSED.mandatory('timestamp')],
      ['a timestamp below zero', stamped('-1'), REFUSED.mandatory('timestamp')],
      ['a timestamp with an exponent', stamped('1.7e12'), REFUSED.mandatory('timestamp')],
      ['a timestamp beyond 64 bits', stamped('9'.repeat(30)), REFUSED.mandatory('timestamp')],
      ['five seconds too early', at(5_000), REFUSED.tooEarly],
      ['six seconds too late', at(-6_000), REFUSED.tooOld],
      ['half a second early', at(500), assertUnit],
      ['the year 1970', stamped('1'), REFUSED.tooOld],
      ['microseconds', () => signed(parent, `timestamp=${Date.now()}000`), assertUnit],
      ['microseconds too early', () => signed(parent, `timestamp=${Date.now() + 5_000}000`),
        REFUSED.tooEarly],
      ['microseconds too late', () => signed(parent, `timestamp=${Date.now() - 6_000}000`),
        REFUSED.tooOld],
      ['the largest recvWindow', window('60000'), assertUnit],
      ['a larger recvWindow', window('60001'), REFUSED.recvWindow],
      ['a recvWindow larger by the least', window('60000.001'), REFUSED.recvWindow],
      ['a recvWindow with three decimals', window('6000.346'), assertUnit],
      ['a recvWindow with four decimals', window('6000.3461'), REFUSED.mandatory('recvWindow')],
      ['a recvWindow below zero', window('-1'), REFUSED.mandatory('recvWindow')],
      ['a recvWindow of letters', window('long'), REFUSED.mandatory('recvWindow')],
      ['late, and a recvWindow for it', at(-20_000, '&recvWindow=50000'), assertUnit],
      ['late, and a recvWindow too short for it', at(-20_000, '&recvWindow=10000.5'),
        REFUSED.tooOld],
    ]);
  });

  describe('the parameters', () => {
    const group = (text) => () => signed(parent, `groupId=${text}&${now()}`);
    table([
      ['no groupId', () => signed(parent, now()), assertUnit],
      ['its groupId', group('1'), assertUnit],
      ['its groupId, its digit encoded', group('%31'), assertUnit],
      ['another groupId', group('2'), assertNoUnit],
      ['the largest groupId', group('9007199254740991'), assertNoUnit],
      ['a groupId beyond the numbers of JavaScript', group('9007199254740993'),
        REFUSED.mandatory('groupId')],
      ['an empty groupId', group(''), REFUSED.mandatory('groupId')],
      ['groupId=undefined', group('undefined'), REFUSED.mandatory('groupId')],
      ['groupId=null', group('null'), REFUSED.mandatory('groupId')],
      ['a fraction of a groupId', group('1.5'), REFUSED.mandatory('groupId')],
      ['a groupId that cannot be decoded', group('%zz'), REFUSED.illegal],
      ['groupId twice', () => signed(parent, `groupId=1&groupId=1&${now()}`), REFUSED.duplicate],
      ['timestamp twice', () => signed(parent, `${now()}&${now()}`), REFUSED.duplicate],
      ['parameters that nobody asked for', () => signed(parent, `a=1&b=&c&${now()}`), assertUnit],
      ['empty pieces', () => signed(parent, `&&groupId=1&&${now()}&`), assertUnit],
    ]);
  });

  describe('several faults: the first in the order of the checks is told', () => {
    const late = () => `timestamp=${Date.now() - 60_000}`;
    table([
      ['the key before everything', () => 'groupId=x&groupId=y', REFUSED.keyMalformed, () => ({})],
      ['duplicates before the time', () => signed(parent, `a=1&a=2&${late()}`), REFUSED.duplicate],
      ['the time before the signature', () => `${late()}&signature=00`, REFUSED.tooOld],
      ['the time before an absent signature', late, REFUSED.tooOld],
      ['the signature before the parameters', () => `groupId=x&${now()}&signature=00`,
        REFUSED.signature],
    ]);
  });

  describe('where the parameters stand', () => {
    const split = (query, body, signature, headers = FORM) =>
      send('GET', `${LTV_DETAILS}?${query}`, { ...header(parent), ...headers },
        body + (body ? '&' : '') + signature);
    const sign = (query, body) => `signature=${signatureOf(parent, query + body)}`;

    it('everything in the body', async () => {
      const body = `groupId=1&${now()}`;
      assertUnit(await send('GET', LTV_DETAILS, { ...header(parent), ...FORM },
        signed(parent, body)));
    });
    it('only the signature in the body', async () => {
      const query = `groupId=1&${now()}`;
      assertUnit(await split(query, '', sign(query, '')));
    });
    it('some in the query and some in the body, signed with nothing between', async () => {
      const [query, body] = ['groupId=1', now()];
      assertUnit(await split(query, body, sign(query, body)));
      assertRefusal(await split(query, body, sign(`${query}&`, body)), REFUSED.signature);
    });
    it('one name in both: the query wins', async () => {
      const [query, body] = [`groupId=1&${now()}`, 'groupId=2'];
      assertUnit(await split(query, body, sign(query, body)));
    });
    it('a signature in both', async () => {
      const query = signed(parent, now());
      assertRefusal(await split(query, '', 'signature=00'), REFUSED.duplicate);
    });
    it('a body in chunks', async () => {
      const body = signed(parent, now());
      const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
      const [answer] = await exchange(use.server.url, request('GET', LTV_DETAILS,
        { ...header(parent), ...FORM, 'Transfer-Encoding': 'chunked' }) + chunks);
      assertUnit(answer);
    });
    it('any Content-Type without a body', async () => {
      for (const type of ['application/json', FORM['Content-Type'], 'text/plain']) {
        assertUnit(await get(signed(parent, now()), { ...header(parent), 'Content-Type': type }));
      }
    });
  });

  describe('methods and paths', () => {
    it('refuses a POST to what can only be read, and says what is allowed', async () => {
      const answer = await send('POST', LTV_DETAILS, { ...header(parent), ...FORM },
        signed(parent, now()));
      assertRefusal(answer, REFUSED.method);
      assert.equal(answer.headers.allow, 'GET, HEAD');
    });
    it('refuses unknown paths', async () => {
      for (const path of ['/', '/sapi/v1/margin/loan-group/ltv', `${LTV_DETAILS}/`,
        LTV_DETAILS.toUpperCase(), `/api/..${LTV_DETAILS}`]) {
        assertRefusal(await send('GET', path), REFUSED.notFound);
      }
    });
    it('answers the time in microseconds where they are asked for, but only the time', async () => {
      const unit = { 'X-MBX-TIME-UNIT': 'MICROSECOND' };
      assert.match((await send('GET', '/api/v3/time')).body, /^\{"serverTime":\d{13}\}$/);
      assert.match((await send('GET', '/api/v3/time', unit)).body, /^\{"serverTime":\d{16}\}$/);
      assertUnit(await get(signed(parent, now()), { ...header(parent), ...unit }));
    });
    it('tells the weight of the open endpoints', async () => {
      const ping = await send('GET', '/api/v3/ping');
      assert.match(ping.headers['x-mbx-used-weight-1m'], /^\d+$/);
      assert.equal(ping.headers['x-mbx-used-weight'], ping.headers['x-mbx-used-weight-1m']);
      const status = await send('GET', '/sapi/v1/system/status');
      assert.match(status.headers['x-sapi-used-ip-weight-1m'], /^\d+$/);
    });
  });

  describe('bytes that are no request we take', () => {
    const lines = [
      ['a body too large', 413,
        () => request('POST', LTV_DETAILS, { ...FORM, 'Content-Length': 70_000 })],
      ['headers too large', 431, () => request('GET', LTV_DETAILS, { Cookie: 'x'.repeat(20_000) })],
      ['a request line too long', 414,
        () => request('GET', `${LTV_DETAILS}?note=${'x'.repeat(10_000)}`)],
      ['no Host', 400, () => 'GET /api/v3/ping HTTP/1.1\r\n\r\n'],
      ['two lengths', 400,
        () => request('GET', LTV_DETAILS, { 'Content-Length': 1, 'content-length': 2 })],
      ['another protocol', 400, () => 'EHLO plimsoll.test\r\n\r\n'],
      ['another version', 505, () => 'GET /api/v3/ping HTTP/2.0\r\nHost: x\r\n\r\n'],
    ];
    for (const [title, status, bytes] of lines) {
      it(title, async () => {
        const [answer] = await exchange(use.server.url, bytes());
        assertRefusal(answer, REFUSED.transport(status));
        assert.equal(answer.headers.connection, 'close');
      });
    }
  });

  describe('connections', () => {
    it('answers pipelined requests in order, fast and slow signatures alike', async () => {
      await enoughOfThisMinute();
      const target = (who, query) =>
        request('GET', `${LTV_DETAILS}?${signed(who, query)}`, header(who));
      const [first, second, third, fourth, fifth] = await exchange(use.server.url, [
        target(parent, now()),
        target(keys.RSA, `groupId=2&${now()}`),
        target(parent, `groupId=x&${now()}`),
        target(keys.ED25519, `groupId=1&${now()}`),
        target(keys.RSA, `groupId=y&groupId=z&${now()}`),
      ].join(''), 5);
      assertUnit(first);
      assertNoUnit(second);
      assertRefusal(third, REFUSED.mandatory('groupId'));
      assertUnit(fourth);
      assertRefusal(fifth, REFUSED.duplicate);
      const used = [first, second, third, fourth, fifth]
        .map(({ headers }) => Number(headers['x-sapi-used-ip-weight-1m']));
      assert.deepEqual(used, [0, 200, 400, 600, 800].map((more) => used[0] + more));
    });

    it('ends the connection when the client wants it so', async () => {
      const answer = await get(signed(parent, now()), { ...header(parent), Connection: 'close' });
      assertUnit(answer);
      assert.equal(answer.headers.connection, 'close');
    });
  });
});

describe('the weight limit as it is by default', () => {
  let parent;
  const use = useServer(async (state) => {
    parent = await state.createKey(PARENT);
    return [];
  });

  const asking = (query) => request('GET', `${LTV_DETAILS}?${query}`, header(parent));
  const usedWeight = ({ headers }) => Number(headers['x-sapi-used-ip-weight-1m']);

  it('allows 60 calls a minute, refused ones included, and says when to come back', async () => {
    await enoughOfThisMinute();
    const [late] = await exchange(use.server.url,
      asking(signed(parent, `timestamp=${Date.now() - 60_000}`)));
    assertRefusal(late, REFUSED.tooOld);
    assert.equal(usedWeight(late), 200);

    const answers = await exchange(use.server.url, asking(signed(parent, now())).repeat(61), 61);
    answers.slice(0, 59).forEach((answer, i) => {
      assertUnit(answer);
      assert.equal(usedWeight(answer), 200 * (i + 2));
      assert.equal(answer.headers['retry-after'], undefined);
    });
    for (const answer of answers.slice(59)) {
      assertRefusal(answer, REFUSED.tooMuchWeight(12_000));
      assertRetryAfter(answer.headers['retry-after']);
    }

    const [other] = await exchange(use.server.url, request('GET', '/sapi/v1/system/status'));
    assert.deepEqual([other.status, usedWeight(other)], [200, 1], 'each endpoint for itself');
  });
});

describe('the older weight of the call', () => {
  let parent;
  const use = useServer(async (state) => {
    parent = await state.createKey(PARENT);
    return ['--ltv-details-weight', '3000'];
  });

  it('allows four calls a minute', async () => {
    await enoughOfThisMinute();
    const call = request('GET', `${LTV_DETAILS}?${signed(parent, now())}`, header(parent));
    const answers = await exchange(use.server.url, call.repeat(5), 5);
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 429]);
    assert.equal(answers[3].headers['x-sapi-used-ip-weight-1m'], '12000');
  });
});
