// Wallets from the recorded and documented answers of an exchange, and what is refused there.
#include "bookfile/exchange_wallets.h"

#include <gmock/gmock.h>

#include "base/decimal.h"
#include "bookfile/good_book_for_test.h"
#include "bookfile/read.h"

namespace plimsoll::bookfile {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// The default parameters.
const model::Parameters& parameters() {
  static const model::Parameters made = [] {
    book::Book book;
    const auto file = read_parameters(data_file("parameters/default.json"));
    for (const book::Command& command : file->commands)
      book::apply(book, *book::decide(book, command));
    return book.parameters;
  }();
  return made;
}

AssetId asset(std::string_view name) { return *parameters().find_asset(name); }
ContractId contract(std::string_view symbol) { return *parameters().find_contract(symbol); }
Amount amount(std::string_view text) { return *parse_number<Amount>(text); }
Price price(std::string_view text) { return *parse_number<Price>(text); }

std::string fixture(const std::string& name) { return data_file("fixtures/" + name); }

// The pattern of a wallet's rows, for short expectations.
model::SpotBalance spot(std::string_view name, std::string_view free,
                        std::string_view locked = "0") {
  return {asset(name), amount(free), amount(locked)};
}
model::PortfolioMarginBalance portfolio(std::string_view name, std::string_view free,
                                        std::string_view borrowed, std::string_view interest,
                                        std::string_view usd, std::string_view coin) {
  return {asset(name),      amount(free), Amount{},    amount(borrowed),
          amount(interest), amount(usd),  amount(coin)};
}

template <class T>
std::string refusal(const Result<T>& result) {
  return result ? "accepted" : describe(result.error());
}

TEST(ExchangeWallets, DetectsEveryAnswerByItsForm) {
  const std::pair<std::string, AnswerKind> files[] = {
      {"binance_examples/spot_account.json", AnswerKind::kSpotAccount},
      {"binance_recorded/spot_account_2023-12-06.json", AnswerKind::kSpotAccount},
      {"binance_examples/margin_account_4_assets.json", AnswerKind::kCrossMarginAccount},
      {"binance_examples/margin_query_cross_margin_account_details.json",
       AnswerKind::kCrossMarginAccount},
      {"binance_examples/pm_account_balance.json", AnswerKind::kPortfolioBalance},
      {"binance_examples/pmpro_account_balance.json", AnswerKind::kPortfolioBalance},
      {"binance_recorded/pm_balance_2024-02-16_a.json", AnswerKind::kPortfolioBalance},
      {"binance_examples/pm_query_um_position_information.json", AnswerKind::kPositions},
      {"binance_examples/pm_query_cm_position_information.json", AnswerKind::kPositions},
      {"binance_recorded/um_position_risk_v3_2024-07-28_a.json", AnswerKind::kPositions},
      {"binance_recorded/cm_position_risk_2024-07-27.json", AnswerKind::kPositions},
  };
  for (const auto& [file, kind] : files) {
    const auto detected = detect(fixture(file));
    ASSERT_TRUE(detected) << file << ": " << detected.error().detail;
    EXPECT_EQ(*detected, kind) << file;
  }
  EXPECT_EQ(detect(" [] ").value(), AnswerKind::kEmptyList);
  for (const std::string_view other : {"{}", "[1]", "7", "[{\"asset\": \"BTC\"}]"}) {
    EXPECT_THAT(refusal(detect(other)),
                StartsWith("MALFORMED: top level: expected an answer of GET /api/v3/account"));
  }
  EXPECT_THAT(refusal(detect(fixture("binance_examples/pm_um_account_detail.json"))),
              HasSubstr("expected an answer of"));
  EXPECT_THAT(refusal(detect("<html>")), StartsWith("MALFORMED: line 1, column 1: expected JSON"));
}

TEST(ExchangeWallets, ReadsSpotAccounts) {
  const auto example =
      read_spot_account(fixture("binance_examples/spot_account.json"), parameters());
  ASSERT_TRUE(example) << example.error().detail;
  EXPECT_THAT(example->balances, ElementsAre(spot("BTC", "4723846.89208129")));

  // Entries sorted by id, the empty one dropped.
  const auto recorded =
      read_spot_account(fixture("binance_recorded/spot_account_2023-12-06.json"), parameters());
  ASSERT_TRUE(recorded) << recorded.error().detail;
  EXPECT_THAT(recorded->balances, ElementsAre(spot("ETH", "0.02229833"), spot("LTC", "0.919741")));
}

TEST(ExchangeWallets, ReadsCrossMarginAccounts) {
  const auto classic = read_cross_margin_account(
      fixture("binance_examples/margin_query_cross_margin_account_details.json"), parameters());
  ASSERT_TRUE(classic) << classic.error().detail;
  EXPECT_EQ(classic->mode, model::MarginMode::kClassic);
  EXPECT_THAT(classic->balances,
              ElementsAre(model::CrossMarginBalance{asset("BTC"), amount("0.004995"), {}, {}, {}}));

  const auto mixed = read_cross_margin_account(
      fixture("binance_examples/margin_account_4_assets.json"), parameters());
  ASSERT_TRUE(mixed) << mixed.error().detail;
  EXPECT_EQ(mixed->mode, model::MarginMode::kClassic) << "Margin_1 is MARGIN_1";
  EXPECT_THAT(
      mixed->balances,
      ElementsAre(
          model::CrossMarginBalance{asset("BNB"), amount("2346.5"), {}, amount("201.66666672"), {}},
          model::CrossMarginBalance{asset("BTC"), amount("0.004995"), {}, {}, {}}));

  const auto pro =
      read_cross_margin_account(R"({"accountType": "margin_2", "userAssets": []})", parameters());
  ASSERT_TRUE(pro) << pro.error().detail;
  EXPECT_EQ(pro->mode, model::MarginMode::kPro);
}

TEST(ExchangeWallets, ReadsPortfolioBalances) {
  for (const std::string file : {"pm_account_balance.json", "pmpro_account_balance.json"}) {
    const auto example = read_portfolio_balance(fixture("binance_examples/" + file), parameters());
    ASSERT_TRUE(example) << example.error().detail;
    EXPECT_THAT(example->wallet.balances,
                ElementsAre(model::PortfolioMarginBalance{asset("USDT"),
                                                          amount("100"),
                                                          amount("3"),
                                                          amount("10"),
                                                          amount("0.72469206"),
                                                          {},
                                                          amount("23.72469206")}));
    ASSERT_EQ(example->profits.size(), 1u);
    EXPECT_EQ(example->profits[0].usd_margined, amount("23.72469206"));
    EXPECT_EQ(example->profits[0].coin_margined, Amount{}) << "\"\" is 0";
  }

  const auto a = read_portfolio_balance(fixture("binance_recorded/pm_balance_2024-02-16_a.json"),
                                        parameters());
  ASSERT_TRUE(a) << a.error().detail;
  EXPECT_THAT(a->wallet.balances,
              ElementsAre(portfolio("ADA", "10.0325", "0", "0", "0", "0"),
                          portfolio("ETH", "0", "0", "0", "0", "0.00057786"),
                          portfolio("LTC", "0.000636", "0", "0", "0", "0"),
                          portfolio("USDC", "0", "0.00014784", "0.00002402", "0", "0"),
                          portfolio("USDT", "30.6003261", "0.00011146", "0.00007902",
                                    "105.43419058", "0")));
  EXPECT_THAT(a->profits, IsEmpty());

  const auto b = read_portfolio_balance(fixture("binance_recorded/pm_balance_2024-02-16_b.json"),
                                        parameters());
  ASSERT_TRUE(b) << b.error().detail;
  ASSERT_EQ(b->wallet.balances.size(), 4u);
  EXPECT_EQ(b->wallet.balances.back(),
            portfolio("USDT", "30.6003261", "0.00011146", "0.00000197", "105.43419058", "0"));
}

TEST(ExchangeWallets, ReadsPositionsAndSkipsEmptyOnes) {
  model::PortfolioMarginWallet wallet;
  for (const std::string file :
       {"pm_query_um_position_information.json", "pm_query_cm_position_information.json"}) {
    const auto empty = read_positions(fixture("binance_examples/" + file), parameters(), wallet);
    ASSERT_TRUE(empty) << empty.error().detail;
    EXPECT_THAT(wallet.positions, IsEmpty()) << file;
  }
  const auto usd = read_positions(fixture("binance_recorded/um_position_risk_v3_2024-07-28_a.json"),
                                  parameters(), wallet);
  ASSERT_TRUE(usd) << usd.error().detail;
  const auto coin = read_positions(fixture("binance_recorded/cm_position_risk_2024-07-27.json"),
                                   parameters(), wallet);
  ASSERT_TRUE(coin) << coin.error().detail;
  const model::Position usd_position{contract("BTCUSDT"), model::PositionSide::kBoth,
                                     amount("0.009"), price("67445.9")};
  const model::Position coin_position{contract("BTCUSD_PERP"), model::PositionSide::kBoth,
                                      amount("-3"), price("68911.00000037")};
  EXPECT_THAT(wallet.positions, ElementsAre(usd_position, coin_position));
}

TEST(ExchangeWallets, ReadsBothSidesOfAContract) {
  model::PortfolioMarginWallet wallet;
  ASSERT_TRUE(read_positions(R"([
      {"symbol": "ETHUSDT", "positionSide": "SHORT", "positionAmt": -4, "entryPrice": 4.2e3},
      {"symbol": "ETHUSDT", "positionSide": "LONG", "positionAmt": "6.0", "entryPrice": "3900"}])",
                             parameters(), wallet));
  EXPECT_THAT(wallet.positions,
              ElementsAre(model::Position{contract("ETHUSDT"), model::PositionSide::kLong,
                                          amount("6"), price("3900")},
                          model::Position{contract("ETHUSDT"), model::PositionSide::kShort,
                                          amount("-4"), price("4200")}));
}

TEST(ExchangeWallets, TakesNumbersHoweverTheyAreWritten) {
  const auto wallet = read_spot_account(R"({"balances": [
      {"asset": "BTC", "free": 0.1, "locked": 1e-8},
      {"asset": "ETH", "free": "2.50000000000", "locked": ""},
      {"asset": "USDT", "free": "1E3", "locked": 12345678901234567890.12345678}]})",
                                        parameters());
  ASSERT_TRUE(wallet) << wallet.error().detail;
  EXPECT_THAT(wallet->balances, ElementsAre(spot("BTC", "0.1", "0.00000001"), spot("ETH", "2.5"),
                                            spot("USDT", "1000", "12345678901234567890.12345678")));
}

TEST(ExchangeWallets, RefusesWhatItWouldHaveToGuessOrRound) {
  const std::pair<std::string_view, std::string_view> balances[] = {
      {R"({"asset": "BTC", "free": "0.123456789", "locked": "0"})",
       R"(MALFORMED: balances[0].free: expected a decimal with at most 8 decimals, found "0.12345)"},
      {R"({"asset": "BTC", "free": 1e-9, "locked": "0"})",
       "MALFORMED: balances[0].free: expected a decimal with at most 8 decimals, found 1e-9"},
      {R"({"asset": "BTC", "free": "1,5", "locked": "0"})",
       R"(MALFORMED: balances[0].free: expected a decimal with at most 8 decimals, found "1,5")"},
      {R"({"asset": "BTC", "free": null, "locked": "0"})",
       "MALFORMED: balances[0].free: expected a decimal with at most 8 decimals, found null"},
      {R"({"asset": "BTC", "locked": "0"})",
       "MALFORMED: balances[0].free: expected a decimal with at most 8 decimals, found nothing"},
      {R"({"asset": "BTC", "free": "-1", "locked": "0"})",
       R"(MALFORMED: balances[0].free: expected a decimal that is not negative, found "-1")"},
      {R"({"asset": "BTC", "free": "1e40", "locked": "0"})",
       "MALFORMED: balances[0].free: expected a smaller number"},
      {R"({"asset": "BTC", "free": "1", "locked": "0"}, {"asset": "BTC", "free": "0", "locked": "0"})",
       "MALFORMED: balances[1].asset: expected one that is not listed yet"},
      {R"({"asset": "NOSUCH", "free": "0", "locked": "0.00000001"})",
       "UNKNOWN_ASSET: balances[0].asset: expected an asset that the parameters know, found "
       R"("NOSUCH")"},
      {R"({"asset": 5, "free": "0", "locked": "0"})",
       "MALFORMED: balances[0].asset: expected the name of an asset, found 5"},
  };
  for (const auto& [entries, message] : balances) {
    const std::string json = R"({"balances": [)" + std::string(entries) + "]}";
    EXPECT_THAT(refusal(read_spot_account(json, parameters())), StartsWith(std::string(message)));
  }
  EXPECT_EQ(
      refusal(read_spot_account(
          R"({"balances": [{"asset": "NOSUCH", "free": "0.0", "locked": 0}]})", parameters())),
      "accepted");
  EXPECT_THAT(refusal(read_cross_margin_account(R"({"accountType": "MARGIN_3", "userAssets": []})",
                                                parameters())),
              HasSubstr(R"(accountType: expected MARGIN_1 or MARGIN_2, found "MARGIN_3")"));
}

TEST(ExchangeWallets, RefusesPositionsThatCannotBeAndLeavesTheWalletAlone) {
  const std::pair<std::string_view, std::string_view> positions[] = {
      {R"({"symbol": "NOSUCHUSDT", "positionSide": "BOTH", "positionAmt": "1", "entryPrice": "1"})",
       "UNKNOWN_CONTRACT: [1].symbol: expected a contract that the parameters know"},
      {R"({"symbol": "ETHUSDT", "positionSide": "BOTH", "positionAmt": "1", "entryPrice": "0.0"})",
       "MALFORMED: [1].entryPrice: expected a decimal greater than 0"},
      {R"({"symbol": "ETHUSDT", "positionSide": "SHORT", "positionAmt": "1", "entryPrice": "1"})",
       "MALFORMED: [1].positionAmt: expected a quantity that is not positive on side SHORT"},
      {R"({"symbol": "ETHUSDT", "positionSide": "UP", "positionAmt": "1", "entryPrice": "1"})",
       "MALFORMED: [1].positionSide: expected BOTH, LONG or SHORT"},
      {R"({"symbol": "BTCUSD_PERP", "positionSide": "BOTH", "positionAmt": "0.5", "entryPrice": 1})",
       "MALFORMED: [1].positionAmt: expected a whole number of contracts"},
      {R"({"symbol": "BTCUSDT", "positionSide": "BOTH", "positionAmt": "2", "entryPrice": "1"})",
       "MALFORMED: [1].symbol: expected one position a side of a contract"},
  };
  model::PortfolioMarginWallet wallet;
  for (const auto& [entry, message] : positions) {
    const std::string json =
        R"([{"symbol": "BTCUSDT", "positionSide": "BOTH", "positionAmt": 1, "entryPrice": 1},)" +
        std::string(entry) + "]";
    EXPECT_THAT(refusal(read_positions(json, parameters(), wallet)),
                StartsWith(std::string(message)));
    EXPECT_THAT(wallet.positions, IsEmpty());
  }
}

TEST(ExchangeWallets, AProfitNeedsThePositionsItComesFrom) {
  const std::string balance = fixture("binance_examples/pm_account_balance.json");
  const NamedAnswer alone[] = {{"balance.json", balance}};
  EXPECT_EQ(refusal(read_account_wallets(alone, parameters())),
            "MALFORMED: balance.json: [0].umUnrealizedPNL: expected the positions of USDT too, "
            "found none: profit is computed from positions, so give the answer of GET "
            "/papi/v1/um/positionRisk");

  // COIN-M positions do not explain a USD-M profit.
  const std::string coin = fixture("binance_recorded/cm_position_risk_2024-07-27.json");
  const NamedAnswer wrong[] = {{"balance.json", balance}, {"cm.json", coin}};
  EXPECT_THAT(refusal(read_account_wallets(wrong, parameters())), HasSubstr("umUnrealizedPNL"));

  const std::string usd = fixture("binance_recorded/um_position_risk_v3_2024-07-28_a.json");
  const NamedAnswer both[] = {{"um.json", usd}, {"cm.json", coin}, {"balance.json", balance}};
  const auto wallets = read_account_wallets(both, parameters());
  ASSERT_TRUE(wallets) << wallets.error().detail;
  const auto& wallet = std::get<model::PortfolioMarginWallet>(wallets->margin);
  EXPECT_EQ(wallet.balances.size(), 1u);
  EXPECT_EQ(wallet.positions.size(), 2u);
}

TEST(ExchangeWallets, GathersTheAnswersOfOneAccount) {
  const std::string spot_answer = fixture("binance_examples/spot_account.json");
  const std::string margin = fixture("binance_examples/margin_account_4_assets.json");
  const NamedAnswer answers[] = {{"spot.json", spot_answer}, {"margin.json", margin}};
  const auto wallets = read_account_wallets(answers, parameters());
  ASSERT_TRUE(wallets) << wallets.error().detail;
  EXPECT_EQ(wallets->spot.value().balances.size(), 1u);
  EXPECT_EQ(std::get<model::CrossMarginWallet>(wallets->margin).balances.size(), 2u);

  const NamedAnswer nothing[] = {{"list.json", "[]"}};
  const auto none = read_account_wallets(nothing, parameters());
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->spot);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(none->margin));
}

TEST(ExchangeWallets, RefusesAnswersThatDoNotGoTogether) {
  const std::string spot_answer = fixture("binance_examples/spot_account.json");
  const std::string margin = fixture("binance_examples/margin_account_4_assets.json");
  const std::string balance = fixture("binance_recorded/pm_balance_2024-02-16_a.json");
  const std::string usd = fixture("binance_recorded/um_position_risk_v3_2024-07-28_a.json");
  const NamedAnswer twice[] = {{"a", spot_answer}, {"b", spot_answer}};
  EXPECT_EQ(refusal(read_account_wallets(twice, parameters())),
            "MALFORMED: b: expected one answer of this kind, found two");
  const NamedAnswer margins[] = {{"a", margin}, {"b", balance}};
  EXPECT_EQ(refusal(read_account_wallets(margins, parameters())),
            "MALFORMED: an account has one margin wallet, found two");
  const NamedAnswer positions[] = {{"a", spot_answer}, {"b", usd}};
  EXPECT_THAT(refusal(read_account_wallets(positions, parameters())),
              HasSubstr("expected the answer of GET /papi/v1/balance beside the positions"));
  const NamedAnswer repeated[] = {{"a", balance}, {"b", usd}, {"c", usd}};
  EXPECT_THAT(refusal(read_account_wallets(repeated, parameters())),
              StartsWith("MALFORMED: c: [0].symbol: expected one position a side"));
}

}  // namespace
}  // namespace plimsoll::bookfile
