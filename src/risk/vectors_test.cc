// The published worked examples, to the last digit: the seed answer, the liquidation record, and
// the small vectors. The unit with everything stands in vectors_full_unit_test.cc.
#include "base/wide.h"
#include "risk/interest.h"
#include "risk/progressive.h"
#include "risk/vectors_for_test.h"

namespace plimsoll::risk {
namespace {

// --- A: the documented answer

struct SeedVariant {
  json::value index;
  std::string_view rate;
  Amount credit;
  std::string_view spot_asset;  // what collateral003 holds
  Amount spot;
};

Lab seed_unit(const SeedVariant& variant) {
  Lab lab;
  const json::value& inputs = at("/A_seed_example/inputs");
  lab.accept_in_spot();
  lab.prices(model::PriceKind::kMarginIndex, inputs.at("marginIndexPriceUsdt"));
  lab.prices(model::PriceKind::kAssetIndex, variant.index);
  lab.rules("USDT").portfolio_collateral = flat(variant.rate);
  lab.rules("USDT").cross_collateral =
      flat(ratio(inputs.at("crossMarginCollateralRatio").at("USDT")));
  lab.parameters.general.classic_maintenance_rate =
      ratio(inputs.at("crossMarginClassicMaintenanceRate"));

  const AssetId usdt = lab.asset("USDT");
  const AssetId sol = lab.asset("SOL");
  const auto free_usdt = [&](const char* account) {
    return model::SpotWallet{
        {{usdt, amount(inputs.at(account).at("SPOT").at("USDT").at("free")), Amount{}}}};
  };
  const auto usdt_in_portfolio = [&](Amount free) {
    model::PortfolioMarginWallet wallet;
    wallet.balances.emplace_back().asset = usdt;
    wallet.balances.back().free = free;
    return wallet;
  };
  model::Account& first = lab.collateral("collateral001@test.com");
  first.spot = free_usdt("collateral001");
  const json::value& margin = inputs.at("collateral001").at("CROSS_MARGIN");
  const auto row = [&](AssetId asset, const char* name) {
    const json::value& held = margin.at(name);
    return model::CrossMarginBalance{asset, amount(held.at("free")), amount(held.at("locked")),
                                     amount(held.at("borrowed")), amount(held.at("interest"))};
  };
  first.margin =
      model::CrossMarginWallet{model::MarginMode::kClassic, {row(usdt, "USDT"), row(sol, "SOL")}};
  model::Account& second = lab.collateral("collateral003@test.com");
  second.spot.balances = {{lab.asset(variant.spot_asset), variant.spot, Amount{}}};
  second.margin = model::CrossMarginWallet{};
  lab.member("CREDIT20241120@test.com", model::MemberType::kCredit).margin =
      usdt_in_portfolio(variant.credit);
  lab.collateral("collateral004l@test.com").margin = usdt_in_portfolio(
      amount(inputs.at("collateral004").at("PORTFOLIO_MARGIN").at("USDT").at("crossMarginFree")));
  model::Account& last = lab.collateral("collatera005@test.com");
  last.spot = free_usdt("collateral005");
  last.margin = model::CrossMarginWallet{};
  for (const json::value& owed : inputs.at("liabilities").as_array()) lab.owe(owed);
  return lab;
}

TEST(Vectors, SeedExampleDigitByDigit) {
  const json::value& inputs = at("/A_seed_example/inputs");
  const json::value& pm_rate = inputs.at("pmCollateralRate").at("USDT");
  Lab lab = seed_unit(
      {inputs.at("pmAssetIndexPrice"), pm_rate.as_string(),
       amount(inputs.at("credit").at("PORTFOLIO_MARGIN").at("USDT").at("crossMarginFree")), "USDT",
       amount(inputs.at("collateral003").at("SPOT").at("USDT").at("free"))});
  const Assessment unit = lab.assess();
  expect_unit(at("/A_seed_example/unit"), unit);

  const json::array& printed = at("/A_seed_example/wallets").as_array();
  ASSERT_EQ(unit.wallets.size(), printed.size());
  for (std::size_t i = 0; i < printed.size(); ++i) {
    const WalletAssessment& wallet = unit.wallets[i];
    EXPECT_EQ(text(printed[i].at("email")), lab.account(wallet.member).email);
    EXPECT_EQ(text(printed[i].at("accountType")), model::wallet_type_name(wallet.type));
    EXPECT_EQ(text(printed[i].at("type")),
              model::member_type_name(lab.unit.members[wallet.member].type));
    expect_wallet(printed[i], wallet.value);
  }
  const WalletValue& margin = unit.wallets[1].value;
  EXPECT_EQ(text("/A_seed_example/crossMargin_001/liabilityValue"), trimmed(margin.liability));
  EXPECT_EQ(text("/A_seed_example/crossMargin_001/netEquity"), trimmed(margin.net_equity));
  EXPECT_EQ(text("/A_seed_example/crossMargin_001/maintainMargin"),
            trimmed(margin.maintenance_margin));
  EXPECT_TRUE(unit.at_or_above(unit.lines.transfer_out));
  EXPECT_FALSE(unit.at_or_above(unit.lines.borrow));
  expect_max_borrowable(at("/A_seed_example/unit"), lab, unit);
}

TEST(Vectors, SeedVariantPrintsTheSameUnderHalfUpAndDown) {
  const json::value& inputs = at("/A_alt_truncation_safe/inputs");
  Lab lab = seed_unit(
      {inputs.at("pmAssetIndexPrice"), inputs.at("pmCollateralRate").at("USDT").as_string(),
       amount(inputs.at("credit_crossMarginFree")), "BNB", amount(inputs.at("BNB").at("free"))});
  lab.board.margin_index.set(lab.asset("BNB").value, price(inputs.at("BNB").at("price")), {});
  const json::value& printed = at("/A_alt_truncation_safe/unit");
  const Assessment unit = lab.assess();
  expect_unit(printed, unit);
  lab.parameters.general.rounding.max_allowed_borrow_limit = Rounding::kDown;
  EXPECT_EQ(text(printed.at("maxAllowedBorrowLimit")),
            trimmed(lab.assess().max_allowed_borrow.amount));
  expect_max_borrowable(printed, lab, unit);
}

// --- B: the printed liquidation record

TEST(Vectors, ForceLiquidationExample) {
  const json::value& inputs = at("/B_force_liquidation_example/inputs");
  Lab lab;
  const AssetId usdt = lab.asset("USDT");
  const AssetId other = lab.asset("OTHER");
  const Ratio rate = ratio(inputs.at("pmCollateralRate"));
  lab.board.asset_index.set(usdt.value, price(inputs.at("pmAssetIndexPrice").at("USDT")), {});
  lab.board.asset_index.set(other.value, price(inputs.at("pmAssetIndexPrice").at("asset_of_138")),
                            {});
  lab.rules("USDT").portfolio_collateral = flat(rate);
  lab.rules("OTHER").portfolio_collateral = flat(rate);
  lab.rules("USDT").cross_collateral = flat("1");
  const auto portfolio = [&](AssetId asset, const char* input) {
    model::PortfolioMarginWallet wallet;
    wallet.balances.emplace_back().asset = asset;
    wallet.balances.back().free = amount(inputs.at(input));
    return wallet;
  };
  const auto cross = [&](const char* input) {
    return model::CrossMarginWallet{model::MarginMode::kClassic,
                                    {{usdt, amount(inputs.at(input)), {}, {}, {}}}};
  };
  lab.credit().margin = portfolio(usdt, "credit_PM_USDT");
  lab.collateral("138").margin = portfolio(other, "PM_138");
  lab.collateral("137").margin = portfolio(usdt, "PM_137_USDT");
  lab.collateral("135").margin = cross("CM_135_USDT");
  lab.collateral("136").margin = cross("CM_136_USDT");
  lab.owe(inputs.at("liability"));

  const Assessment unit = lab.assess();
  expect_unit(at("/B_force_liquidation_example/unit"), unit);
  EXPECT_TRUE(unit.at_or_above(unit.lines.liquidation));
  const json::object& printed = at("/B_force_liquidation_example/wallets").as_object();
  for (const WalletAssessment& wallet : unit.wallets) {
    if (wallet.type == model::WalletType::kSpot) continue;
    const json::value& row = printed.at(lab.account(wallet.member).email);
    const std::string exact = text(row.is_object() ? row.at("exact") : row);
    const std::string out = text(row.is_object() ? row.at("out") : row);
    EXPECT_EQ(plain(exact), trimmed(wallet.value.net_equity));
    EXPECT_EQ(out, padded(round_to<Amount>(wallet.value.net_equity, Rounding::kHalfUp)));
  }
  expect_max_borrowable(at("/B_force_liquidation_example/unit"), lab, unit);
}

// --- D: small vectors

// A CROSS_MARGIN wallet of values: every price is 1.
class SmallWallet {
 public:
  explicit SmallWallet(model::MarginMode mode) { wallet_.mode = mode; }

  model::Asset& add(std::string_view name, std::string_view held, std::string_view owed) {
    const AssetId asset = lab_.asset(name);
    lab_.board.margin_index.set(asset.value, Price::whole(1), {});
    wallet_.balances.push_back({asset, amount(held), {}, amount(owed), {}});
    return lab_.rules(name);
  }
  [[nodiscard]] WalletValue value() const { return lab_.cross(wallet_); }

 private:
  Lab lab_;
  model::CrossMarginWallet wallet_;
};

TEST(Vectors, CollateralTiersAreProgressive) {
  const json::value& printed = at("/D_small/tier_120M_BTC");
  const Notional held = widen<Notional>(amount(printed.at("value")));
  EXPECT_EQ(text(printed.at("expected")), trimmed(progressive(tiers(printed.at("tiers")), held)));
}

TEST(Vectors, CrossMarginCountsNetsAfterHaircutAndDebtsInFull) {
  const json::value& printed = at("/D_small/cm_collateral_value_AXS");
  SmallWallet wallet(model::MarginMode::kClassic);
  const auto add = [&](const char* name) -> model::Asset& {
    return wallet.add(name, printed.at(name).at(0).as_string(), printed.at(name).at(1).as_string());
  };
  add("USDC").cross_collateral = flat("1");
  add("AXS").cross_collateral = tiers(printed.at("tiersAXS"));
  add("BTC");
  const WalletValue value = wallet.value();
  EXPECT_EQ(text(printed.at("netEquity")), trimmed(value.net_equity));
  EXPECT_EQ(text(printed.at("liability")), trimmed(value.liability));
  const Value collateral = value.net_equity + widen<Value>(value.liability);
  EXPECT_EQ(text(printed.at("collateralValue")), trimmed(collateral));
  EXPECT_EQ(collateral, widen<Notional>(amount(text(printed.at("liability")))) *
                            ratio(printed.at("collateralMarginLevel")));
}

TEST(Vectors, ProMaintenanceByBracketsAndTheirQuickNumbers) {
  const json::value& printed = at("/D_small/cmpro_margin_fee");
  SmallWallet wallet(model::MarginMode::kPro);
  const auto expect_quick_number = [&](const char* name, const model::TierTable& brackets) {
    const json::value& row = printed.at(name);
    EXPECT_EQ("-" + text(row.at("fastNum")), trimmed(brackets.slices().back().offset));
    wallet.add(name, "0", row.at("liability").as_string()).cross_pro_brackets = brackets;
  };
  expect_quick_number("BTC", table({{amount("50000"), number<Ratio>("0.05")},
                                    {amount("100000"), number<Ratio>("0.07")},
                                    {{}, ratio(printed.at("BTC").at("rate"))}}));
  expect_quick_number("ETH", table({{amount("30000"), number<Ratio>("0.05")},
                                    {{}, ratio(printed.at("ETH").at("rate"))}}));
  EXPECT_EQ(text(printed.at("expected")), trimmed(wallet.value().maintenance_margin));
}

TEST(Vectors, ProMarginLevel) {
  const json::value& printed = at("/D_small/cmpro_faq");
  SmallWallet wallet(model::MarginMode::kPro);
  wallet.add("USDT", "99928", "0").cross_collateral = flat("1");
  wallet.add("BTC", "0", "10000").cross_pro_brackets = flat("0.02");
  wallet.add("USDC", "0", "79928").cross_pro_brackets = flat("0.03");
  const WalletValue value = wallet.value();
  EXPECT_EQ(text(printed.at("netEquity")), trimmed(value.net_equity));
  EXPECT_EQ(text(printed.at("maintenanceMargin")), trimmed(value.maintenance_margin));
  const auto level = divide_difference(value.net_equity.raw(), 1000, 0, 0,
                                       value.maintenance_margin.raw(), 1, Rounding::kHalfUp);
  EXPECT_EQ(text(printed.at("marginLevel")), trimmed(LtvFigure::narrowed(*level)));
}

TEST(Vectors, InterestOfAnHour) {
  for (const char* name : {"/D_small/interest_hour", "/D_small/interest_margin_hour"}) {
    const json::value& printed = at(name);
    const Rate hourly = hourly_rate(number<Rate>(text(printed.at("dailyRate"))));
    EXPECT_EQ(text(printed.at("hourlyRate10")), trimmed(hourly));
    EXPECT_EQ(text(printed.at("interest")),
              trimmed(interest_of_hour(amount(printed.at("principal")), hourly)));
  }
  const json::value& printed = at("/D_small/interest_hour");
  const Rate hourly = hourly_rate(number<Rate>(text(printed.at("dailyRate"))));
  std::string exact;  // 8 + 10 decimals
  append_trimmed(exact, amount(printed.at("principal")).raw() * hourly.raw(), 18);
  EXPECT_EQ(text(printed.at("exact")), exact);
  EXPECT_EQ(text(printed.at("displayedRate")), trimmed(round_to<Price>(hourly, Rounding::kDown)));
}

TEST(Vectors, InterestOfADayOnANegativeFuturesBalance) {
  // The same product, by the day.
  const json::value& printed = at("/D_small/interest_pm_negative_day");
  EXPECT_EQ(text(printed.at("interest")),
            trimmed(interest_of_hour(amount(printed.at("principal")),
                                     number<Rate>(text(printed.at("dailyRate"))))));
}

TEST(Vectors, ARepaymentSettlesInterestFirst) {
  const json::value& printed = at("/D_small/repay_interest_first");
  const Payment payment = settle(amount(printed.at("pay")), amount(printed.at("principal")),
                                 amount(printed.at("interest")));
  EXPECT_EQ(text(printed.at("interestPaid")), trimmed(payment.interest));
  EXPECT_EQ(text(printed.at("principalPaid")), trimmed(payment.principal));
}

TEST(Vectors, UniMmr) {
  const json::value& printed = at("/D_small/uniMMR");
  WalletValue wallet;
  wallet.net_equity = widen<Value>(amount(printed.at("accountEquity")));
  wallet.maintenance_margin = widen<Value>(amount(printed.at("accountMaintMargin")));
  EXPECT_EQ(text(printed.at("uniMMR")), trimmed(*uni_mmr(wallet, Rounding::kHalfUp)));
}

TEST(Vectors, PortfolioMarginProExample) {
  // The printed maintenance amounts enter as loans: a tenth of what is owed.
  const json::value& printed = at("/D_small/pm_pro_doc_example");
  Lab lab;
  lab.prices(model::PriceKind::kAssetIndex, printed.at("chosenIndexPrice"));
  model::PortfolioMarginWallet wallet;
  for (const auto& [name, net] : printed.at("net").as_object()) {
    lab.rules(name).portfolio_collateral = flat(ratio(printed.at("chosenRate").at(name)));
    const Amount maintenance = amount(printed.at("mm").at(name));
    model::PortfolioMarginBalance& row = wallet.balances.emplace_back();
    row.asset = lab.asset(name);
    for (int i = 0; i < 10; ++i) row.borrowed += maintenance;
    row.free = amount(net) + row.borrowed;
  }
  const WalletValue value = lab.portfolio(wallet);
  EXPECT_EQ(text(printed.at("accountEquity")), trimmed(value.net_equity));
  EXPECT_EQ(text(printed.at("accountMaintMargin")), trimmed(value.maintenance_margin));
  EXPECT_EQ(text(printed.at("uniMMR")), trimmed(*uni_mmr(value, Rounding::kHalfUp)));
}

}  // namespace
}  // namespace plimsoll::risk
