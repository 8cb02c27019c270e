// For tests: a small book file that uses every member of the format, written by hand.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/check.h"

namespace plimsoll::bookfile {

inline constexpr std::string_view kGoodBook = R"({
"format": "plimsoll-book", "version": 1, "time": 1752137105623,
"parameters": {
  "assets": [{"asset": "BTC"}, {"asset": "USDC"}, {"asset": "USDT"},
             {"asset": "XPL", "precision": 2}],
  "lines": {"borrowLtv": "0.75", "transferOutLtv": "0.5", "warningLtv": "0.76",
            "marginCallLtv": "0.8", "liquidationLtv": "0.9", "stopLiquidationLtv": "0.1",
            "instantLiquidation": "0.95", "hysteresis": "0.02", "cureMs": 3600000},
  "loan": {"presetLimit": "10000000", "ltvCap": "999.5", "maxCollateralAccounts": 7,
           "loanableAssets": ["USDC", "USDT"], "liquidationFeeRate": "0.01", "slippage": "0.002",
           "quietMs": 90000, "requestMemoryMs": 7200000, "liquidationPriceAgeMs": 45000,
           "clampTransferOut": true, "checkSpotTransfer": false, "acceptCrossMarginPro": true, "accrueMemberLoans": false,
           "externalSeller": true, "externalSettlement": true},
  "rounding": {"wallet": "UP", "totalNetEquity": "DOWN", "totalMaintenanceMargin": "DOWN",
               "totalLiability": "DOWN", "ltv": "HALF_UP", "maxAllowedBorrowLimit": "HALF_UP",
               "maxTransferOutAmount": "DOWN", "maxBorrowable": "HALF_UP", "uniMmr": "HALF_UP"},
  "spot": [{"asset": "BTC", "collateralRatio": "0.98"}, {"asset": "USDT", "collateralRatio": "1"}],
  "crossMargin": {
    "classicMaintenanceRate": "0.1", "transferOutLevel": "2.5",
    "collateral": [
      {"asset": "USDT", "liquidation": [{"rate": "1"}], "borrow": "0.9999", "transferOut": "0.95"},
      {"asset": "XPL",
       "liquidation": [{"upTo": "100000", "rate": "1"}, {"upTo": "250000.5", "rate": "0.8"},
                       {"rate": "0.6"}],
       "borrow": "0.4", "transferOut": "0.3"}],
    "proBrackets": [
      {"asset": "BTC", "brackets": [{"upTo": "50000", "rate": "0.05"}, {"rate": "0.07"}]}]},
  "portfolioMargin": {
    "collateral": [
      {"asset": "BTC", "tiers": [{"upTo": "2000000", "rate": "0.95"}, {"rate": "0.9"}]},
      {"asset": "USDT", "tiers": [{"rate": "0.9999"}]}],
    "loanMaintenanceRate": "0.11",
    "loanMaintenanceRates": [{"asset": "USDC", "rate": "0.05"}], "transferOutUniMmr": "1.06"},
  "contracts": [
    {"symbol": "BTCUSDT", "type": "USD_M", "baseAsset": "BTC", "marginAsset": "USDT",
     "brackets": [{"upTo": "300000", "rate": "0.004"}, {"rate": "0.005"}]},
    {"symbol": "BTCUSD_PERP", "type": "COIN_M", "baseAsset": "BTC", "marginAsset": "BTC",
     "contractSize": "100", "brackets": []}],
  "interestRates": [{"asset": "USDT", "dailyRate": "0.0002000001"}]},
"prices": {
  "marginIndex": [{"asset": "BTC", "price": "61234.56789012", "time": 1752137105001}],
  "assetIndex": [{"asset": "BTC", "price": "61250.12345678", "time": 1752137105002},
                 {"asset": "USDT", "price": "1.00024667", "time": 1752137105003}],
  "mark": [{"symbol": "BTCUSDT", "price": "61250.12345678", "time": 1752137105004}]},
"accounts": [
  {"uid": 11, "email": "parent@example.com", "frozenAmount": "8.18753688"},
  {"uid": 12, "email": "sub12@example.com", "parentEmail": "parent@example.com",
   "wallets": {"SPOT": [{"asset": "BTC", "free": "0.75", "locked": "0.25"},
                        {"asset": "USDT", "free": "5"}],
               "CROSS_MARGIN": {"mode": "PRO", "balances": [
                 {"asset": "BTC", "free": "0.5", "borrowed": "1.5", "interest": "0.00001234"},
                 {"asset": "XPL", "free": "400000", "locked": "17"}]}}},
  {"uid": 13, "email": "sub13@example.com", "parentEmail": "parent@example.com", "managed": true,
   "wallets": {"PORTFOLIO_MARGIN": {
     "balances": [{"asset": "BTC", "crossMarginFree": "0.8", "crossMarginLocked": "0.1",
                   "crossMarginBorrowed": "2.5", "crossMarginInterest": "0.00001111",
                   "cmWalletBalance": "0.6"},
                  {"asset": "USDT", "crossMarginFree": "300000",
                   "umWalletBalance": "-1234.56789012"}],
     "positions": [
       {"symbol": "BTCUSDT", "side": "LONG", "quantity": "2", "entryPrice": "60000.5"},
       {"symbol": "BTCUSDT", "side": "SHORT", "quantity": "-3", "entryPrice": "62000"},
       {"symbol": "BTCUSD_PERP", "quantity": "-500", "entryPrice": "60100"}]}}},
  {"uid": 21, "email": "other@example.com"}],
"units": [
  {"groupId": 5, "parentEmail": "parent@example.com", "createTime": 1747637956083,
   "lines": {"borrowLtv": "0.7", "marginCallLtv": "0.79", "hysteresis": "0.03", "cureMs": 600000},
   "members": [
     {"email": "sub12@example.com", "type": "COLLATERAL", "enableSpot": true,
      "enableMargin": false},
     {"email": "sub13@example.com", "type": "CREDIT", "enableSpot": false, "enableMargin": true}],
   "liabilities": [{"asset": "USDC", "principal": "200000", "interest": "1.66666667"},
                   {"asset": "USDT", "principal": "1200000"}]},
  {"groupId": 6, "parentEmail": "parent@example.com", "state": "CLOSED",
   "createTime": 1747637956000, "closeTime": 1747637956001,
   "members": [
     {"email": "sub13@example.com", "type": "COLLATERAL", "enableSpot": true, "enableMargin": true},
     {"email": "sub12@example.com", "type": "CREDIT", "enableSpot": true, "enableMargin": true}]}],
"pools": [{"asset": "USDC", "amount": "200000000"}, {"asset": "USDT", "amount": "0.00000001"}],
"rebates": [{"parentEmail": "parent@example.com", "granted": "2500.5", "consumed": "300.12345678"},
            {"parentEmail": "other@example.com", "granted": "1"}]
})";

// A file of data/.
[[nodiscard]] inline std::string data_file(const std::string& path) {
  std::ifstream file(std::string(PLIMSOLL_DATA_DIR) + "/" + path, std::ios::binary);
  CHECK(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace plimsoll::bookfile
