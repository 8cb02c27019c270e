// npm `binance`, unmodified, as its users drive it.
import assert from 'node:assert/strict';

import { CALLS } from './loan_calls.mjs';
import './server.mjs';

// After server.mjs, which completes the globals of node 18.
const { MainClient } = await import('binance');

// Time sync must stay off, as it is by default: the helper behind it, getServerTime(), ignores
// `baseUrl` and asks the exchange itself.
export const open = (url, who, { headers } = {}) => new MainClient({
  baseUrl: url,
  disableTimeSync: true,
  ...(who && { api_key: who.key, api_secret: who.secret }),
}, { headers });

// It rejects with a plain object, not with an Error.
export function refusal(error) {
  assert.ok(error.requestUrl && error.headers, `not the client's own refusal: ${error}`);
  return { code: error.code, msg: error.message };
}

// The typed methods. It has none for loan-group, loan-groups and the transfers of a liquidation,
// and closeInstLoanRiskUnit() takes no groupId: those go by its generic signed calls.
const METHODS = {
  ltvDetails: 'getInstLoanRiskUnit',
  editMember: 'addInstLoanCollateralAccount',
  activated: 'getActiveInstLoanRiskUnits',
  closed: 'getClosedInstLoanRiskUnits',
  borrow: 'borrowInstitutionalLoan',
  repay: 'repayInstitutionalLoan',
  borrowRepay: 'getInstLoanBorrowRepayRecords',
  interestHistory: 'getInstLoanInterestHistory',
  maxBorrowable: 'getInstitutionalLoanMaxBorrowable',
  rebateBalance: 'getMarginInterestRebateBalance',
  rebateRecords: 'getMarginInterestRebateBalanceRecords',
  forceLiquidation: 'getInstLoanForceLiquidationRecord',
  transferOut: 'transferInstLoanRiskUnit',
  universalTransfer: 'subAccountUniversalTransfer',
  universalTransfers: 'getSubAccountUniversalTransferHistory',
};

export const BINANCE = {
  name: 'binance',
  types: ['HMAC', 'RSA', 'ED25519'],
  open,
  refusal,
  call: (client, name, params) => {
    if (METHODS[name]) return client[METHODS[name]](params);
    const { method, path } = CALLS[name];
    const generic = { GET: 'getPrivate', DELETE: 'deletePrivate' }[method];
    return client[generic](path.slice(1), params);
  },
};
