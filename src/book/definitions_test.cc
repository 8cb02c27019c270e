// DefineAsset, DefineContract, SetParameters: names, bounds, ids that stay, and nothing else
// changed.
#include <gmock/gmock.h>

#include "base/limits.h"
#include "book/testing.h"

namespace plimsoll::book {
namespace {

using testing::ElementsAre;

model::Asset asset(std::string name) {
  model::Asset asset;
  asset.name = std::move(name);
  return asset;
}

// --- DefineAsset

TEST(DefineAsset, ANewAssetGetsTheNextIdAndChangesNothingElse) {
  Book book = make_book();
  const Book before = book;
  EXPECT_EQ(accept<AssetDefined>(book, DefineAsset{asset("SOL")}).id, AssetId{4});
  EXPECT_THAT(changed_parts(before, book), ElementsAre("+asset SOL", "+asset id SOL"));
  EXPECT_EQ(book.parameters.find_asset("SOL"), AssetId{4});
}

TEST(DefineAsset, AKnownAssetKeepsItsIdForEver) {
  Book book = make_book();
  model::Asset changed = asset("ETH");
  changed.loanable = true;
  changed.cross_collateral = model::flat("0.5"_ratio);
  const Book before = book;
  EXPECT_EQ(accept<AssetDefined>(book, DefineAsset{changed}).id, kEth);
  EXPECT_THAT(changed_parts(before, book), ElementsAre("asset ETH"));
  EXPECT_EQ(book.parameters.asset(kEth), changed);
  accept(book, DefineAsset{asset("AAA")});  // first by name, last by id
  EXPECT_EQ(book.parameters.find_asset("BTC"), kBtc);
  EXPECT_EQ(book.parameters.find_asset("ETH"), kEth);
  EXPECT_EQ(book.parameters.find_asset("AAA"), AssetId{4});
  EXPECT_EQ(book.parameters.usdt, kUsdt);
}

TEST(DefineAsset, UsdtIsKnownByItsName) {
  Book book;
  accept(book, DefineAsset{asset("BTC")});
  EXPECT_EQ(book.parameters.usdt, std::nullopt);
  accept(book, DefineAsset{asset("USDT")});
  EXPECT_EQ(book.parameters.usdt, AssetId{1});
}

TEST(DefineAsset, EveryRatioIsAShare) {
  const Book book = make_book();
  for (const Ratio bad : {"-0.0001"_ratio, "1.0001"_ratio, Ratio::overflowed()}) {
    model::Asset changed = asset("BTC");
    changed.spot_ratio = bad;
    EXPECT_EQ(refusal(book, DefineAsset{changed}), "OUT_OF_RANGE");
    changed = asset("BTC");
    changed.cross_borrow_ratio = bad;
    EXPECT_EQ(refusal(book, DefineAsset{changed}), "OUT_OF_RANGE");
    changed = asset("BTC");
    changed.cross_transfer_out_ratio = bad;
    EXPECT_EQ(refusal(book, DefineAsset{changed}), "OUT_OF_RANGE");
    changed = asset("BTC");
    changed.portfolio_loan_maintenance_rate = bad;
    EXPECT_EQ(refusal(book, DefineAsset{changed}), "OUT_OF_RANGE");
  }
  model::Asset edge = asset("BTC");
  edge.spot_ratio = "0"_ratio;
  edge.cross_borrow_ratio = "1"_ratio;
  edge.cross_transfer_out_ratio = "1"_ratio;
  edge.portfolio_loan_maintenance_rate = "0"_ratio;
  EXPECT_EQ(refusal(book, DefineAsset{edge}), "");
}

TEST(DefineAsset, ADailyRateIsAShare) {
  const Book book = make_book();
  model::Asset changed = asset("BTC");
  changed.daily_rate = "-0.0000000001"_rate;
  EXPECT_EQ(refusal(book, DefineAsset{changed}), "OUT_OF_RANGE");
  changed.daily_rate = "1.0000000001"_rate;
  EXPECT_EQ(refusal(book, DefineAsset{changed}), "OUT_OF_RANGE");
  for (const Rate good : {"0"_rate, "1"_rate}) {
    changed.daily_rate = good;
    EXPECT_EQ(refusal(book, DefineAsset{changed}), "");
  }
}

TEST(DefineAsset, TheNameComesFirst) {
  const Book book = make_book();
  model::Asset changed = asset("btc");
  EXPECT_EQ(refusal(book, DefineAsset{changed}), "MALFORMED");
  changed.spot_ratio = "2"_ratio;
  EXPECT_EQ(refusal(book, DefineAsset{changed}), "MALFORMED");
}

TEST(DefineAsset, ThereIsRoomForAsManyAsIdsCount) {
  Book book;
  book.parameters.assets.resize(kMaxAssets - 1);
  EXPECT_EQ(accept<AssetDefined>(book, DefineAsset{asset("BTC")}).id, AssetId{65534});
  EXPECT_EQ(refusal(book, DefineAsset{asset("ETH")}), "OUT_OF_RANGE");
  EXPECT_EQ(refusal(book, DefineAsset{asset("BTC")}), "") << "a known one may still change";
}

// --- DefineContract

model::Contract usd_margined(std::string symbol) {
  return {std::move(symbol), model::ContractType::kUsdMargined, kEth, kUsdt, {}, {}};
}
model::Contract coin_margined(std::string symbol) {
  return {std::move(symbol), model::ContractType::kCoinMargined, kEth, kEth, "10"_amount, {}};
}

TEST(DefineContract, ANewContractGetsTheNextIdAndChangesNothingElse) {
  Book book = make_book();
  const Book before = book;
  const auto event = accept<ContractDefined>(book, DefineContract{usd_margined("ETHUSDT")});
  EXPECT_EQ(event.id, ContractId{2});
  EXPECT_THAT(changed_parts(before, book),
              ElementsAre("+contract ETHUSDT", "+contract id ETHUSDT"));
}

TEST(DefineContract, TheSymbolComesFirstThenTheAssets) {
  const Book book = make_book();
  model::Contract contract = usd_margined("ethusdt");
  contract.base_asset = kNoAsset;
  contract.contract_size = "1"_amount;
  EXPECT_EQ(refusal(book, DefineContract{contract}), "MALFORMED");
  contract.symbol = "ETHUSDT";
  EXPECT_EQ(refusal(book, DefineContract{contract}), "UNKNOWN_ASSET");
  contract.base_asset = kEth;
  contract.margin_asset = kNoAsset;
  EXPECT_EQ(refusal(book, DefineContract{contract}), "UNKNOWN_ASSET");
  contract.margin_asset = kUsdt;
  EXPECT_EQ(refusal(book, DefineContract{contract}), "OUT_OF_RANGE") << "USD_M with a size";
  contract.contract_size = {};
  EXPECT_EQ(refusal(book, DefineContract{contract}), "");
}

TEST(DefineContract, ACoinMarginedOneHasASizeAndIsMarginedInItsBase) {
  const Book book = make_book();
  EXPECT_EQ(refusal(book, DefineContract{coin_margined("ETHUSD_PERP")}), "");
  for (const Amount size : {"0"_amount, "-10"_amount}) {
    model::Contract contract = coin_margined("ETHUSD_PERP");
    contract.contract_size = size;
    EXPECT_EQ(refusal(book, DefineContract{contract}), "OUT_OF_RANGE");
  }
  model::Contract contract = coin_margined("ETHUSD_PERP");
  contract.margin_asset = kUsdt;
  EXPECT_EQ(refusal(book, DefineContract{contract}), "OUT_OF_RANGE");
}

TEST(DefineContract, AKnownOneKeepsIdTypeAndMarginAsset) {
  Book book = make_book();
  model::Contract changed = book.parameters.contract(kBtcUsdt);
  changed.brackets = model::flat("0.02"_ratio);
  const Book before = book;
  EXPECT_EQ(accept<ContractDefined>(book, DefineContract{changed}).id, kBtcUsdt);
  EXPECT_THAT(changed_parts(before, book), ElementsAre("contract BTCUSDT"));

  model::Contract other_margin = changed;
  other_margin.margin_asset = kUsdc;
  EXPECT_EQ(refusal(book, DefineContract{other_margin}), "OUT_OF_RANGE");
  model::Contract other_type = coin_margined("BTCUSDT");
  EXPECT_EQ(refusal(book, DefineContract{other_type}), "OUT_OF_RANGE");
}

TEST(DefineContract, ThereIsRoomForAsManyAsIdsCount) {
  Book book = make_book();
  book.parameters.contracts.resize(kMaxAssets - 1);
  EXPECT_EQ(accept<ContractDefined>(book, DefineContract{usd_margined("ETHUSDT")}).id,
            ContractId{65534});
  EXPECT_EQ(refusal(book, DefineContract{usd_margined("ETHUSDC")}), "OUT_OF_RANGE");
}

// --- SetParameters

TEST(SetParameters, ReplacesTheGeneralParametersAndNothingElse) {
  Book book = make_book();
  model::GeneralParameters general;
  general.preset_limit = "5"_amount;
  general.rounding.ltv = Rounding::kUp;
  EXPECT_THAT(changed_by(book, SetParameters{general}), ElementsAre("general"));
  EXPECT_EQ(book.parameters.general, general);
}

TEST(SetParameters, EveryBoundIsChecked) {
  const Book book = make_book();
  const auto with = [&](auto change) {
    model::GeneralParameters general;
    change(general);
    return refusal(book, SetParameters{general});
  };
  using General = model::GeneralParameters;
  EXPECT_EQ(with([](General& g) { g.lines.warning = "0.95"_ratio; }), "OUT_OF_RANGE");
  for (const auto rate :
       {&General::liquidation_fee_rate, &General::slippage, &General::classic_maintenance_rate,
        &General::portfolio_loan_maintenance_rate}) {
    EXPECT_EQ(with([&](General& g) { g.*rate = "1.0001"_ratio; }), "OUT_OF_RANGE");
    EXPECT_EQ(with([&](General& g) { g.*rate = "-0.0001"_ratio; }), "OUT_OF_RANGE");
    EXPECT_EQ(with([&](General& g) { g.*rate = "1"_ratio; }), "");
    EXPECT_EQ(with([&](General& g) { g.*rate = "0"_ratio; }), "");
  }
  EXPECT_EQ(with([](General& g) { g.preset_limit = "-0.00000001"_amount; }), "OUT_OF_RANGE");
  EXPECT_EQ(with([](General& g) { g.preset_limit = {}; }), "");
  for (const Amount cap : {"0"_amount, "-1"_amount, "999.0001"_amount, "1000000.001"_amount}) {
    EXPECT_EQ(with([&](General& g) { g.ltv_cap = cap; }), "OUT_OF_RANGE") << trimmed(cap);
  }
  for (const Amount cap : {"0.001"_amount, "999.125"_amount, "1000000"_amount}) {
    EXPECT_EQ(with([&](General& g) { g.ltv_cap = cap; }), "") << trimmed(cap);
  }
  for (const std::int64_t limit : {0, -1, 1001}) {
    EXPECT_EQ(with([&](General& g) { g.max_collateral_accounts = limit; }), "OUT_OF_RANGE");
  }
  for (const std::int64_t limit : {1, 1000}) {
    EXPECT_EQ(with([&](General& g) { g.max_collateral_accounts = limit; }), "");
  }
}

TEST(SetParameters, APresetLimitThatIsNoValueIsRefused) {
  const Book book = make_book();
  model::GeneralParameters general;
  general.preset_limit = Amount::whole(1'000'000'000'000'000'000);
  EXPECT_EQ(refusal(book, SetParameters{general}), "");
  general.preset_limit = Amount::from_raw(Amount::kMaxRaw);  // would limit every loan to nothing
  EXPECT_EQ(refusal(book, SetParameters{general}), "OUT_OF_RANGE");
}

TEST(SetParameters, SpansOfTimeHaveABound) {
  const Book book = make_book();
  using General = model::GeneralParameters;
  for (const auto span :
       {&General::quiet_ms, &General::request_memory_ms, &General::liquidation_price_age_ms}) {
    for (const auto& [value, answer] : {std::pair<std::int64_t, std::string>{0, ""},
                                        {kMaxSpanMs, ""},
                                        {kMaxSpanMs + 1, "OUT_OF_RANGE"},
                                        {-1, "OUT_OF_RANGE"}}) {
      General general;
      general.*span = value;
      EXPECT_EQ(refusal(book, SetParameters{general}), answer) << value;
    }
  }
  General general;
  general.lines.cure_ms = kMaxSpanMs + 1;
  EXPECT_EQ(refusal(book, SetParameters{general}), "OUT_OF_RANGE");
}

TEST(SetParameters, TheOwnLinesOfActiveUnitsStayInOrder) {
  Book book = make_book();
  model::LtvLineOverrides own;
  own.liquidation = "0.85"_ratio;
  accept(book, SetUnitLines{kUnit, own});
  model::GeneralParameters general;
  general.lines.margin_call = "0.86"_ratio;  // below the general liquidation line, above the unit's
  const auto refused = decide(book, SetParameters{general});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOutOfRange);
  EXPECT_NE(refused.error().detail.find("risk unit 5"), std::string::npos) << "it is named";
  own.margin_call = "0.8"_ratio;
  accept(book, SetUnitLines{kUnit, own});
  EXPECT_EQ(refusal(book, SetParameters{general}), "") << "the unit has both lines of its own";
  own.margin_call.reset();
  accept(book, SetUnitLines{kUnit, own});
  accept(book, CloseUnit{kUnit});
  EXPECT_EQ(refusal(book, SetParameters{general}), "") << "a closed unit has no say";
}

}  // namespace
}  // namespace plimsoll::book
