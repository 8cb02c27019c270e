// Book files inward: every rule of the format broken once, and what a good file becomes.
#include "bookfile/read.h"

#include <gmock/gmock.h>

#include "bookfile/good_book_for_test.h"
#include "bookfile/write.h"

namespace plimsoll::bookfile {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// The good book with one text, which stands in it once, replaced.
std::string changed(std::string_view from, std::string_view to) {
  std::string text(kGoodBook);
  const std::size_t at = text.find(from);
  CHECK(at != std::string::npos && text.find(from, at + 1) == std::string::npos);
  return text.replace(at, from.size(), to);
}

struct BadFile {
  std::string_view from;
  std::string_view to;
  std::string_view message;  // the beginning of the error's detail
};

// Every rule of docs/book-format.md broken once.
const BadFile kBadFiles[] = {
    // Top level.
    {R"("format": "plimsoll-book", )", "", R"(format: expected "plimsoll-book", found nothing)"},
    {R"("plimsoll-book")", R"("book")", R"(format: expected "plimsoll-book", found "book")"},
    {R"("version": 1)", R"("version": 2)", "version: expected 1, found 2"},
    {R"("version": 1)", R"("version": "1")", R"(version: expected 1, found "1")"},
    {R"("time": 1752137105623,)", "", "time: expected Unix milliseconds, found nothing"},
    {R"("time": 1752137105623,)", R"("time": 1.5,)",
     "time: expected an integer from 0 to 253402300799999, found 1.5"},
    {R"("time": 1752137105623,)", R"("time": -1,)",
     "time: expected an integer from 0 to 253402300799999, found -1"},
    {R"("version": 1,)", R"("version": 1, "note": "",)",
     "note: expected no member but format, version, time, parameters, prices, accounts, units, "
     "pools, rebates, found this one"},
    {R"("version": 1,)", R"("version": 1, "version": 1,)", "version: expected once, found twice"},
    // Parameters: assets.
    {R"({"asset": "USDC"}, {"asset": "USDT"})", R"({"asset": "usdc"}, {"asset": "USDT"})",
     "parameters.assets[1].asset: expected an asset name: 1 to 20 characters A-Z 0-9, found "
     R"("usdc")"},
    {R"({"asset": "USDC"}, {"asset": "USDT"})", R"({"asset": "USDT"}, {"asset": "USDT"})",
     R"(parameters.assets[2].asset: expected one that is not listed yet, found "USDT")"},
    {R"([{"asset": "BTC"}, {"asset": "USDC"})", R"(["BTC", {"asset": "USDC"})",
     R"(parameters.assets[0]: expected an object, found "BTC")"},
    {R"([{"asset": "BTC"}, {"asset": "USDC"})", R"([{"asset": "BTC", "n": 1}, {"asset": "USDC"})",
     "parameters.assets[0].n: expected no member but asset, precision, found this one"},
    {R"("precision": 2)", R"("precision": 9)",
     "parameters.assets[3].precision: expected an integer from 0 to 8, found 9"},
    {R"("precision": 2)", R"("precision": "2")",
     R"(parameters.assets[3].precision: expected an integer from 0 to 8, found "2")"},
    // Lines.
    {R"("warningLtv": "0.76",)", "",
     "parameters.lines.warningLtv: expected a decimal with at most 4 decimals, found nothing"},
    {R"("warningLtv": "0.76")", R"("warningLtv": 0.76)",
     "parameters.lines.warningLtv: expected a decimal with at most 4 decimals, in quotes, found "
     "0.76"},
    {R"("warningLtv": "0.76")", R"("warningLtv": "0.76001")",
     R"(parameters.lines.warningLtv: expected a decimal with at most 4 decimals, found "0.76001")"},
    {R"("warningLtv": "0.76")", R"("warningLtv": "0.76000")",
     R"(parameters.lines.warningLtv: expected a decimal with at most 4 decimals, found "0.76000")"},
    {R"("warningLtv": "0.76")", R"("warningLtv": "1.1")",
     R"(parameters.lines.warningLtv: expected a ratio from 0 to 1, found "1.1")"},
    {R"("warningLtv": "0.76")", R"("warningLtv": "0.95")", "parameters: LTV lines lie between"},
    {R"("warningLtv": "0.76")", R"("warningLtv": "0.76", "alertLtv": "0.7")",
     "parameters.lines.alertLtv: expected no member but borrowLtv"},
    {R"("instantLiquidation": "0.95", )", "",
     "parameters.lines.instantLiquidation: expected a decimal with at most 4 decimals, found "
     "nothing"},
    {R"("instantLiquidation": "0.95")", R"("instantLiquidation": "0.89")",
     "parameters: LTV lines lie between"},
    {R"("hysteresis": "0.02")", R"("hysteresis": "-0.02")",
     R"(parameters.lines.hysteresis: expected a ratio from 0 to 1, found "-0.02")"},
    {R"("hysteresis": "0.02")", R"("hysteresis": "0.76")", "parameters: LTV lines lie between"},
    {R"(, "cureMs": 3600000)", "", "parameters.lines.cureMs: expected an integer from 0 to"},
    {R"("cureMs": 3600000)", R"("cureMs": -1)",
     "parameters.lines.cureMs: expected an integer from 0 to 316224000000, found -1"},
    {R"("cureMs": 3600000)", R"("cureMs": "3600000")",
     R"(parameters.lines.cureMs: expected an integer from 0 to 316224000000, found "3600000")"},
    // Loan.
    {R"("presetLimit": "10000000")", R"("presetLimit": "-1")",
     R"(parameters.loan.presetLimit: expected a decimal that is not negative, found "-1")"},
    {R"("presetLimit": "10000000")", R"("presetLimit": "1e7")",
     R"(parameters.loan.presetLimit: expected a decimal with at most 8 decimals, found "1e7")"},
    {R"("presetLimit": "10000000")", R"("presetLimit": "+1")",
     R"(parameters.loan.presetLimit: expected a decimal with at most 8 decimals, found "+1")"},
    {R"("presetLimit": "10000000")",
     R"("presetLimit": "999999999999999999999999999999999999999999")",
     "parameters.loan.presetLimit: expected a smaller number, found"},
    {R"("ltvCap": "999.5")", R"("ltvCap": "0")",
     R"(parameters.loan.ltvCap: expected a decimal greater than 0, found "0")"},
    {R"("ltvCap": "999.5")", R"("ltvCap": "999.1234")", "parameters: ltvCap is positive"},
    {R"("maxCollateralAccounts": 7)", R"("maxCollateralAccounts": 0)",
     "parameters.loan.maxCollateralAccounts: expected an integer from 1 to 1000, found 0"},
    {R"("loanableAssets": ["USDC", "USDT"])", R"("loanableAssets": ["USDC", "EUR"])",
     "parameters.loan.loanableAssets[1]: expected the name of an asset in parameters.assets, found "
     R"("EUR")"},
    {R"("loanableAssets": ["USDC", "USDT"])", R"("loanableAssets": ["USDC", "USDC"])",
     "parameters.loan.loanableAssets[1]: expected one that is not listed yet"},
    {R"("loanableAssets": ["USDC", "USDT"])", R"("loanableAssets": {})",
     "parameters.loan.loanableAssets: expected an array, found an object"},
    {R"("slippage": "0.002")", R"("slippage": null)",
     "parameters.loan.slippage: expected a decimal with at most 4 decimals, found null"},
    {R"("quietMs": 90000, )", "",
     "parameters.loan.quietMs: expected an integer from 0 to 316224000000, found nothing"},
    {R"("requestMemoryMs": 7200000)", R"("requestMemoryMs": -7200000)",
     "parameters.loan.requestMemoryMs: expected an integer from 0 to 316224000000, found "
     "-7200000"},
    {R"("clampTransferOut": true)", R"("clampTransferOut": 1)",
     "parameters.loan.clampTransferOut: expected true or false, found 1"},
    {R"("checkSpotTransfer": false, )", "",
     "parameters.loan.checkSpotTransfer: expected true or false, found nothing"},
    {R"("acceptCrossMarginPro": true)", R"("acceptCrossMarginPro": "true")",
     R"(parameters.loan.acceptCrossMarginPro: expected true or false, found "true")"},
    {R"("accrueMemberLoans": false)", R"("accrueMemberLoans": null)",
     "parameters.loan.accrueMemberLoans: expected true or false, found null"},
    {R"("externalSeller": true)", R"("externalSeler": true)",
     "parameters.loan.externalSeller: expected true or false, found nothing"},
    {R"(, "externalSettlement": true)", "",
     "parameters.loan.externalSettlement: expected true or false, found nothing"},
    // Rounding.
    {R"("ltv": "HALF_UP")", R"("ltv": "HALF_EVEN")",
     R"(parameters.rounding.ltv: expected DOWN, UP or HALF_UP, found "HALF_EVEN")"},
    {R"("maxBorrowable": "HALF_UP", )", "",
     "parameters.rounding.maxBorrowable: expected DOWN, UP or HALF_UP, found nothing"},
    // Spot.
    {R"("collateralRatio": "0.98")", R"("collateralRatio": "-0.1")",
     R"(parameters.spot[0].collateralRatio: expected a ratio from 0 to 1, found "-0.1")"},
    {R"({"asset": "USDT", "collateralRatio": "1"})", R"({"asset": "BTC", "collateralRatio": "1"})",
     R"(parameters.spot[1].asset: expected one that is not listed yet, found "BTC")"},
    // Levels of a transfer out.
    {R"(, "transferOutLevel": "2.5")", "",
     "parameters.crossMargin.transferOutLevel: expected a decimal with at most 4 decimals, found "
     "nothing"},
    {R"("transferOutLevel": "2.5")", R"("transferOutLevel": "0.9999")",
     R"(parameters.crossMargin.transferOutLevel: expected a level of at least 1, found "0.9999")"},
    {R"(, "transferOutUniMmr": "1.06")", "",
     "parameters.portfolioMargin.transferOutUniMmr: expected a decimal with at most 4 decimals"},
    {R"("transferOutUniMmr": "1.06")", R"("transferOutUniMmr": "0.5")",
     R"(parameters.portfolioMargin.transferOutUniMmr: expected a level of at least 1, found "0.5")"},
    // Tiers.
    {R"({"upTo": "250000.5", "rate": "0.8"})", R"({"upTo": "100000", "rate": "0.8"})",
     "parameters.crossMargin.collateral[1].liquidation[1].upTo: expected an amount above the edge "
     R"(before, 100000, found "100000")"},
    {R"({"upTo": "250000.5", "rate": "0.8"})", R"({"rate": "0.8"})",
     "parameters.crossMargin.collateral[1].liquidation[1].upTo: expected a decimal with at most 8 "
     "decimals, found nothing"},
    {R"({"rate": "0.6"})", R"({"upTo": "300000", "rate": "0.6"})",
     "parameters.crossMargin.collateral[1].liquidation[2].upTo: expected no upTo in the last tier, "
     R"(found "300000")"},
    {R"({"rate": "0.6"})", R"({"rate": "1.0001"})",
     "parameters.crossMargin.collateral[1].liquidation[2].rate: expected a ratio from 0 to 1"},
    {R"([{"upTo": "50000", "rate": "0.05"}, {"rate": "0.07"}])", "[]",
     "parameters.crossMargin.proBrackets[0].brackets: expected at least one tier, found an array"},
    {R"([{"rate": "0.9999"}])", R"({"rate": "0.9999"})",
     "parameters.portfolioMargin.collateral[1].tiers: expected an array, found an object"},
    {R"("upTo": "300000")", R"("upTo": "1700000000000000000000000000000")",
     "parameters.contracts[0].brackets: expected edges that can be valued"},
    // Contracts.
    {R"({"symbol": "BTCUSDT", "type")", R"({"symbol": "BTC/USDT", "type")",
     "parameters.contracts[0].symbol: expected a contract symbol"},
    {R"({"symbol": "BTCUSDT", "type")", R"({"symbol": "BTCUSD_PERP", "type")",
     "parameters.contracts[1].symbol: expected one that is not listed yet"},
    {R"("type": "USD_M")", R"("type": "OPTION")",
     R"(parameters.contracts[0].type: expected USD_M or COIN_M, found "OPTION")"},
    {R"("marginAsset": "USDT",)", R"("marginAsset": "USDT", "contractSize": "1",)",
     "parameters.contracts[0].contractSize: expected no contractSize of a USD_M contract"},
    {R"("contractSize": "100", )", "", "parameters.contracts[1].contractSize: expected a decimal"},
    {R"("marginAsset": "BTC",)", R"("marginAsset": "USDT",)",
     "parameters.contracts[1].marginAsset: expected the base asset of a COIN_M contract, found "
     R"("USDT")"},
    {R"("baseAsset": "BTC", "marginAsset": "USDT")", R"("baseAsset": "ETH", "marginAsset": "USDT")",
     "parameters.contracts[0].baseAsset: expected the name of an asset in parameters.assets"},
    // Rates.
    {R"("dailyRate": "0.0002000001")", R"("dailyRate": "0.00020000011")",
     "parameters.interestRates[0].dailyRate: expected a decimal with at most 10 decimals"},
    {R"("dailyRate": "0.0002000001")", R"("dailyRate": "-0.1")",
     "parameters.interestRates[0].dailyRate: expected a decimal that is not negative"},
    // Prices.
    {R"("price": "61234.56789012")", R"("price": "0")",
     R"(prices.marginIndex[0].price: expected a decimal greater than 0, found "0")"},
    {R"("price": "61234.56789012")", R"("price": "100000000000")",
     "prices.marginIndex[0].price: expected a smaller number"},
    {R"("marginIndex": [{"asset": "BTC")", R"("marginIndex": [{"asset": "USDT")",
     "prices.marginIndex[0].asset: expected another asset: the margin index of USDT is 1"},
    {R"("assetIndex": [{"asset": "BTC")", R"("assetIndex": [{"asset": "USDT")",
     "prices.assetIndex[1].asset: expected one that is not listed yet"},
    {R"("mark": [{"symbol": "BTCUSDT")", R"("mark": [{"symbol": "ETHUSDT")",
     "prices.mark[0].symbol: expected the symbol of a contract in parameters.contracts, found "
     R"("ETHUSDT")"},
    {R"(, "time": 1752137105004)", "", "prices.mark[0].time: expected Unix milliseconds"},
    // Accounts.
    {R"({"uid": 11,)", R"({"uid": 0,)",
     "accounts[0].uid: expected an integer from 1 to 9007199254740991, found 0"},
    {R"({"uid": 11,)", R"({"uid": 9007199254740992,)", "accounts[0].uid: expected an integer"},
    {R"({"uid": 21,)", R"({"uid": 12,)", "accounts[3].uid: expected one that is not listed yet"},
    {R"({"uid": 21, "email": "other@example.com"})", R"({"uid": 21, "email": "other"})",
     R"(accounts[3].email: expected an email: printable ASCII with one @, found "other")"},
    {R"("email": "other@example.com")", R"("email": "parent@example.com")",
     "accounts[3].email: expected an email that no other account has, found "
     R"("parent@example.com")"},
    {R"("email": "sub12@example.com", "parentEmail": "parent@example.com")",
     R"("email": "sub12@example.com", "parentEmail": "nobody@example.com")",
     "accounts[1].parentEmail: expected the email of a parent account in this file, found "
     R"("nobody@example.com")"},
    {R"("email": "sub12@example.com", "parentEmail": "parent@example.com")",
     R"("email": "sub12@example.com", "parentEmail": "sub13@example.com")",
     "accounts[1].parentEmail: expected the email of a parent account in this file"},
    {R"("frozenAmount": "8.18753688")", R"("frozenAmount": "-8")",
     R"(accounts[0].frozenAmount: expected a decimal that is not negative, found "-8")"},
    {R"("email": "sub12@example.com", "parentEmail": "parent@example.com",)",
     R"("email": "sub12@example.com", "parentEmail": "parent@example.com", "frozenAmount": "1",)",
     R"(accounts[1].frozenAmount: expected no frozenAmount of a sub-account, found "1")"},
    {R"("managed": true)", R"("managed": 1)",
     "accounts[2].managed: expected true or false, found 1"},
    {R"({"uid": 21, "email": "other@example.com"})",
     R"({"uid": 21, "email": "other@example.com", "managed": true})",
     "accounts[3].managed: expected no managed parent account, found true"},
    // Wallets.
    {R"("free": "0.75")", R"("free": "1.123456789")",
     "accounts[1].wallets.SPOT[0].free: expected a decimal with at most 8 decimals, found "
     R"("1.123456789")"},
    {R"("locked": "0.25")", R"("locked": "-0.25")",
     R"(accounts[1].wallets.SPOT[0].locked: expected a decimal that is not negative, found "-0.25")"},
    {R"({"asset": "USDT", "free": "5"})", R"({"asset": "BTC", "free": "5"})",
     "accounts[1].wallets.SPOT[1].asset: expected one that is not listed yet"},
    {R"({"asset": "USDT", "free": "5"})", R"({"asset": "USDT", "fre": "5"})",
     "accounts[1].wallets.SPOT[1].fre: expected no member but asset, free, locked, found this one"},
    {R"({"asset": "USDT", "free": "5"})", R"({"asset": "DOGE", "free": "5"})",
     "accounts[1].wallets.SPOT[1].asset: expected the name of an asset in parameters.assets"},
    {R"("mode": "PRO")", R"("mode": "MARGIN_2")",
     R"(accounts[1].wallets.CROSS_MARGIN.mode: expected CLASSIC or PRO, found "MARGIN_2")"},
    {R"("borrowed": "1.5")", R"("borrowed": "-1.5")",
     "accounts[1].wallets.CROSS_MARGIN.balances[0].borrowed: expected a decimal that is not"},
    {R"("wallets": {"PORTFOLIO_MARGIN": {)",
     R"("wallets": {"CROSS_MARGIN": {"mode": "PRO", "balances": []}, "PORTFOLIO_MARGIN": {)",
     "accounts[2].wallets.PORTFOLIO_MARGIN: expected no second margin wallet, found an object"},
    {R"("wallets": {"PORTFOLIO_MARGIN": {)", R"("wallets": {"FUTURES": [], "PORTFOLIO_MARGIN": {)",
     "accounts[2].wallets.FUTURES: expected no member but SPOT, CROSS_MARGIN, PORTFOLIO_MARGIN"},
    {R"("crossMarginFree": "0.8")", R"("crossMarginFree": "-0.8")",
     "accounts[2].wallets.PORTFOLIO_MARGIN.balances[0].crossMarginFree: expected a decimal that"},
    {R"("quantity": "2")", R"("quantity": "-2")",
     "accounts[2].wallets.PORTFOLIO_MARGIN.positions[0].quantity: expected a quantity that is not "
     R"(negative on side LONG, found "-2")"},
    {R"("quantity": "-3")", R"("quantity": "3")",
     "accounts[2].wallets.PORTFOLIO_MARGIN.positions[1].quantity: expected a quantity that is not "
     R"(positive on side SHORT, found "3")"},
    {R"("side": "SHORT", "quantity": "-3")", R"("side": "LONG", "quantity": "3")",
     "accounts[2].wallets.PORTFOLIO_MARGIN.positions[1].symbol: expected one that is not listed"},
    {R"("side": "SHORT")", R"("side": "short")",
     R"(accounts[2].wallets.PORTFOLIO_MARGIN.positions[1].side: expected BOTH, LONG or SHORT)"},
    {R"("quantity": "-500")", R"("quantity": "-500.5")",
     "accounts[2].wallets.PORTFOLIO_MARGIN.positions[2].quantity: expected a whole number of "
     "contracts"},
    {R"("quantity": "-500", "entryPrice": "60100")", R"("quantity": "-500", "entryPrice": "0")",
     "accounts[2].wallets.PORTFOLIO_MARGIN.positions[2].entryPrice: expected a decimal greater"},
    {R"({"symbol": "BTCUSD_PERP", "quantity")", R"({"symbol": "SOLUSDT", "quantity")",
     "accounts[2].wallets.PORTFOLIO_MARGIN.positions[2].symbol: expected the symbol of a contract"},
    // Units.
    {R"("groupId": 5)", R"("groupId": "5")",
     R"(units[0].groupId: expected an integer from 1 to 9007199254740991, found "5")"},
    {R"("groupId": 6)", R"("groupId": 5)", "units[1].groupId: expected one that is not listed yet"},
    {R"("groupId": 5, "parentEmail": "parent@example.com")",
     R"("groupId": 5, "parentEmail": "sub12@example.com")",
     "units[0].parentEmail: expected the email of a parent account in this file"},
    {R"("state": "CLOSED")", R"("state": "OPEN")",
     R"(units[1].state: expected ACTIVE or CLOSED, found "OPEN")"},
    {R"("state": "CLOSED",)", R"("state": "ACTIVE",)",
     "units[1].closeTime: expected no closeTime of an active unit, found 1747637956001"},
    {R"( "closeTime": 1747637956001,)", "", "units[1].closeTime: expected Unix milliseconds"},
    {R"("closeTime": 1747637956001)", R"("closeTime": 1747637955999)",
     "units[1].closeTime: expected a time not before createTime, found 1747637955999"},
    {R"("createTime": 1747637956083,)", "", "units[0].createTime: expected Unix milliseconds"},
    {R"("marginCallLtv": "0.79")", R"("marginCallLtv": "2")",
     "units[0].lines.marginCallLtv: expected a ratio from 0 to 1"},
    {R"("marginCallLtv": "0.79")", R"("marginCallLtv": "0.95")", "units[0]: LTV lines lie between"},
    {R"("hysteresis": "0.03")", R"("hysteresis": "1.03")",
     R"(units[0].lines.hysteresis: expected a ratio from 0 to 1, found "1.03")"},
    {R"("cureMs": 600000)", R"("cureMs": 0.5)",
     "units[0].lines.cureMs: expected an integer from 0 to 316224000000, found 0.5"},
    {R"("cureMs": 600000)", R"("cureMs": 600000, "cure": 1)",
     "units[0].lines.cure: expected no member but borrowLtv, transferOutLtv, warningLtv, "
     "marginCallLtv, liquidationLtv, stopLiquidationLtv, instantLiquidation, hysteresis, cureMs, "
     "found this one"},
    {R"({"email": "sub12@example.com", "type": "COLLATERAL")",
     R"({"email": "sub14@example.com", "type": "COLLATERAL")",
     "units[0].members[0].email: expected the email of an account in this file, found "
     R"("sub14@example.com")"},
    {R"({"email": "sub12@example.com", "type": "COLLATERAL")",
     R"({"email": "sub12@example.com", "type": "OTHER")",
     R"(units[0].members[0].type: expected CREDIT or COLLATERAL, found "OTHER")"},
    {R"({"email": "sub12@example.com", "type": "COLLATERAL")",
     R"({"email": "sub12@example.com", "type": "CREDIT")", "units[0]: sub12@example.com receives"},
    {R"({"email": "sub12@example.com", "type": "COLLATERAL")",
     R"({"email": "sub13@example.com", "type": "COLLATERAL")",
     "units[0]: an account stands twice among the members"},
    {R"({"email": "sub12@example.com", "type": "COLLATERAL")",
     R"({"email": "parent@example.com", "type": "COLLATERAL")",
     "units[0]: parent@example.com is a parent account"},
    {R"("type": "CREDIT", "enableSpot": false, "enableMargin": true)",
     R"("type": "COLLATERAL", "enableSpot": false, "enableMargin": true)",
     "units[0]: a unit needs a CREDIT member"},
    {R"("enableSpot": false,)", R"("enableSpot": "false",)",
     R"(units[0].members[1].enableSpot: expected true or false, found "false")"},
    {R"("principal": "200000")", R"("principal": "-1")",
     "units[0].liabilities[0].principal: expected a decimal that is not negative"},
    {R"({"asset": "USDT", "principal": "1200000"})", R"({"asset": "USDC", "principal": "1200000"})",
     "units[0].liabilities[1].asset: expected one that is not listed yet"},
    {R"("closeTime": 1747637956001,)",
     R"("closeTime": 1747637956001, "liabilities": [{"asset": "USDT", "principal": "1"}],)",
     "units[1].liabilities: expected no liabilities of a closed unit, found an array"},
    // Pools.
    {R"({"asset": "USDC", "amount": "200000000"})", R"({"asset": "USDC", "amount": "0"})",
     R"(pools[0].amount: expected a decimal greater than 0, found "0")"},
    {R"({"asset": "USDC", "amount": "200000000"})", R"({"asset": "USDC"})",
     "pools[0].amount: expected a decimal with at most 8 decimals, found nothing"},
    {R"({"asset": "USDC", "amount": "200000000"})", R"({"asset": "USDT", "amount": "1"})",
     R"(pools[1].asset: expected one that is not listed yet, found "USDT")"},
    {R"({"asset": "USDC", "amount": "200000000"})", R"({"asset": "EUR", "amount": "1"})",
     R"(pools[0].asset: expected the name of an asset in parameters.assets, found "EUR")"},
    {R"("amount": "200000000")", R"("amount": "1", "rate": "0")",
     "pools[0].rate: expected no member but asset, amount, found this one"},
    // Rebates.
    {R"({"parentEmail": "other@example.com", "granted")",
     R"({"parentEmail": "nobody@example.com", "granted")",
     "rebates[1].parentEmail: expected the email of a parent account in this file, found "
     R"("nobody@example.com")"},
    {R"({"parentEmail": "other@example.com", "granted")",
     R"({"parentEmail": "sub12@example.com", "granted")",
     "rebates[1].parentEmail: expected the email of a parent account in this file"},
    {R"({"parentEmail": "other@example.com", "granted")",
     R"({"parentEmail": "parent@example.com", "granted")",
     "rebates[1].parentEmail: expected one that is not listed yet"},
    {R"("granted": "2500.5")", R"("granted": "-1")",
     R"(rebates[0].granted: expected a decimal greater than 0, found "-1")"},
    {R"("consumed": "300.12345678")", R"("consumed": "2500.50000001")",
     R"(rebates[0].consumed: expected an amount not above granted, found "2500.50000001")"},
    {R"("consumed": "300.12345678")", R"("consumed": "-1")",
     R"(rebates[0].consumed: expected a decimal that is not negative, found "-1")"},
    {R"("granted": "1"})", R"("granted": "1", "used": "0"})",
     "rebates[1].used: expected no member but parentEmail, granted, consumed, found this one"},
};

TEST(Read, RefusesEveryBrokenRuleWithItsPath) {
  static_assert(std::size(kBadFiles) >= 60);
  for (const BadFile& bad : kBadFiles) {
    const std::string text = changed(bad.from, bad.to);
    const auto book = load(text);
    ASSERT_FALSE(book) << "accepted: " << bad.from << " -> " << bad.to;
    EXPECT_EQ(book.error().code, ErrorCode::kBookFile);
    EXPECT_THAT(book.error().detail, StartsWith(std::string(bad.message)));
  }
}

TEST(Read, RefusesWhatIsNoBookAtAll) {
  EXPECT_EQ(load("[]").error().detail, "top level: expected an object, found an array");
  EXPECT_THAT(load("{}").error().detail, StartsWith("format: expected"));
  EXPECT_THAT(load("").error().detail, StartsWith("line 1, column 1: expected JSON"));
  EXPECT_THAT(load("\xff").error().detail, StartsWith("line 1, column 1: expected JSON"));
}

// `text` with every '#' replaced.
std::string numbered(std::string_view text, int number) {
  std::string result;
  for (const char c : text) {
    if (c == '#') {
      result += std::to_string(number);
    } else {
      result += c;
    }
  }
  return result;
}

TEST(Read, RefusesTheSixthActiveUnitOfAParent) {
  std::string text(kGoodBook);
  for (int i = 100; i < 105; ++i) {
    text.insert(text.find(R"({"uid": 21)"), numbered(R"(
        {"uid": #1, "email": "credit#@x", "parentEmail": "parent@example.com",
         "wallets": {"CROSS_MARGIN": {"mode": "PRO", "balances": []}}},
        {"uid": #2, "email": "vault#@x", "parentEmail": "parent@example.com"},)",
                                                     i));
    text.insert(text.find(R"({"groupId": 6)"), numbered(R"(
        {"groupId": #, "parentEmail": "parent@example.com", "createTime": 1, "members": [
          {"email": "credit#@x", "type": "CREDIT", "enableSpot": true, "enableMargin": true},
          {"email": "vault#@x", "type": "COLLATERAL", "enableSpot": true,
           "enableMargin": false}]},)",
                                                        i));
  }
  const auto book = load(text);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().detail, "units[5]: a parent has at most 5 active risk units");
}

TEST(Read, OrdersCommandsSoThatEachFindsWhatItNames) {
  const auto file = read(kGoodBook);
  ASSERT_TRUE(file) << file.error().detail;
  EXPECT_EQ(file->time, Timestamp{1752137105623});
  ASSERT_EQ(file->commands.size(), file->paths.size());
  const std::vector<std::string> expected{"parameters",
                                          "parameters.assets[0]",
                                          "parameters.assets[1]",
                                          "parameters.assets[2]",
                                          "parameters.assets[3]",
                                          "parameters.contracts[0]",
                                          "parameters.contracts[1]",
                                          "accounts[0]",
                                          "accounts[3]",
                                          "accounts[1]",
                                          "accounts[2]",
                                          "accounts[0].frozenAmount",
                                          "accounts[1].wallets.SPOT",
                                          "accounts[1].wallets.CROSS_MARGIN",
                                          "accounts[2].wallets.PORTFOLIO_MARGIN",
                                          "units[1]",
                                          "units[0]",
                                          "units[0].liabilities[0]",
                                          "units[0].liabilities[1]",
                                          "pools[0]",
                                          "pools[1]",
                                          "rebates[0]",
                                          "rebates[0]",
                                          "rebates[1]",
                                          "prices"};
  EXPECT_EQ(file->paths, expected);
}

TEST(Read, TakesListsInAnyOrderAndGivesIdsByName) {
  const std::string text =
      changed(R"([{"asset": "BTC"}, {"asset": "USDC"}, {"asset": "USDT"},
             {"asset": "XPL", "precision": 2}])",
              R"([{"asset": "XPL", "precision": 2}, {"asset": "USDT"}, {"asset": "BTC"},
             {"asset": "USDC"}])");
  const auto shuffled = load(text);
  const auto sorted = load(kGoodBook);
  ASSERT_TRUE(shuffled && sorted);
  EXPECT_EQ(digest_of(*shuffled), digest_of(*sorted));
  EXPECT_EQ(sorted->parameters.find_asset("BTC"), AssetId{0});
  EXPECT_EQ(sorted->parameters.find_asset("XPL"), AssetId{3});
  EXPECT_EQ(sorted->parameters.find_contract("BTCUSDT"), ContractId{0});
}

TEST(Read, BuildsWhatTheFileSays) {
  const auto book = load(kGoodBook);
  ASSERT_TRUE(book) << book.error().detail;
  EXPECT_EQ(book->time, Timestamp{1752137105623});
  const model::GeneralParameters& general = book->parameters.general;
  EXPECT_EQ(general.lines.stop_liquidation, Ratio::from_raw(1000));
  EXPECT_EQ(general.lines.instant_liquidation, Ratio::from_raw(9500));
  EXPECT_EQ(general.lines.hysteresis, Ratio::from_raw(200));
  EXPECT_EQ(general.lines.cure_ms, 3'600'000);
  EXPECT_EQ(general.ltv_cap, Amount::from_raw(999'50000000));
  EXPECT_EQ(general.max_collateral_accounts, 7);
  EXPECT_EQ(general.rounding.wallet, Rounding::kUp);
  EXPECT_EQ(general.rounding.max_borrowable, Rounding::kHalfUp);
  EXPECT_EQ(general.portfolio_loan_maintenance_rate, Ratio::from_raw(1100));
  EXPECT_EQ(general.classic_transfer_out_level, Ratio::from_raw(2'5000));
  EXPECT_EQ(general.portfolio_transfer_out_uni_mmr, Ratio::from_raw(1'0600));
  EXPECT_EQ(general.quiet_ms, 90'000);
  EXPECT_EQ(general.request_memory_ms, 7'200'000);
  EXPECT_EQ(general.liquidation_price_age_ms, 45'000);
  EXPECT_TRUE(general.clamp_transfer_out && general.accept_cross_margin_pro);
  EXPECT_TRUE(general.external_seller && general.external_settlement);
  EXPECT_FALSE(general.check_spot_transfer || general.accrue_member_loans);

  const model::Asset& xpl = book->parameters.asset(AssetId{3});
  EXPECT_EQ(xpl.cross_collateral.written().size(), 3u);
  EXPECT_EQ(xpl.cross_borrow_ratio, Ratio::from_raw(4000));
  EXPECT_FALSE(xpl.spot_ratio);
  EXPECT_FALSE(xpl.loanable);
  EXPECT_EQ(xpl.precision, 2);
  const model::Asset& usdc = book->parameters.asset(AssetId{1});
  EXPECT_TRUE(usdc.loanable);
  EXPECT_EQ(usdc.precision, 8);
  EXPECT_EQ(usdc.portfolio_loan_maintenance_rate, Ratio::from_raw(500));
  EXPECT_EQ(book->parameters.asset(AssetId{2}).daily_rate, Rate::from_raw(2'000'001));

  const model::Contract& coin = book->parameters.contract(ContractId{1});
  EXPECT_EQ(coin.symbol, "BTCUSD_PERP");
  EXPECT_EQ(coin.contract_size, Amount::whole(100));
  EXPECT_TRUE(coin.brackets.empty());

  EXPECT_EQ(book->prices.margin_index.at(0), Price::from_raw(6123456789012));
  EXPECT_EQ(book->prices.asset_index.time_at(2), Timestamp{1752137105003});
  EXPECT_EQ(book->prices.mark.at(1), Price{});

  const model::Account* sub = book->find_account(Uid{13});
  ASSERT_NE(sub, nullptr);
  EXPECT_EQ(sub->parent, Uid{11});
  EXPECT_EQ(sub->unit, GroupId{5});
  EXPECT_TRUE(sub->managed);
  EXPECT_FALSE(book->find_account(Uid{12})->managed);
  const auto& wallet = std::get<model::PortfolioMarginWallet>(sub->margin);
  EXPECT_EQ(wallet.balances.at(1).usd_wallet, Amount::from_raw(-1234'56789012));
  EXPECT_EQ(wallet.positions.at(2).quantity, Amount::whole(-500));
  EXPECT_EQ(wallet.positions.at(2).side, model::PositionSide::kBoth);

  const model::RiskUnit* unit = book->find_unit(GroupId{5});
  ASSERT_NE(unit, nullptr);
  EXPECT_EQ(unit->lines.margin_call, Ratio::from_raw(7900));
  EXPECT_FALSE(unit->lines.warning);
  EXPECT_FALSE(unit->lines.instant_liquidation);
  EXPECT_EQ(unit->lines.hysteresis, Ratio::from_raw(300));
  EXPECT_EQ(unit->lines.cure_ms, 600'000);
  EXPECT_EQ(unit->members.at(0).account, Uid{12});
  EXPECT_EQ(unit->liabilities.at(0).interest, Amount::from_raw(1'66666667));
  EXPECT_EQ(book->find_unit(GroupId{6})->state, model::UnitState::kClosed);
}

TEST(Read, FillsPoolsAndRebates) {
  const auto book = load(kGoodBook);
  ASSERT_TRUE(book) << book.error().detail;
  EXPECT_EQ(book->pool(AssetId{1}), Amount::whole(200'000'000));
  EXPECT_EQ(book->pool(AssetId{2}), Amount::from_raw(1));
  EXPECT_EQ(book->pool(AssetId{0}), Amount{});
  const book::RebateAccount used{Amount::from_raw(2500'50000000), Amount::from_raw(300'12345678)};
  EXPECT_EQ(book->rebate(Uid{11}), used);
  EXPECT_EQ(book->rebate(Uid{21}), (book::RebateAccount{Amount::whole(1), {}}));
  for (const book::AssetBalance& asset : audit(*book)) EXPECT_TRUE(asset.sum.is_zero());
}

TEST(Read, RefusesARebateInABookWithoutUsdt) {
  std::string text = write(book::Book{});
  const auto replace = [&](std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace(R"("accounts": [])", R"("accounts": [{"uid": 1, "email": "a@x"}])");
  replace(R"("units": [])", R"("units": [], "rebates": [{"parentEmail": "a@x", "granted": "1"}])");
  const auto book = load(text);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().detail, "rebates[0]: the book has no USDT");
}

TEST(ReadParameters, GivesTheDefaultsOfAServerWithoutABook) {
  const auto file = read_parameters(data_file("parameters/default.json"));
  ASSERT_TRUE(file) << file.error().detail;
  EXPECT_EQ(file->commands.size(), file->paths.size());
  EXPECT_EQ(file->paths.front(), "top level");
  EXPECT_EQ(file->paths.at(1), "assets[0]");
  book::Book book;
  for (const book::Command& command : file->commands) {
    const auto event = book::decide(book, command);
    ASSERT_TRUE(event) << event.error().detail;
    book::apply(book, *event);
  }
  EXPECT_GT(book.parameters.assets.size(), 100u);
  model::GeneralParameters general;
  general.liquidation_price_age_ms = 60'000;  // a server has a feed; the program asks none
  EXPECT_EQ(book.parameters.general, general);
  EXPECT_TRUE(book.parameters.usdt);
  EXPECT_EQ(book.parameters.asset(*book.parameters.usdt).daily_rate, Rate::from_raw(2'000'000));
}

TEST(ReadParameters, RefusesWithPathsOfItsOwnFile) {
  std::string text = data_file("parameters/default.json");
  text.replace(text.find("\"borrowLtv\": \"0.75\""), 19, "\"borrowLtv\": \"7.50\"");
  const auto file = read_parameters(text);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().detail, R"(lines.borrowLtv: expected a ratio from 0 to 1, found "7.50")");
  EXPECT_EQ(read_parameters("[]").error().detail, "top level: expected an object, found an array");
}

TEST(Build, SaysWhichCommandTheBookRefused) {
  BookFile file;
  file.commands = {book::CreateAccount{Uid{1}, "a@x", std::nullopt},
                   book::CreateAccount{Uid{2}, "a@x", std::nullopt}};
  file.paths = {"accounts[0]", "accounts[1]"};
  const auto book = build(file);
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().code, ErrorCode::kBookFile);
  EXPECT_THAT(book.error().detail, HasSubstr("accounts[1]: email a@x exists already"));
}

}  // namespace
}  // namespace plimsoll::bookfile
