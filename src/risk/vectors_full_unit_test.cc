// The published worked example with all wallet types, tiers, loans and futures, step by step, to
// the last digit.
#include "risk/futures.h"
#include "risk/vectors_for_test.h"

namespace plimsoll::risk {
namespace {

class FullUnit : public testing::Test {
 protected:
  FullUnit() {
    lab_.accept_in_spot();
    lab_.prices(model::PriceKind::kMarginIndex, inputs().at("marginIndexPriceUsdt"));
    lab_.prices(model::PriceKind::kAssetIndex, inputs().at("pmAssetIndexPrice"));
    for (const auto& [name, rows] : inputs().at("crossMarginTiers").as_object()) {
      lab_.rules(name).cross_collateral = tiers(rows);
    }
    for (const auto& [name, rows] : inputs().at("pmTiers").as_object()) {
      lab_.rules(name).portfolio_collateral = tiers(rows);
    }
    lab_.rules("BTC").cross_pro_brackets = table({{amount("50000"), number<Ratio>("0.05")},
                                                  {amount("100000"), number<Ratio>("0.07")},
                                                  {{}, number<Ratio>("0.08")}});
    lab_.rules("USDT").cross_pro_brackets = flat("0.03");
    lab_.parameters.general.portfolio_loan_maintenance_rate =
        ratio(inputs().at("B.PORTFOLIO_MARGIN").at("loanMmr"));
    add_contracts();

    model::Account& a = lab_.collateral("a");
    a.spot = spot_wallet("A.SPOT");
    cross_ = cross_wallet();
    a.margin = cross_;
    portfolio_ = portfolio_wallet();
    lab_.collateral("b").margin = portfolio_;
    model::Account& credit = lab_.credit();
    credit.spot = spot_wallet("credit.SPOT");
    model::PortfolioMarginWallet wallet;
    for (const auto& [name, free] : inputs().at("credit.PORTFOLIO_MARGIN").as_object()) {
      wallet.balances.emplace_back().asset = lab_.asset(name);
      wallet.balances.back().free = amount(free);
    }
    credit.margin = wallet;
    for (const json::value& owed : inputs().at("liabilities").as_array()) lab_.owe(owed);
  }

  static const json::value& inputs() { return at("/C_full_unit/inputs"); }
  static const json::value& steps() { return at("/C_full_unit/steps"); }
  static std::string step(const char* name) { return text(steps().at(name)); }

  // The part of account A's or B's margin wallet that belongs to one asset.
  [[nodiscard]] model::CrossMarginWallet cross_of(AssetId asset) const {
    model::CrossMarginWallet part{cross_.mode, {}};
    for (const auto& row : cross_.balances) {
      if (row.asset == asset) part.balances.push_back(row);
    }
    return part;
  }
  [[nodiscard]] model::PortfolioMarginWallet portfolio_of(AssetId asset) const {
    model::PortfolioMarginWallet part;
    for (const auto& row : portfolio_.balances) {
      if (row.asset == asset) part.balances.push_back(row);
    }
    for (const auto& position : portfolio_.positions) {
      if (lab_.parameters.contract(position.contract).margin_asset == asset) {
        part.positions.push_back(position);
      }
    }
    return part;
  }
  [[nodiscard]] PositionValue valued(std::size_t position, const model::Contract& contract) const {
    const model::Position& held = portfolio_.positions[position];
    return value_position(held, contract, lab_.board.mark.at(held.contract.value));
  }
  [[nodiscard]] const model::Contract& contract(std::size_t position) const {
    return lab_.parameters.contract(portfolio_.positions[position].contract);
  }

  Lab lab_;
  model::CrossMarginWallet cross_;          // of account A
  model::PortfolioMarginWallet portfolio_;  // of account B

 private:
  void add_contracts() {
    // The first brackets of the published table (BTCUSDT, ETHUSDT) that these positions meet.
    const model::TierTable brackets = table({{amount("300000"), number<Ratio>("0.004")},
                                             {amount("800000"), number<Ratio>("0.005")},
                                             {amount("3000000"), number<Ratio>("0.0065")},
                                             {{}, number<Ratio>("0.01")}});
    const json::value& account = inputs().at("B.PORTFOLIO_MARGIN");
    for (const json::value& row : account.at("UM").as_array()) {
      const std::string symbol = text(row.at("symbol"));
      add_contract({symbol,
                    model::ContractType::kUsdMargined,
                    lab_.asset(symbol.substr(0, 3)),
                    lab_.asset("USDT"),
                    {},
                    brackets},
                   row);
    }
    for (const json::value& row : account.at("CM").as_array()) {
      add_contract({text(row.at("symbol")), model::ContractType::kCoinMargined, lab_.asset("BTC"),
                    lab_.asset("BTC"), amount(row.at("multiplierUsd")),
                    flat(ratio(row.at("bracket").at("maintMarginRatio")))},
                   row);
    }
  }
  void add_contract(model::Contract contract, const json::value& row) {
    lab_.board.mark.set(lab_.parameters.contracts.size(), price(row.at("mark")), {});
    lab_.parameters.contracts.push_back(std::move(contract));
  }

  model::SpotWallet spot_wallet(const char* name) {
    model::SpotWallet wallet;
    for (const auto& [asset, row] : inputs().at(name).as_object()) {
      if (asset == "_") continue;
      wallet.balances.push_back({lab_.asset(asset), amount(row.at(0)), amount(row.at(1))});
    }
    return wallet;
  }
  model::CrossMarginWallet cross_wallet() {
    model::CrossMarginWallet wallet;
    for (const auto& [asset, row] : inputs().at("A.CROSS_MARGIN(classic)").as_object()) {
      if (asset == "_") continue;
      wallet.balances.push_back({lab_.asset(asset), amount(row.at(0)), amount(row.at(1)),
                                 amount(row.at(2)), amount(row.at(3))});
    }
    return wallet;
  }
  model::PortfolioMarginWallet portfolio_wallet() {
    const json::value& account = inputs().at("B.PORTFOLIO_MARGIN");
    model::PortfolioMarginWallet wallet;
    for (const char* asset : {"USDT", "BTC", "WLD"}) {
      const auto field = [&](const char* name) {
        const json::value* held = account.at(asset).as_object().if_contains(name);
        return held == nullptr ? Amount{} : amount(*held);
      };
      wallet.balances.push_back({lab_.asset(asset), field("crossMarginFree"),
                                 field("crossMarginLocked"), field("crossMarginBorrowed"),
                                 field("crossMarginInterest"), field("umWalletBalance"),
                                 field("cmWalletBalance")});
    }
    std::uint16_t next = 0;
    for (const auto& [list, quantity] : {std::pair("UM", "qty"), std::pair("CM", "contracts")}) {
      for (const json::value& row : account.at(list).as_array()) {
        wallet.positions.push_back({ContractId{next++}, model::PositionSide::kBoth,
                                    amount(row.at(quantity)), price(row.at("entry"))});
      }
    }
    return wallet;
  }
};

TEST_F(FullUnit, TotalsAndLimits) {
  const Assessment unit = lab_.assess();
  expect_unit(at("/C_full_unit/unit"), unit);
  expect_max_borrowable(at("/C_full_unit/unit"), lab_, unit);
  EXPECT_EQ(step("credit.SPOT"), trimmed(unit.wallets[4].value.net_equity));
  EXPECT_EQ(step("credit.PM"), trimmed(unit.wallets[5].value.net_equity));
}

TEST_F(FullUnit, SpotStepByStep) {
  const model::SpotWallet& wallet = lab_.account(0).spot;
  for (const model::SpotBalance& row : wallet.balances) {
    const std::string& name = lab_.parameters.asset(row.asset).name;
    EXPECT_EQ(text(steps().at("A.SPOT").at(name)), trimmed(lab_.spot({{row}}).net_equity)) << name;
  }
  EXPECT_EQ(step("A.SPOT.netEquity"), trimmed(lab_.spot(wallet).net_equity));
}

TEST_F(FullUnit, CrossMarginStepByStep) {
  for (const json::value& row : steps().at("A.CM").as_array()) {
    const std::string name = text(row.at("asset"));
    const AssetId asset = lab_.asset(name);
    const Amount net = net_quantity(cross_, asset);
    const WalletValue part = lab_.cross(cross_of(asset));
    EXPECT_EQ(text(row.at("net")), trimmed(net)) << name;
    EXPECT_EQ(text(row.at("price")),
              trimmed(Market(lab_.board, lab_.parameters).margin_index(asset)));
    EXPECT_EQ(text(row.at("value")), trimmed(net * price(row.at("price")))) << name;
    EXPECT_EQ(text(row.at("counted")), trimmed(part.net_equity)) << name;
    EXPECT_EQ(text(row.at("liability")), trimmed(part.liability)) << name;
  }
  const WalletValue whole = lab_.cross(cross_);
  EXPECT_EQ(step("A.CM.netEquity"), trimmed(whole.net_equity));
  EXPECT_EQ(step("A.CM.liabilityValue"), trimmed(whole.liability));
  EXPECT_EQ(step("A.CM.maintainMargin"), trimmed(whole.maintenance_margin));
}

TEST_F(FullUnit, CrossMarginInProMode) {
  cross_.mode = model::MarginMode::kPro;
  const json::value& printed = steps().at("A.CM.pro_variant");
  for (const char* name : {"BTC", "USDT"}) {
    EXPECT_EQ(text(printed.at(name)),
              trimmed(lab_.cross(cross_of(lab_.asset(name))).maintenance_margin));
  }
  EXPECT_EQ(text(printed.at("total")), trimmed(lab_.cross(cross_).maintenance_margin));
  EXPECT_EQ(step("A.CM.netEquity"), trimmed(lab_.cross(cross_).net_equity));
}

TEST_F(FullUnit, FuturesPositionByPosition) {
  const json::value& printed = steps().at("B.UM");
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string& symbol = contract(i).symbol;
    const model::Position& position = portfolio_.positions[i];
    const PositionValue value = valued(i, contract(i));
    EXPECT_EQ(text(printed.at("uPnL_" + symbol)), trimmed(value.unrealized_profit));
    EXPECT_EQ(text(printed.at("mm_" + symbol)), trimmed(value.maintenance_margin));
    EXPECT_EQ(text(printed.at("notional_" + symbol)),
              trimmed(abs(position.quantity) * lab_.board.mark.at(position.contract.value)));
  }
  const json::value& coin = steps().at("B.CM");
  const PositionValue value = valued(2, contract(2));
  EXPECT_EQ(text(coin.at("uPnL_BTC")), trimmed(value.unrealized_profit));
  EXPECT_EQ(text(coin.at("mm_BTC")), trimmed(value.maintenance_margin));
  model::Contract all = contract(2);
  all.brackets = flat("1");  // then the margin is the notional
  EXPECT_EQ(text(coin.at("notional_BTC")), trimmed(valued(2, all).maintenance_margin));
}

TEST_F(FullUnit, PortfolioMarginStepByStep) {
  Market market(lab_.board, lab_.parameters);
  for (const char* name : {"USDT", "BTC", "WLD"}) {
    const AssetId asset = lab_.asset(name);
    const WalletValue part = lab_.portfolio(portfolio_of(asset));
    EXPECT_EQ(text(steps().at("B.net").at(name)), trimmed(net_quantity(portfolio_, asset, market)));
    EXPECT_EQ(text(steps().at("B.value").at(name)), trimmed(part.actual_equity));
    EXPECT_EQ(text(steps().at("B.equity").at(name)), trimmed(part.net_equity));
  }
  model::PortfolioMarginWallet loan = portfolio_of(lab_.asset("BTC"));
  loan.positions.clear();
  EXPECT_EQ(widen<Value>(amount(step("B.loanMM_BTC")) * market.asset_index(lab_.asset("BTC"))),
            lab_.portfolio(loan).maintenance_margin);

  const WalletValue whole = lab_.portfolio(portfolio_);
  EXPECT_EQ(step("B.accountEquity"), trimmed(whole.net_equity));
  EXPECT_EQ(step("B.actualEquity"), trimmed(whole.actual_equity));
  EXPECT_EQ(step("B.accountMaintMargin"), trimmed(whole.maintenance_margin));
  EXPECT_EQ(step("B.uniMMR"), trimmed(*uni_mmr(whole, Rounding::kHalfUp)));
}

}  // namespace
}  // namespace plimsoll::risk
