// What the answers to these tests must say.
import assert from 'node:assert/strict';

import { SEED_RESPONSE } from './server.mjs';

// The answer with the moment of its computation, which must be now, left out.
function withoutTime(units) {
  return units.map(({ updateTime, ...unit }) => {
    assert.ok(Number.isSafeInteger(updateTime), `updateTime ${updateTime}`);
    assert.ok(Math.abs(Date.now() - updateTime) < 60_000, `updateTime ${updateTime} is not now`);
    return unit;
  });
}

const documented = JSON.parse(SEED_RESPONSE).map(({ updateTime, ...unit }) => unit);

// `units` is the documented answer, computed just now.
export function assertDocumented(units) {
  assert.deepEqual(withoutTime(units), documented);
}

// The same of an answer's text, byte by byte.
export function assertDocumentedText(text) {
  const time = /"updateTime":\d+/;
  assertDocumented(JSON.parse(text));
  assert.equal(text.replace(time, ''), SEED_RESPONSE.trimEnd().replace(time, ''));
}

// Every refusal these tests meet, by a name.
export const REFUSED = {
  keyMalformed: { status: 401, code: -2014, msg: 'API-key format invalid.' },
  keyRejected: {
    status: 401, code: -2015, msg: 'Invalid API-key, IP, or permissions for action.',
  },
  signature: { status: 400, code: -1022, msg: 'Signature for this request is not valid.' },
  tooEarly: {
    status: 400, code: -1021,
    msg: "Timestamp for this request was 1000ms ahead of the server's time.",
  },
  tooOld: {
    status: 400, code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.',
  },
  recvWindow: { status: 400, code: -1131, msg: 'recvWindow must be less than 60000' },
  duplicate: { status: 400, code: -1101, msg: 'Duplicate values for a parameter detected.' },
  illegal: { status: 400, code: -1100, msg: 'Illegal characters found in a parameter.' },
  notFound: { status: 404, code: -1099, msg: 'Not found, authenticated, or authorized' },
  method: { status: 405, code: -1020, msg: 'This operation is not supported.' },
  tooMuchWeight: (limit) => ({
    status: 429, code: -1003,
    msg: `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. ` +
      'Please use WebSocket Streams for live updates to avoid polling the API.',
  }),
  mandatory: (name) => ({
    status: 400, code: -1102,
    msg: `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
  }),
  transport: (status) => ({
    status, code: -1013, msg: 'The request is rejected by the API.',
  }),
};
