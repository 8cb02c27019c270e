// The calls of the loan API as every client needs them, and the JSON they are answered with.
import assert from 'node:assert/strict';

const call = (method, path, shape) => ({ method, path, shape });

// --- Shapes: a predicate, or a value that must be exactly this, or an object with just these
// fields, or a list of one shape. A field that may be absent is marked with `maybe`.

const integer = (value) => Number.isSafeInteger(value);
const number = (value) => typeof value === 'number' && Number.isFinite(value);
const boolean = (value) => typeof value === 'boolean';
const text = (value) => typeof value === 'string' && value.length > 0;
const time = (value) => integer(value) && value > 1e12 && value < 1e13;
// A plain decimal without needless zeros.
const decimal = (value) => /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(value) && text(value);
const padded = (value) => /^-?(0|[1-9]\d*)\.\d{8}$/.test(value) && text(value);
const digits = (value) => /^[1-9]\d*$/.test(value) && text(value);
const oneOf = (...values) => (value) => values.includes(value);
const maybe = (shape) => ({ maybe: shape });

export function assertShape(value, shape, path = 'answer') {
  const shown = () => `${path}: ${JSON.stringify(value)}`;
  if (typeof shape === 'function') return assert.ok(shape(value), shown());
  if (Array.isArray(shape)) {
    assert.ok(Array.isArray(value), shown());
    return value.forEach((one, i) => assertShape(one, shape[0], `${path}[${i}]`));
  }
  if (typeof shape !== 'object') return assert.equal(value, shape, path);
  assert.ok(value !== null && typeof value === 'object' && !Array.isArray(value), shown());
  for (const [name, part] of Object.entries(shape)) {
    if (part.maybe && !(name in value)) continue;
    assert.ok(name in value, `${path}.${name} is missing: ${shown()}`);
    assertShape(value[name], part.maybe ?? part, `${path}.${name}`);
  }
  for (const name of Object.keys(value)) assert.ok(name in shape, `${path}.${name} is unknown`);
}

const rows = (row) => ({ total: integer, rows: [row] });

const accountType = oneOf('SPOT', 'CROSS_MARGIN', 'PORTFOLIO_MARGIN');
const memberType = oneOf('CREDIT', 'COLLATERAL');
const transferType = oneOf('SPOT', 'MARGIN');
const liability = { assetName: text, principal: decimal, interest: decimal };
const totals = {
  groupId: integer, parentEmail: text, creditEmail: text, updateTime: time, ltv: decimal,
  totalNetEquity: decimal, totalMaintenanceMargin: decimal, totalLiability: decimal,
  liabilities: [liability],
};
const wallet = { accountType, netEquity: decimal, maintainMargin: decimal };

const ltvDetails = {
  ...totals, parentAccountFrozenAmount: decimal, maxTransferOutAmount: decimal,
  maxAllowedBorrowLimit: decimal,
  collateralAccounts: [{ email: text, type: memberType, wallets: [wallet] }],
};
const loanGroup = { ...totals, accountInfos: [{ email: text, ...wallet }] };
const activated = {
  groupId: integer, createTime: time,
  members: [{ email: text, type: memberType, enableMargin: boolean, enableSpot: boolean }],
};
const closed = {
  groupId: integer, parentEmail: text, creditEmail: text, enabled: false, createTime: time,
  closeTime: time,
};
const borrowRepay = {
  tranId: integer, assetName: text, amount: number, principal: maybe(number),
  interest: maybe(number), status: 'CONFIRM', type: oneOf('BORROW', 'NORMAL_REPAY', 'FORCE_REPAY'),
  timestamp: time,
};
const interest = {
  groupId: integer, assetName: text, principal: number, interestRate: number, interest: number,
  interestTimestamp: time,
};
const rebate = {
  type: oneOf('ADD', 'DEDUCT', 'INTEREST_OFFSET'), groupId: maybe(integer), rebateAsset: 'USDT',
  delta: padded, liabilityAsset: maybe(text), deductedInterest: maybe(padded),
  exchangeRate: maybe(padded), createTime: time,
};
const liquidation = {
  groupId: integer, startLtv: integer, endLtv: integer, liquidationStartTime: time,
  liquidationEndTime: maybe(time), totalNetEquity: padded, totalMaintenanceMargin: padded,
  totalLiability: padded,
  liquidationSnapshot: {
    snapshots: [{
      subEmail: text, memberType, walletType: accountType, netEquity: padded,
      maintainMargin: padded,
    }],
    liabilities: [{ assetName: text, principal: padded, interest: padded }],
  },
};
const liquidationTransfers = {
  liquidationId: integer,
  liquidationTransferRecord: [{
    transferTime: time, fromUid: digits, fromAccountType: accountType, toUid: digits,
    toAccountType: accountType, status: 'CONFIRM', assets: [{ assetName: text, amount: decimal }],
  }],
};
const universalTransfer = {
  tranId: integer, fromEmail: text, toEmail: text, asset: text, amount: decimal,
  createTimeStamp: time, fromAccountType: transferType, toAccountType: transferType,
  status: 'SUCCESS', clientTranId: maybe(text),
};

const GROUP = '/sapi/v1/margin/loan-group';
const GROUPS = '/sapi/v1/margin/loan-groups';
const TRANSFER = '/sapi/v1/sub-account/universalTransfer';

// Callers without a unit get {}.
const orEmpty = (shape) =>
  Object.fromEntries(Object.entries(shape).map(([name, part]) => [name, maybe(part)]));

export const CALLS = {
  ltvDetails: call('GET', `${GROUP}/ltv-details`, [ltvDetails]),
  loanGroup: call('GET', GROUP, orEmpty(loanGroup)),
  loanGroups: call('GET', GROUPS, [loanGroup]),
  close: call('DELETE', GROUP, { groupId: integer, status: 'CLOSED' }),
  editMember: call('POST', `${GROUP}/edit-member`, { status: 0 }),
  activated: call('GET', `${GROUPS}/activated`, [activated]),
  closed: call('GET', `${GROUPS}/closed`, rows(closed)),
  borrow: call('POST', `${GROUP}/borrow`,
    { transactionId: integer, amount: number, status: 'success' }),
  repay: call('POST', `${GROUP}/repay`,
    { transactionId: integer, amount: number, repayFrom: oneOf('MARGIN', 'SPOT') }),
  borrowRepay: call('GET', `${GROUP}/borrow-repay`, rows(borrowRepay)),
  interestHistory: call('GET', `${GROUP}/interest-history`, rows(interest)),
  maxBorrowable: call('GET', `${GROUP}/max-borrowable`, orEmpty({ maxBorrowableAmount: padded })),
  rebateBalance: call('GET', `${GROUP}/interest-rebate-balance`,
    { asset: 'USDT', balance: padded, totalGranted: padded, totalConsumed: padded }),
  rebateRecords: call('GET', `${GROUP}/interest-rebate-balance/records`, rows(rebate)),
  forceLiquidation: call('GET', `${GROUP}/force-liquidation`, rows(liquidation)),
  transferOut: call('POST', `${GROUP}/transfer-out`, {}),
  liquidationTransfers: call('GET', `${GROUP}/force-liquidation-transfer-record`,
    rows(liquidationTransfers)),
  universalTransfer: call('POST', TRANSFER, { tranId: integer, clientTranId: maybe(text) }),
  universalTransfers: call('GET', TRANSFER, { result: [universalTransfer], totalCount: integer }),
};

export const MUTATIONS = ['close', 'editMember', 'borrow', 'repay', 'transferOut',
  'universalTransfer'];
