// npm `@binance/common`, unmodified: the signing core of the exchange's own JavaScript connectors.
import assert from 'node:assert/strict';

import * as common from '@binance/common';

import { CALLS } from './loan_calls.mjs';

export const open = (url, who, more = {}) => new common.ConfigurationRestAPI({
  basePath: url,
  apiKey: who?.key,
  [who?.type === 'HMAC' ? 'apiSecret' : 'privateKey']: who?.secret,
  timeout: 30_000, // its default is one second
  ...more,
});

const KINDS = {
  400: common.BadRequestError,
  401: common.UnauthorizedError,
  429: common.TooManyRequestsError,
};

export function refusal(error, status) {
  assert.ok(error instanceof KINDS[status], `${error.constructor.name}: ${error.message}`);
  return { code: error.code, msg: error.message };
}

// The parameters of a mutation by turns in the query and in the body.
function split(params) {
  const parts = [{}, {}];
  Object.entries(params).forEach(([name, value], i) => { parts[i % 2][name] = value; });
  return parts;
}

export const BINANCE_COMMON = {
  name: '@binance/common',
  types: ['HMAC', 'RSA', 'ED25519'],
  open: (url, who, { headers = {} } = {}) => ({ configuration: open(url, who), headers }),
  call: async ({ configuration, headers }, name, params) => {
    const { method, path } = CALLS[name];
    const [query, body] = method === 'GET' ? [params, {}] : split(params);
    const answer = await common.sendRequest(configuration, path, method, query, body, headers,
      undefined, { isSigned: true });
    return answer.data();
  },
  refusal,
};
