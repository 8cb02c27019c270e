// npm `ccxt`, unmodified, through its generic signed request.
import assert from 'node:assert/strict';

import ccxt from 'ccxt';

import { CALLS } from './loan_calls.mjs';

export function open(url, who, { headers } = {}) {
  const exchange = new ccxt.binance(who && { apiKey: who.key, secret: who.secret });
  exchange.enableRateLimit = false; // its own brake, for the exchange's sake
  if (headers) exchange.headers = headers;
  exchange.urls.api.sapi = `${url}/sapi/v1`;
  exchange.urls.api.public = `${url}/api/v3`;
  return exchange;
}

const KINDS = {
  400: ccxt.AuthenticationError, // -1022 is the only 400 that is asked for by this
  401: ccxt.AuthenticationError,
  429: ccxt.DDoSProtection,
};

// The server's words stand at the end of the message.
const said = (error) => JSON.parse(error.message.slice(error.message.indexOf('{')));

export function refusal(error, status) {
  assert.ok(error instanceof KINDS[status], `${error.constructor.name}: ${error.message}`);
  return said(error);
}

// GET and DELETE go in the query, POST in a form body; emails as they are, without encoding.
export const CCXT = {
  name: 'ccxt',
  types: ['HMAC', 'RSA', 'ED25519'],
  open,
  call: (exchange, name, params) => {
    const { method, path } = CALLS[name];
    return exchange.request(path.slice('/sapi/v1/'.length), 'sapi', method, params);
  },
  refusal: (error, status) => {
    const kind = status === 400 ? ccxt.ExchangeError : KINDS[status];
    assert.ok(error instanceof kind, `${error.constructor.name}: ${error.message}`);
    return said(error);
  },
};
