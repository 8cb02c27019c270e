// HTTP by hand: requests as the bytes they are, answers in the order in which they come. What the
// client libraries would tidy up before sending can only be sent like this.
import assert from 'node:assert/strict';
import { createHmac, sign } from 'node:crypto';
import { connect } from 'node:net';

// The signature over `payload` as it stands in a request before percent-encoding.
export function signatureOf({ type, secret }, payload) {
  if (type === 'HMAC') return createHmac('sha256', secret).update(payload).digest('hex');
  return sign(type === 'RSA' ? 'sha256' : null, Buffer.from(payload), secret).toString('base64');
}

// `query` with its signature at the end.
export const signed = (who, query) =>
  `${query}&signature=${encodeURIComponent(signatureOf(who, query))}`;

// A request's bytes. A body gets its Content-Length unless the headers have one.
export function request(method, target, headers = {}, body = '') {
  const all = { Host: 'plimsoll.test', ...headers };
  if (body && !all['Content-Length']) all['Content-Length'] = Buffer.byteLength(body);
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

// The first answer in `bytes` and what follows it; nothing while it is incomplete.
function takeAnswer(bytes) {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [first, ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers = {};
  for (const line of lines) {
    const [, name, value] = /^([^:]+): (.*)$/.exec(line);
    assert.ok(!(name.toLowerCase() in headers), `${name} stands twice`);
    headers[name.toLowerCase()] = value;
  }
  const end = headEnd + 4 + Number(headers['content-length']);
  if (bytes.length < end) return undefined;
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)[1]);
  const body = bytes.toString('utf8', headEnd + 4, end);
  return { answer: { status, headers, body }, rest: bytes.subarray(end) };
}

// Sends `bytes` on a connection of their own and resolves to the `count` answers that follow, each
// {status, headers, body}. Every answer of the API, also a refusal, must say that it is JSON.
export function exchange(url, bytes, count = 1) {
  const { hostname, port } = new URL(url);
  return new Promise((done, fail) => {
    const answers = [];
    let received = Buffer.alloc(0);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(60_000, () => socket.destroy(new Error('no answer')));
    socket.on('error', fail);
    socket.on('close', () => fail(new Error(`closed after ${answers.length} of ${count} answers`)));
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      for (let taken; (taken = takeAnswer(received)); received = taken.rest) {
        answers.push(taken.answer);
      }
      if (answers.length < count) return;
      done(answers);
      socket.destroy();
    });
  }).then((answers) => {
    assert.equal(answers.length, count);
    for (const { headers } of answers) {
      assert.equal(headers['content-type'], 'application/json;charset=UTF-8');
    }
    return answers;
  });
}
