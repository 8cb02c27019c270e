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
  window: (days) => ({
    status: 400, code: -1127,
    msg: `More than ${days * 24} hours between startTime and endTime.`,
  }),
  invalid: (name) => ({
    status: 400, code: -1130, msg: `Data sent for parameter '${name}' is not valid.`,
  }),

  // Of the loan product and of transfers.
  noPrice: { status: 400, code: -3042, msg: 'PriceIndex not available for this margin pair.' },
  noMarginAccount: { status: 400, code: -3003, msg: 'Margin account does not exist.' },
  insufficient: { status: 400, code: -5002, msg: 'You have insufficient balance.' },
  transferFails: { status: 400, code: -5010, msg: 'Asset transfer fail.' },
  noRelation: { status: 400, code: -5021, msg: 'This parent sub have no relation' },
  illegalArgument: { status: 400, code: -27000, msg: 'Illegal argument or invalid input.' },
  noUnit: { status: 400, code: -27001, msg: 'Loan group not found' },
  tooManyMembers: (most) => ({
    status: 400, code: -27002, msg: `Maximum allowed collateral accounts is ${most}`,
  }),
  memberElsewhere: {
    status: 400, code: -27003,
    msg: 'The account(s) have been linked to another institutional loan risk unit.',
  },
  notTheParents: {
    status: 400, code: -27004,
    msg: 'The collateral account should be a sub-account under the same parent account.',
  },
  noMarginWallet: {
    status: 400, code: -27005, msg: 'The account should open a margin account first.',
  },
  creditType: {
    status: 400, code: -27006,
    msg: 'Credit account type must be Portfolio Margin or Cross Margin',
  },
  creditAsCollateral: {
    status: 400, code: -27007, msg: 'Collateral account cannot be the same as CREDIT_ACCOUNT.',
  },
  underMargin: (equity, margin) => ({
    status: 400, code: -27008,
    msg: `For newly added collateral account, the net equity ${equity} must be greater than or ` +
      `equal to maintenance margin ${margin}.`,
  }),
  tooMuchToBorrow: (asset, most, asked) => ({
    status: 400, code: -27009,
    msg: 'The requested borrow amount exceeds the maximum allowed limit. Maximum borrowable for ' +
      `asset ${asset} is ${most}, but request ${asked}.`,
  }),
  notTheCredit: (group) => ({
    status: 400, code: -27010,
    msg: `Credit account not found in risk unit with GroupID ${group}.`,
  }),
  nothingOwed: (group) => ({
    status: 400, code: -27011, msg: `No liability found in the risk unit with GroupID ${group}.`,
  }),
  noAvailableMargin: (asset, asked) => ({
    status: 400, code: -27012,
    msg: `User has insufficient available margin to borrow asset ${asset}: requested ${asked}, ` +
      'available 0.',
  }),
  memberType: (type) => ({
    status: 400, code: -27013,
    msg: `Collateral account type ${type} is not supported to be added as collateral account for ` +
      'the user.',
  }),
  poolEmpty: (asset) => ({
    status: 400, code: -27014,
    msg: `Insufficient balance in lending account for asset ${asset}.`,
  }),
  noBalance: (asset) => ({
    status: 400, code: -27015, msg: `Insufficient balance in balance for asset ${asset}.`,
  }),
  precision: (asset) => ({
    status: 400, code: -27016, msg: `Illegal asset quantity precision for asset ${asset}.`,
  }),
  notLoanable: (asset) => ({
    status: 400, code: -27017, msg: `The requested loan asset: ${asset} is not supported.`,
  }),
  stillOwed: (asset, remaining) => ({
    status: 400, code: -27018,
    msg: `The risk unit cannot be closed because liability asset ${asset} has not been fully ` +
      `repaid, remaining ${remaining}.`,
  }),
  ltvTooHigh: (group, ltv, line) => ({
    status: 400, code: -27020,
    msg: `The LTV of risk unit ${group} is too high (${ltv}) and exceeds the initial LTV ` +
      `threshold ${line}.`,
  }),
  borrowFails: {
    status: 400, code: -27023, msg: 'Borrow failed, please retry or contact the Margin team.',
  },
  liquidating: {
    status: 400, code: -27024,
    msg: 'The risk unit is being liquidated, please try again later.',
  },
  pending: {
    status: 400, code: -27025,
    msg: 'Please try again until the previous transaction is completed.',
  },
  notInUnit: {
    status: 400, code: -27026,
    msg: 'Receiver UID is not within the Institutional Loan risk unit.',
  },
  marginNotCounted: {
    status: 400, code: -27027, msg: 'The receiver UID margin wallet has not been enabled.',
  },
  tooMuchToMove: {
    status: 400, code: -27028,
    msg: 'Exceed the max transfer out amount, which is min(Risk Unit max transfer out, ' +
      'Collateral Account max transfer out). Risk Unit max transfer out can be checked via ' +
      '“Query Risk Unit Details (USER_DATA)” API endpoint.',
  },
  leavesUnit: {
    status: 400, code: -27029,
    msg: 'Institution loan collateral accounts can only transfer assets to other collateral ' +
      'accounts’ margin accounts within the same risk unit.',
  },
  managed: {
    status: 400, code: -27030,
    msg: 'Managed sub-accounts cannot be added to a risk unit through the API. Please contact ' +
      'the Margin team.',
  },
  quiet: {
    status: 400, code: -27031,
    msg: 'After a new collateral account is added to the risk unit, borrowing and asset ' +
      'transfers are possible after 2 minutes.',
  },
};
