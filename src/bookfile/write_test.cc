// Book files outward: the canonical form byte for byte, for shipped, hand-written and random books.
#include "bookfile/write.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "bookfile/good_book_for_test.h"
#include "bookfile/read.h"

namespace plimsoll::bookfile {
namespace {

// --- Random books

// Makes a book by commands, as a live one is; the same for the same seed.
class RandomBook {
 public:
  explicit RandomBook(std::uint64_t seed) : random_(seed) {}

  book::Book make(bool definitions_by_name) {
    book_.time = Timestamp{between(0, 2'000'000'000'000)};
    run(book::SetParameters{general()});
    define_all(definitions_by_name);
    for (std::int64_t parent = 1; parent <= 2; ++parent) make_family(parent * 1000);
    fund_pools();
    set_prices();
    return std::move(book_);
  }

 private:
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  Amount amount() {
    return chance(30) ? Amount{} : Amount::from_raw(between(1, 1'000'000'000'000'000));
  }
  Amount signed_amount() { return chance(50) ? amount() : -amount(); }
  Ratio ratio() { return Ratio::from_raw(between(0, 10'000)); }
  Price price() { return Price::from_raw(between(1, 20'000'000'000'000)); }
  Rounding rounding() { return static_cast<Rounding>(between(0, 2)); }
  Timestamp moment() { return Timestamp{between(0, 2'000'000'000'000)}; }
  std::int64_t span() { return chance(30) ? 0 : between(1, 1'000'000'000); }

  template <class Command>
  void run(const Command& command) {
    const auto event = book::decide(book_, command);
    ASSERT_TRUE(event) << event.error().detail;
    book::apply(book_, *event);
  }

  model::GeneralParameters general() {
    model::GeneralParameters general;
    general.lines.stop_liquidation = Ratio::from_raw(between(0, 4000));
    if (chance(50)) general.lines.instant_liquidation = Ratio::from_raw(between(9000, 9999));
    general.lines.hysteresis = Ratio::from_raw(between(0, 7499));
    general.lines.cure_ms = span();
    general.preset_limit = amount();
    general.ltv_cap = Amount::from_raw(between(1, 999'999) * 100'000);
    general.max_collateral_accounts = between(3, 1000);
    general.liquidation_fee_rate = ratio();
    general.slippage = ratio();
    general.classic_maintenance_rate = ratio();
    general.portfolio_loan_maintenance_rate = ratio();
    std::apply([&](auto... field) { ((general.rounding.*field = rounding()), ...); },
               model::OutputRounding::fields());
    general.classic_transfer_out_level = Ratio::from_raw(between(10'000, 100'000));
    general.portfolio_transfer_out_uni_mmr = Ratio::from_raw(between(10'000, 100'000));
    general.quiet_ms = span();
    general.request_memory_ms = span();
    general.liquidation_price_age_ms = span();
    general.clamp_transfer_out = chance(50);
    general.check_spot_transfer = chance(50);
    general.accept_cross_margin_pro = chance(50);
    general.accrue_member_loans = chance(50);
    general.external_seller = chance(50);
    general.external_settlement = chance(50);
    return general;
  }

  model::TierTable tiers(int percent_empty) {
    if (chance(percent_empty)) return {};
    std::vector<model::TierSlice> slices;
    Amount edge;
    for (std::int64_t i = between(0, 4); i > 0; --i) {
      edge += Amount::from_raw(between(1, 100'000'000'000'000));
      slices.push_back({edge, ratio()});
    }
    slices.push_back({{}, ratio()});
    return *model::TierTable::make(slices);
  }

  void define_all(bool by_name) {
    std::vector<std::string> names{"1INCH", "ADA", "BNB", "BTC", "ETH", "SOL", "USDC", "USDT", "W"};
    if (!by_name) std::shuffle(names.begin(), names.end(), random_);
    for (const std::string& name : names) {
      model::Asset asset;
      asset.name = name;
      if (chance(50)) asset.spot_ratio = ratio();
      asset.cross_collateral = tiers(30);
      if (chance(80)) asset.cross_borrow_ratio = ratio();
      if (chance(80)) asset.cross_transfer_out_ratio = ratio();
      asset.cross_pro_brackets = tiers(50);
      asset.portfolio_collateral = tiers(30);
      if (chance(30)) asset.portfolio_loan_maintenance_rate = ratio();
      if (chance(50)) asset.daily_rate = Rate::from_raw(between(0, 100'000'000));
      asset.loanable = chance(40);
      if (chance(50)) asset.precision = between(0, 8);
      run(book::DefineAsset{asset});
    }
    std::vector<std::string> symbols{"BTCUSDT", "BTCUSD_PERP", "ETHUSDT", "ETHUSD_PERP"};
    if (!by_name) std::shuffle(symbols.begin(), symbols.end(), random_);
    for (const std::string& symbol : symbols) run(book::DefineContract{contract(symbol)});
  }

  model::Contract contract(const std::string& symbol) {
    model::Contract contract;
    contract.symbol = symbol;
    contract.base_asset = *book_.parameters.find_asset(symbol.substr(0, 3));
    contract.margin_asset = *book_.parameters.find_asset("USDT");
    if (symbol.ends_with("PERP")) {
      contract.type = model::ContractType::kCoinMargined;
      contract.margin_asset = contract.base_asset;
      contract.contract_size = Amount::whole(10);
    }
    contract.brackets = tiers(20);
    return contract;
  }

  // Rows of different assets.
  template <class Row, class Fill>
  std::vector<Row> rows(Fill fill) {
    std::vector<Row> rows;
    for (const auto& [name, id] : book_.parameters.asset_ids) {
      if (chance(60)) continue;
      Row row;
      row.asset = id;
      fill(row);
      rows.push_back(row);
    }
    return rows;
  }

  model::SpotWallet spot_wallet() {
    return {rows<model::SpotBalance>([&](auto& row) {
      row.free = amount();
      row.locked = amount();
    })};
  }
  model::CrossMarginWallet cross_margin_wallet() {
    return {chance(50) ? model::MarginMode::kClassic : model::MarginMode::kPro,
            rows<model::CrossMarginBalance>([&](auto& row) {
              row.free = amount();
              row.locked = amount();
              row.borrowed = amount();
              row.interest = amount();
            })};
  }
  model::PortfolioMarginWallet portfolio_margin_wallet() {
    model::PortfolioMarginWallet wallet;
    wallet.balances = rows<model::PortfolioMarginBalance>([&](auto& row) {
      row.free = amount();
      row.locked = amount();
      row.borrowed = amount();
      row.interest = amount();
      row.usd_wallet = signed_amount();
      row.coin_wallet = signed_amount();
    });
    for (const auto& [symbol, id] : book_.parameters.contract_ids) {
      for (const auto side :
           {model::PositionSide::kBoth, model::PositionSide::kLong, model::PositionSide::kShort}) {
        if (chance(60)) continue;
        Amount quantity = Amount::whole(between(0, 1000));
        if (side == model::PositionSide::kShort) quantity = -quantity;
        wallet.positions.push_back({id, side, quantity, price()});
      }
    }
    return wallet;
  }

  // A parent, its sub-accounts, an active unit and a closed one.
  void make_family(std::int64_t base) {
    const Uid parent{base};
    const std::string domain = "@family" + std::to_string(base) + ".example";
    run(book::CreateAccount{parent, "parent" + domain, std::nullopt});
    run(book::SetFrozenAmount{parent, amount()});
    run(book::UpdateWallet{parent, spot_wallet()});
    std::vector<model::Member> members;
    for (std::int64_t i = 1; i <= 4; ++i) {
      const Uid uid{base + 10 - i};
      run(book::CreateAccount{uid, "sub" + std::to_string(i) + domain, parent, chance(30)});
      run(book::UpdateWallet{uid, spot_wallet()});
      if (i == 1 || chance(50)) {
        run(book::UpdateWallet{uid, portfolio_margin_wallet()});
      } else {
        run(book::UpdateWallet{uid, cross_margin_wallet()});
      }
      members.push_back({uid, i == 1 ? model::MemberType::kCredit : model::MemberType::kCollateral,
                         chance(50), i == 1 || chance(50)});
    }
    std::shuffle(members.begin(), members.end(), random_);
    model::LtvLineOverrides lines;
    if (chance(50)) lines.borrow = Ratio::from_raw(between(1, 9000));
    if (chance(50)) lines.stop_liquidation = Ratio::from_raw(between(0, 8999));
    if (chance(50)) lines.instant_liquidation = Ratio::from_raw(between(9000, 9999));
    if (chance(50)) lines.hysteresis = Ratio::from_raw(between(0, 7499));
    if (chance(50)) lines.cure_ms = span();
    const Timestamp created = moment();
    run(book::CreateUnit{GroupId{base + 1}, parent, members, {}, created, created + between(0, 9)});
    run(book::CreateUnit{GroupId{base}, parent, members, lines, moment(), std::nullopt});
    for (const auto& liability : rows<model::Liability>([&](auto& row) {
           row.principal = amount();
           row.interest = amount();
         })) {
      run(book::SetLiability{GroupId{base}, liability});
    }
    if (const Amount granted = amount(); granted.is_positive()) {
      run(book::ChangeRebate{parent, granted});
      if (chance(70)) {
        run(book::ChangeRebate{parent, chance(30) ? -granted : -Amount::from_raw(1)});
      }
    }
  }

  void fund_pools() {
    for (const auto& [name, id] : book_.parameters.asset_ids) {
      if (const Amount funds = amount(); funds.is_positive()) run(book::FundPool{id, funds});
    }
  }

  void set_prices() {
    book::UpdatePrices update;
    const auto add = [&](model::PriceKind kind, const auto& ids) {
      for (const auto& [name, id] : ids) {
        const bool fixed = kind == model::PriceKind::kMarginIndex && name == "USDT";
        if (!fixed && chance(80)) update.prices.push_back({kind, id.value, price(), moment()});
      }
    };
    add(model::PriceKind::kMarginIndex, book_.parameters.asset_ids);
    add(model::PriceKind::kAssetIndex, book_.parameters.asset_ids);
    add(model::PriceKind::kMark, book_.parameters.contract_ids);
    run(update);
  }

  std::mt19937_64 random_;
  book::Book book_;
};

book::Book loaded(std::string_view text) {
  auto book = load(text);
  EXPECT_TRUE(book) << book.error().detail;
  return book ? std::move(*book) : book::Book{};
}

// --- Tests

TEST(Write, GivesTheShippedBooksBackByteForByte) {
  for (const std::string path : {"demo/book.json", "vectors/seed_book.json"}) {
    const std::string text = data_file(path);
    EXPECT_EQ(write(loaded(text)), text) << path;
  }
}

TEST(Write, GivesTheDefaultParametersBackByteForByte) {
  const std::string parameters = data_file("parameters/default.json");
  const auto file = read_parameters(parameters);
  ASSERT_TRUE(file) << file.error().detail;
  book::Book book;
  for (const book::Command& command : file->commands)
    book::apply(book, *book::decide(book, command));
  std::string indented;
  for (const char c : parameters.substr(0, parameters.size() - 1)) {
    indented += c;
    if (c == '\n') indented += "  ";
  }
  EXPECT_THAT(write(book), testing::HasSubstr("  \"parameters\": " + indented + ",\n  \"prices\""));
}

TEST(Write, BringsEveryAcceptedFileIntoTheCanonicalForm) {
  const book::Book book = loaded(kGoodBook);
  const std::string canonical = write(book);
  const book::Book again = loaded(canonical);
  EXPECT_EQ(digest_of(again), digest_of(book));
  EXPECT_EQ(write(again), canonical);
}

TEST(Write, LeavesOutWhatHoldsItsDefault) {
  std::string text(kGoodBook);
  const auto replace = [&](std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
  };
  // A zero balance, trimmed decimals, defaults written out.
  replace(R"("SPOT": [)", R"("SPOT": [{"asset": "XPL"}, {"asset": "USDC", "free": "0.00000000"},)");
  replace(R"("frozenAmount": "8.18753688")", R"("frozenAmount": "0")");
  replace(R"("free": "0.75")", R"("free": "0.75000000")");
  replace(R"({"symbol": "BTCUSD_PERP", "quantity")",
          R"({"symbol": "BTCUSD_PERP", "side": "BOTH", "quantity")");
  replace(R"("createTime": 1747637956083,)", R"("createTime": 1747637956083, "state": "ACTIVE",)");
  replace(R"("uid": 21, "email": "other@example.com")",
          R"("uid": 21, "email": "other@example.com", "wallets": {"SPOT": []})");
  replace(R"("liabilities": [)", R"("liabilities": [{"asset": "BTC"}, )");
  replace(R"({"asset": "USDC"})", R"({"asset": "USDC", "precision": 8})");
  replace(R"("email": "sub12@example.com",)", R"("email": "sub12@example.com", "managed": false,)");
  replace(R"("granted": "1"})", R"("granted": "1", "consumed": "0.000"})");
  book::Book expected = loaded(kGoodBook);
  expected.change_account(Uid{11}, [](model::Account& account) { account.frozen = {}; });
  EXPECT_EQ(write(loaded(text)), write(expected));
}

TEST(Write, WritesAnEmptyBook) {
  const std::string text = write(book::Book{});
  EXPECT_THAT(text,
              testing::StartsWith("{\n  \"format\": \"plimsoll-book\",\n  \"version\": 1,\n"));
  EXPECT_THAT(text, testing::EndsWith("  \"accounts\": [],\n  \"units\": []\n}\n"));
  EXPECT_EQ(write(loaded(text)), text);
  std::string with_empty_lists = text;
  with_empty_lists.insert(text.size() - 3, R"(, "pools": [], "rebates": [])");
  EXPECT_EQ(write(loaded(with_empty_lists)), text);
}

TEST(Write, LeavesApiKeysInTheJournal) {
  book::Book book = loaded(kGoodBook);
  const std::string before = write(book);
  model::ApiKey key;
  key.key = "very-visible-name";
  key.account = Uid{11};
  key.material = "very-secret-material";
  book::apply(book, *book::decide(book, book::CreateApiKey{key}));
  EXPECT_EQ(write(book), before);
}

TEST(Write, DamagedFilesAreRefusedOrStillABook) {
  std::mt19937_64 random(7);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text(kGoodBook);
    text[random() % text.size()] = static_cast<char>(random() % 128);
    const auto book = load(text);
    if (!book) {
      ASSERT_EQ(book.error().code, ErrorCode::kBookFile);
      ASSERT_FALSE(book.error().detail.empty());
      continue;
    }
    ++accepted;
    const std::string canonical = write(*book);
    ASSERT_EQ(write(loaded(canonical)), canonical) << text;
  }
  EXPECT_GT(accepted, 0);
  for (std::size_t size = 0; size < kGoodBook.size(); ++size) {
    ASSERT_FALSE(load(kGoodBook.substr(0, size))) << size;
  }
}

TEST(Write, RandomBooksComeBackTheSame) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const book::Book book = RandomBook(seed).make(true);
    const std::string text = write(book);
    const book::Book again = loaded(text);
    ASSERT_EQ(write(again), text) << "seed " << seed;
    ASSERT_EQ(digest_of(again), digest_of(book)) << "seed " << seed;
  }
}

TEST(Write, TheFormDoesNotDependOnTheOrderOfDefinitions) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const book::Book book = RandomBook(seed).make(false);
    const std::string text = write(book);
    ASSERT_EQ(write(loaded(text)), text) << "seed " << seed;
  }
}

}  // namespace
}  // namespace plimsoll::bookfile
