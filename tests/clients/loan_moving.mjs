// The loan's story, second part: moving what is pledged, letting another account join, closing.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { REFUSED } from './answers.mjs';
import { padded, trimmed, units } from './decimals.mjs';
import {
  BORROWER, CROSS, DESK, MANAGED, MEMBERS, OTHER_BORROWER, OTHER_COLLATERAL, OTHER_UNIT, PLAIN,
  PORTFOLIO, PRO, SECOND_SPARE, SPARE, STRANGERS_SUB, UNDER, UNIT,
} from './loan_book.mjs';
import { DAY_MS, NOTHING, usdt } from './loan_story.mjs';

export function tellOfMoving(story) {
  const { ask, refuses, model, started, borrowed, repaid, borrow, repay, assertStands } = story;

  it('moves out of a margin wallet what the unit can spare, and not one unit more', async () => {
    const no = (refused, params, who = 'desk') => refuses(refused, who, 'transferOut', params);
    const out = (amount) => ({ asset: 'BTC', amount: padded(amount) });
    await no(REFUSED.notInUnit, out(1n)); // the parent says whose
    await no(REFUSED.noMarginAccount, { ...out(1n), subEmail: 'nobody@example.com' });
    await no(REFUSED.noMarginAccount, { ...out(1n), subEmail: PORTFOLIO }, 'cross');
    await no(REFUSED.noMarginAccount, { ...out(1n), subEmail: DESK });
    await no(REFUSED.notInUnit, { ...out(1n), subEmail: SPARE });
    await no(REFUSED.mandatory('asset'), { amount: '1', subEmail: CROSS });
    await no(REFUSED.mandatory('amount'), { asset: 'BTC', subEmail: CROSS });
    await no(REFUSED.notLoanable('DOGE'), { asset: 'DOGE', amount: '1', subEmail: CROSS });
    await no(REFUSED.illegalArgument, { ...out(0n), subEmail: CROSS });
    await no(REFUSED.precision('BTC'), { asset: 'BTC', amount: '1e-9', subEmail: CROSS });

    // Above the transfer-out line nothing leaves.
    await no(REFUSED.tooMuchToMove, { ...out(1n), subEmail: CROSS });
    const tooMuch = model.debt - units('100000.00000001');
    await repay(tooMuch, tooMuch);
    await assertStands();
    const most = model.mostBtcOut(model.cross.BTC);
    assert.ok(most > 0n && most < model.cross.BTC, 'the line, not the balance, is the limit');
    await no(REFUSED.tooMuchToMove, { ...out(most + 1n), subEmail: CROSS });
    const half = most / 2n;
    assert.deepEqual(await ask('desk', 'transferOut', { ...out(half), subEmail: CROSS }), {});
    assert.deepEqual(await ask('cross', 'transferOut', out(most - half)), {});
    model.cross.BTC -= most;
    await assertStands();
    await no(REFUSED.tooMuchToMove, { ...out(1n), subEmail: CROSS });
  });

  it('transfers inside the unit and not out of it', async () => {
    const from = (email, type) => ({ ...(email && { fromEmail: email }), fromAccountType: type });
    const to = (email, type) => ({ ...(email && { toEmail: email }), toAccountType: type });
    const btc = (amount) => ({ asset: 'BTC', amount });
    const move = (params) => ask('desk', 'universalTransfer', params);
    const no = (refused, params, who = 'desk') =>
      refuses(refused, who, 'universalTransfer', params);

    const inside = { ...from(PORTFOLIO, 'MARGIN'), ...to(CROSS, 'MARGIN'), ...btc('0.25') };
    const made = await move({ ...inside, clientTranId: 'story-move-1' });
    assert.equal(made.clientTranId, 'story-move-1');
    assert.deepEqual(await move({ ...inside, clientTranId: 'story-move-1' }), made);
    model.portfolio.BTC -= units('0.25');
    model.cross.BTC += units('0.25');
    await assertStands();

    for (const end of [to(SPARE, 'MARGIN'), to(OTHER_BORROWER, 'MARGIN'), to(null, 'SPOT')]) {
      await no(REFUSED.leavesUnit, { ...from(CROSS, 'MARGIN'), ...end, ...btc('0.01') });
    }
    // Pledged SPOT obeys the transfer-out line.
    const room = model.mostBtcOut(model.portfolioSpot.BTC);
    const spot = { ...from(PORTFOLIO, 'SPOT'), ...to(null, 'SPOT'), asset: 'BTC' };
    await no(REFUSED.tooMuchToMove, { ...spot, amount: padded(room + 1n) });
    if (room > 0n) {
      await move({ ...spot, amount: padded(room) });
      model.portfolioSpot.BTC -= room;
      await assertStands();
    }
    // What was moved out of the margin wallet may go on; what the parent has may come.
    const free = await move({ ...from(CROSS, 'SPOT'), ...to(null, 'SPOT'), ...btc('0.0001') });
    assert.ok(!('clientTranId' in free));
    await move({ ...from(null, 'SPOT'), ...to(PORTFOLIO, 'SPOT'), ...btc('0.5') });
    model.portfolioSpot.BTC += units('0.5');
    await move({ ...from(null, 'SPOT'), ...to(CROSS, 'MARGIN'), ...btc('0.1') });
    model.cross.BTC += units('0.1');
    await assertStands();

    await no(REFUSED.insufficient, { ...from(null, 'SPOT'), ...to(CROSS, 'SPOT'), ...btc('100') });
    await no(REFUSED.noRelation,
      { ...from(null, 'SPOT'), ...to(STRANGERS_SUB, 'SPOT'), ...btc('0.1') });
    await no(REFUSED.noRelation,
      { ...from(null, 'SPOT'), ...to(CROSS, 'SPOT'), ...btc('0.1') }, 'borrower');
    await no(REFUSED.precision('BTC'),
      { ...from(null, 'SPOT'), ...to(CROSS, 'SPOT'), ...btc('1e-9') });
    await no(REFUSED.precision('USDC'),
      { ...from(null, 'SPOT'), ...to(CROSS, 'SPOT'), asset: 'usdc', amount: '0.001' });
    await no(REFUSED.notLoanable('DOGE'),
      { ...from(null, 'SPOT'), ...to(CROSS, 'SPOT'), asset: 'doge', amount: '1' });
    await no(REFUSED.noMarginAccount,
      { ...from(null, 'SPOT'), ...to(PLAIN, 'MARGIN'), ...btc('0.1') });
    await no(REFUSED.transferFails,
      { ...from(CROSS, 'MARGIN'), ...to(CROSS, 'SPOT'), ...btc('0.1') });
    await no(REFUSED.transferFails,
      { ...from(null, 'USDT_FUTURE'), ...to(CROSS, 'SPOT'), ...btc('0.1') });
    await no(REFUSED.invalid('fromAccountType'),
      { ...from(null, 'POCKET'), ...to(CROSS, 'SPOT'), ...btc('0.1') });
    await no(REFUSED.mandatory('toAccountType'),
      { ...from(null, 'SPOT'), toEmail: CROSS, ...btc('0.1') });
    await no(REFUSED.illegalArgument, { ...from(null, 'SPOT'), ...to(null, 'SPOT'), ...btc('1') });
    await no(REFUSED.illegalArgument, { ...inside, amount: '0.26', clientTranId: 'story-move-1' });
  });

  it('reads what was transferred', async () => {
    const read = (params, who = 'desk') => ask(who, 'universalTransfers', params);
    const [made, ...none] = (await read({ fromEmail: PORTFOLIO, clientTranId: 'story-move-1' }))
      .result;
    assert.deepEqual(none, []);
    const { tranId, createTimeStamp, ...rest } = made;
    assert.ok(createTimeStamp >= started - 1000 && createTimeStamp <= Date.now());
    assert.deepEqual(rest, {
      fromEmail: PORTFOLIO, toEmail: CROSS, asset: 'BTC', amount: '0.25',
      fromAccountType: 'MARGIN', toAccountType: 'MARGIN', status: 'SUCCESS',
      clientTranId: 'story-move-1',
    });
    const own = await read({});
    assert.deepEqual(own.result.map(({ toEmail, amount }) => [toEmail, amount]),
      [[CROSS, '0.1'], [PORTFOLIO, '0.5']]);
    assert.deepEqual(await read({ fromEmail: DESK }), own);
    assert.deepEqual(await read({ limit: 1, page: 2 }),
      { totalCount: 2, result: own.result.slice(1) });
    const into = await read({ toEmail: DESK });
    assert.ok(into.totalCount >= 1 && into.result.every(({ toEmail }) => toEmail === DESK));
    const nothing = { result: [], totalCount: 0 };
    assert.deepEqual(await read({ fromEmail: STRANGERS_SUB }), nothing);
    assert.deepEqual(await read({}, 'borrower'), nothing);
    await refuses(REFUSED.illegalArgument, 'desk', 'universalTransfers',
      { fromEmail: CROSS, toEmail: DESK });
    await refuses(REFUSED.illegalArgument, 'desk', 'universalTransfers', { limit: 501 });
    await refuses(REFUSED.window(7), 'desk', 'universalTransfers',
      { startTime: Date.now() - 8 * DAY_MS });
  });

  it('adds a collateral account, and then it is quiet', async () => {
    const edit = (subEmail, enableSpot, enableMargin, groupId = UNIT) =>
      ({ groupId, subEmail, enableSpot, enableMargin });
    const no = (refused, params, who = 'desk') => refuses(refused, who, 'editMember', params);
    await no(REFUSED.noUnit, edit(SPARE, true, true, 99));
    for (const who of ['stranger', 'borrower', 'cross']) {
      await no(REFUSED.noUnit, edit(SPARE, true, true), who); // the parent's alone
    }
    await no(REFUSED.mandatory('subEmail'),
      { groupId: UNIT, enableSpot: true, enableMargin: true });
    await no(REFUSED.mandatory('enableSpot'),
      { groupId: UNIT, subEmail: SPARE, enableMargin: true });
    await no(REFUSED.mandatory('enableMargin'), edit(SPARE, true, 'maybe'));
    await no(REFUSED.memberElsewhere, edit(OTHER_COLLATERAL, true, true));
    await no(REFUSED.notTheParents, edit(STRANGERS_SUB, true, true));
    await no(REFUSED.notTheParents, edit('nobody@example.com', true, true));
    await no(REFUSED.notTheParents, edit(DESK, true, true));
    await no(REFUSED.noMarginWallet, edit(PLAIN, true, true));
    await no(REFUSED.creditType, edit(BORROWER, true, false));
    await no(REFUSED.creditAsCollateral, edit(BORROWER, false, true));
    await no(REFUSED.memberType('CROSS_MARGIN_PRO'), edit(PRO, false, true));
    await no(REFUSED.managed, edit(MANAGED, false, true));
    await no(REFUSED.underMargin('-30000', '6000'), edit(UNDER, false, true));
    await no(REFUSED.illegalArgument, edit(PORTFOLIO, false, true)); // flags only rise

    // More of a member counts at once; only a new account makes it quiet.
    await ask('desk', 'editMember', edit(BORROWER, 'TRUE', 'True'));
    await borrow(units('1'));
    await ask('desk', 'editMember', edit(SPARE, false, true));
    const [unit] = await ask('desk', 'activated');
    assert.deepEqual(unit.members, [{ ...MEMBERS[0], enableSpot: true }, MEMBERS[1], MEMBERS[2],
      { email: SPARE, type: 'COLLATERAL', enableSpot: false, enableMargin: true }]);
    await no(REFUSED.tooManyMembers(3), edit(SECOND_SPARE, true, true));

    await refuses(REFUSED.quiet, 'borrower', 'borrow', usdt('1'));
    await refuses(REFUSED.quiet, 'cross', 'transferOut', { asset: 'BTC', amount: '0.001' });
    await refuses(REFUSED.quiet, 'desk', 'universalTransfer', {
      fromEmail: CROSS, fromAccountType: 'MARGIN', toEmail: SPARE, toAccountType: 'MARGIN',
      asset: 'BTC', amount: '0.001',
    });
  });

  it('closes the unit when nothing is owed any more', async () => {
    const no = (refused, params, who = 'borrower') => refuses(refused, who, 'close', params);
    await no(REFUSED.mandatory('groupId'), {});
    await no(REFUSED.noUnit, { groupId: 99 });
    await no(REFUSED.noUnit, { groupId: OTHER_UNIT });
    await no(REFUSED.notTheCredit(UNIT), { groupId: UNIT }, 'desk');
    await no(REFUSED.notTheCredit(UNIT), { groupId: UNIT }, 'cross');
    await no(REFUSED.stillOwed('USDT', trimmed(model.debt)), { groupId: UNIT });
    await repay(model.debt + units('1'), model.debt); // no more than is owed
    await refuses(REFUSED.nothingOwed(UNIT), 'borrower', 'repay', usdt('1'));
    assert.deepEqual(await ask('borrower', 'close', { groupId: UNIT }),
      { groupId: UNIT, status: 'CLOSED' });
    // In the same millisecond it would be the same request, and get the same answer.
    await new Promise((later) => { setTimeout(later, 2); });
    await no(REFUSED.noUnit, { groupId: UNIT });
    for (const [who, name, params] of [['borrower', 'borrow', usdt('1')],
      ['borrower', 'repay', usdt('1')],
      ['desk', 'editMember',
        { groupId: UNIT, subEmail: SPARE, enableSpot: true, enableMargin: true }]]) {
      await refuses(REFUSED.noUnit, who, name, params);
    }
    await refuses(REFUSED.notInUnit, 'cross', 'transferOut', { asset: 'BTC', amount: '0.001' });
  });

  it('finds the closed unit where closed units are', async () => {
    const { total, rows } = await ask('borrower', 'closed');
    assert.equal(total, 1);
    const [{ createTime, closeTime, ...unit }] = rows;
    assert.deepEqual(unit,
      { groupId: UNIT, parentEmail: DESK, creditEmail: BORROWER, enabled: false });
    assert.ok(createTime <= closeTime && closeTime <= Date.now());
    assert.deepEqual(await ask('borrower', 'closed', { current: 2 }), { total: 1, rows: [] });
    assert.deepEqual(await ask('desk', 'closed'), NOTHING);
    assert.deepEqual((await ask('desk', 'activated')).map(({ groupId }) => groupId),
      [OTHER_UNIT]);
    assert.deepEqual(await ask('borrower', 'ltvDetails'), []);
    assert.deepEqual(await ask('borrower', 'loanGroup'), {});
    assert.deepEqual(await ask('desk', 'ltvDetails', { groupId: UNIT }), []);
    // Its records are there for whoever names it.
    assert.deepEqual(await ask('borrower', 'borrowRepay', { type: 'REPAY' }), NOTHING);
    const paid = await ask('borrower', 'borrowRepay', { type: 'REPAY', groupId: UNIT });
    assert.equal(paid.total, repaid.length);
    const sum = (answers) => answers.reduce((all, { amount }) => all + units(amount), 0n);
    assert.equal(sum(paid.rows), sum(borrowed), 'all that was borrowed was repaid');
    // Its members are free.
    assert.deepEqual(await ask('desk', 'editMember',
      { groupId: OTHER_UNIT, subEmail: CROSS, enableSpot: true, enableMargin: true }),
    { status: 0 });
  });
}
