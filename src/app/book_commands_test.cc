// import and export: all or nothing, into empty folders only, and back byte for byte.
#include "app/book_commands.h"

#include <gmock/gmock.h>

#include "app/embedded.h"
#include "app/testing.h"
#include "base/decimal.h"
#include "bookfile/read.h"
#include "bookfile/write.h"

namespace plimsoll::app {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string exported(const TestFolder& folder, const std::string& state_dir) {
  const std::string path = folder.path("exported.json");
  const auto done = export_book(state_dir, path);
  EXPECT_TRUE(done) << describe(done.error());
  return content_of(path);
}

TEST(ImportBook, AShippedBookComesBackByteForByte) {
  for (const std::string name : {"demo/book.json", "vectors/seed_book.json"}) {
    const TestFolder folder;
    const auto told = import_book(folder.path("state"), data_path(name));
    ASSERT_TRUE(told) << describe(told.error());
    EXPECT_EQ(exported(folder, folder.path("state")), data_content(name)) << name;
  }
}

TEST(ExportBook, WhatItMakesIsItsOwnersAlone) {
  const TestFolder folder;
  ASSERT_TRUE(import_book(folder.path("state"), data_path("vectors/seed_book.json")));
  const std::string path = folder.path("export.json");
  exported(folder, folder.path("state"));
  ASSERT_TRUE(export_book(folder.path("state"), path));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(path).permissions(), perms::owner_read | perms::owner_write);
}

book::Book recovered(const std::string& state_dir) {
  const auto state = open_state({state_dir, false, false}, {});
  EXPECT_TRUE(state);
  return state ? state->processor->book() : book::Book{};
}

TEST(ImportBook, TellsWhatItFoundAndTheDigestOfTheBook) {
  const TestFolder folder;
  const auto told = import_book(folder.path("state"), data_path("demo/book.json"));
  ASSERT_TRUE(told);
  EXPECT_THAT(*told, StartsWith("imported 68 accounts, 21 units, "));
  const book::Book book = recovered(folder.path("state"));
  EXPECT_THAT(*told, HasSubstr("digest " + to_hex(book::digest_of(book)) + "\n"));
  EXPECT_EQ(book.find_unit(GroupId{16})->state, model::UnitState::kNormal)
      << "reviewed when a server starts, not before";
}

TEST(ImportBook, ATimeOfMicrosecondsIsRefusedAndOneAheadIsTold) {
  const TestFolder folder;
  const auto import_at = [&](const std::string& time, const std::string& state) {
    std::string text = data_content("vectors/seed_book.json");
    const std::size_t from = text.find_first_of("0123456789", text.find("\"time\""));
    text.replace(from, text.find_first_not_of("0123456789", from) - from, time);
    return import_book(folder.path(state), folder.file(state + ".json", text));
  };
  EXPECT_EQ(error_of(import_at("1795300000000000", "micro")), "BOOK_FILE");
  const auto ahead = import_at("253402300799999", "ahead");
  ASSERT_TRUE(ahead) << describe(ahead.error());
  EXPECT_THAT(*ahead, HasSubstr("9999-12-31T23:59:59.999Z, lies ahead"));
}

TEST(ImportBook, FillsPoolsAndRebates) {
  const TestFolder folder;
  ASSERT_TRUE(import_book(folder.path("state"), data_path("demo/book.json")));
  const book::Book book = recovered(folder.path("state"));
  const auto pool = [&](std::string_view asset) {
    return trimmed(book.pool(*book.parameters.find_asset(asset)));
  };
  EXPECT_EQ(pool("USDT"), "500000000");
  EXPECT_EQ(pool("USDC"), "200000000");
  EXPECT_EQ(pool("BTC"), "0");
  ASSERT_EQ(book.rebates.size(), 1u);
  const auto parent = book.uids_by_email.find("desk-charlie@example.com");
  ASSERT_NE(parent, book.uids_by_email.end());
  EXPECT_EQ(trimmed(book.rebate(parent->second).granted), "2500");
  EXPECT_EQ(trimmed(book.rebate(parent->second).consumed), "312.5");
  for (const book::AssetBalance& asset : book::audit(book)) EXPECT_TRUE(asset.sum.is_zero());
}

TEST(ImportBook, EveryMemberOfTheLoanComesBackByteForByte) {
  const TestFolder folder;
  const std::string text = changed(
      "demo/book.json", {{"\"instantLiquidation\": \"0\"", "\"instantLiquidation\": \"0.95\""},
                         {"\"hysteresis\": \"0.01\"", "\"hysteresis\": \"0\""},
                         {"\"cureMs\": 0", "\"cureMs\": 60000"},
                         {"\"quietMs\": 120000", "\"quietMs\": 1"},
                         {"\"requestMemoryMs\": 86400000", "\"requestMemoryMs\": 0"},
                         {"\"clampTransferOut\": false", "\"clampTransferOut\": true"},
                         {"\"checkSpotTransfer\": true", "\"checkSpotTransfer\": false"},
                         {"\"acceptCrossMarginPro\": false", "\"acceptCrossMarginPro\": true"},
                         {"\"accrueMemberLoans\": true", "\"accrueMemberLoans\": false"},
                         {"\"externalSeller\": false", "\"externalSeller\": true"},
                         {"\"externalSettlement\": false", "\"externalSettlement\": true"},
                         {"\"transferOutLevel\": \"2\"", "\"transferOutLevel\": \"1.5\""},
                         {"\"transferOutUniMmr\": \"1.05\"", "\"transferOutUniMmr\": \"1.2\""},
                         {"      \"parentEmail\": \"desk-alpha@example.com\",\n",
                          "      \"parentEmail\": \"desk-alpha@example.com\",\n"
                          "      \"managed\": true,\n"},
                         {"        \"asset\": \"USDT\"\n",
                          "        \"asset\": \"USDT\",\n        \"precision\": 6\n"}});
  const auto told = import_book(folder.path("state"), folder.file("book.json", text));
  ASSERT_TRUE(told) << describe(told.error());
  EXPECT_EQ(exported(folder, folder.path("state")), text);
}

TEST(ImportBook, ARefusalNamesThePathInsideTheFile) {
  const TestFolder folder;
  const auto refusal = [&](const std::string& from, const std::string& to) {
    const std::string file = folder.file("bad.json", changed("demo/book.json", {{from, to}}));
    const auto told = import_book(folder.path("state"), file);
    EXPECT_EQ(error_of(told), "BOOK_FILE");
    EXPECT_FALSE(std::filesystem::exists(folder.path("state")));
    return told ? "" : told.error().detail;
  };
  EXPECT_EQ(refusal("\"consumed\": \"312.5\"", "\"consumed\": \"2500.1\""),
            R"(rebates[0].consumed: expected an amount not above granted, found "2500.1")");
  EXPECT_EQ(refusal("\"amount\": \"500000000\"", "\"amount\": 500000000"),
            "pools[1].amount: expected a decimal with at most 8 decimals, in quotes, found "
            "500000000");
  EXPECT_EQ(refusal("\"externalSeller\": false", "\"externalSeller\": \"no\""),
            R"(parameters.loan.externalSeller: expected true or false, found "no")");
}

TEST(ImportBook, AFileWithoutParametersGetsTheBuiltInOnes) {
  const TestFolder folder;
  const std::string file = folder.file("book.json", R"({"format": "plimsoll-book", "version": 1,
    "time": 5, "prices": {"marginIndex": [], "assetIndex": [], "mark": []},
    "accounts": [], "units": []})");
  const auto told = import_book(folder.path("state"), file);
  ASSERT_TRUE(told) << describe(told.error());
  const auto book = bookfile::load(exported(folder, folder.path("state")));
  ASSERT_TRUE(book);
  const auto parameters = bookfile::read_parameters(embedded_default_parameters());
  ASSERT_TRUE(parameters);
  book::Book expected;
  for (const book::Command& command : parameters->commands) {
    book::apply(expected, *book::decide(expected, command));
  }
  expected.time = Timestamp{5};
  EXPECT_EQ(book::digest_of(*book), book::digest_of(expected));
}

TEST(ImportBook, AJournalThatHoldsSomethingIsLeftAsItWas) {
  const TestFolder folder;
  ASSERT_TRUE(import_book(folder.path("state"), data_path("vectors/seed_book.json")));
  const auto again = import_book(folder.path("state"), data_path("demo/book.json"));
  ASSERT_FALSE(again);
  EXPECT_EQ(error_of(again), "NOT_EMPTY");
  EXPECT_EQ(exported(folder, folder.path("state")), data_content("vectors/seed_book.json"));
}

TEST(ImportBook, ABadFileLeavesNotEvenAFolder) {
  const TestFolder folder;
  const std::string good = data_content("demo/book.json");
  std::string broken_rule = good;  // reads well, but a unit names an account that is not there
  const std::string member = "\"members\": [\n        {\n          \"email\": \"";
  broken_rule.insert(broken_rule.find(member) + member.size(), "x");
  for (const std::string& bad : {std::string(), good.substr(0, good.size() / 2), broken_rule}) {
    const auto told = import_book(folder.path("state"), folder.file("bad.json", bad));
    ASSERT_FALSE(told);
    EXPECT_EQ(error_of(told), "BOOK_FILE") << describe(told.error());
    EXPECT_FALSE(std::filesystem::exists(folder.path("state")));
  }
  EXPECT_EQ(error_of(import_book(folder.path("state"), folder.path("none.json"))), "FILE");
  EXPECT_FALSE(std::filesystem::exists(folder.path("state")));
}

TEST(ImportBook, ABadFileLeavesAGoodJournalAlone) {
  const TestFolder folder;
  ASSERT_TRUE(import_book(folder.path("state"), data_path("vectors/seed_book.json")));
  ASSERT_FALSE(import_book(folder.path("state"), folder.file("bad.json", "{")));
  EXPECT_EQ(exported(folder, folder.path("state")), data_content("vectors/seed_book.json"));
}

TEST(ExportBook, WithoutAJournalThereIsNothingToExport) {
  const TestFolder folder;
  const auto done = export_book(folder.path("state"), folder.path("out.json"));
  EXPECT_EQ(error_of(done), "FILE");
  EXPECT_THAT(done.error().detail, HasSubstr("there is no journal at"));
  EXPECT_FALSE(std::filesystem::exists(folder.path("state")));
  EXPECT_FALSE(std::filesystem::exists(folder.path("out.json")));
}

TEST(ExportBook, AFileThatCannotBeWrittenIsSaid) {
  const TestFolder folder;
  ASSERT_TRUE(import_book(folder.path("state"), data_path("vectors/seed_book.json")));
  EXPECT_EQ(error_of(export_book(folder.path("state"), folder.path("none/out.json"))), "FILE");
}

TEST(ExportBook, AJournalInUseIsRefused) {
  const TestFolder folder;
  ASSERT_TRUE(import_book(folder.path("state"), data_path("vectors/seed_book.json")));
  const auto held = open_state({folder.path("state"), false, false}, {});
  ASSERT_TRUE(held);
  EXPECT_EQ(error_of(export_book(folder.path("state"), folder.path("out.json"))), "JOURNAL");
}

// --- Wallets

class ImportWallets : public testing::Test {
 protected:
  void SetUp() override {
    const std::string file = folder_.file("book.json", book_without_interest());
    ASSERT_TRUE(import_book(folder_.path("state"), file));
  }
  Result<std::string> import(const std::string& email, const std::vector<std::string>& contents) {
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < contents.size(); ++i) {
      paths.push_back(folder_.file("answer" + std::to_string(i) + ".json", contents[i]));
    }
    return import_wallets(folder_.path("state"), email, paths);
  }
  book::Book book() {
    auto loaded = bookfile::load(exported(folder_, folder_.path("state")));
    EXPECT_TRUE(loaded) << describe(loaded.error());
    return loaded ? std::move(*loaded) : book::Book{};
  }
  TestFolder folder_;
};

constexpr const char* kSpotAnswer =
    R"({"accountType":"SPOT","balances":[{"asset":"USDT","free":"12.5","locked":"0.5"}]})";
constexpr const char* kMember = "collateral001@test.com";

TEST_F(ImportWallets, ReplacesTheWalletsThatTheAnswersShow) {
  const book::Book before = book();
  const auto told = import(kMember, {kSpotAnswer});
  ASSERT_TRUE(told) << describe(told.error());
  EXPECT_EQ(*told, "SPOT of collateral001@test.com replaced\n");
  const book::Book after = book();
  const Uid uid = after.uids_by_email.find(kMember)->second;
  const model::Account& account = *after.find_account(uid);
  ASSERT_EQ(account.spot.balances.size(), 1u);
  EXPECT_EQ(trimmed(account.spot.balances[0].free), "12.5");
  EXPECT_EQ(trimmed(account.spot.balances[0].locked), "0.5");
  EXPECT_EQ(account.margin, before.find_account(uid)->margin) << "not among the answers";
  EXPECT_GT(after.time, before.time) << "imported now";
}

TEST_F(ImportWallets, RefusesWhatItCannotUseAndChangesNothing) {
  const std::string before = exported(folder_, folder_.path("state"));
  EXPECT_EQ(error_of(import("nobody@test.com", {kSpotAnswer})), "UNKNOWN_ACCOUNT");
  EXPECT_EQ(error_of(import(kMember, {kSpotAnswer, kSpotAnswer})), "MALFORMED");
  EXPECT_EQ(error_of(import(kMember, {"{}"})), "MALFORMED");
  EXPECT_EQ(error_of(import(kMember, {"[]"})), "MALFORMED") << "there is no wallet in it";
  EXPECT_EQ(error_of(import(kMember, {R"({"accountType":"SPOT","balances":[)"
                                      R"({"asset":"NOPE","free":"1","locked":"0"}]})"})),
            "UNKNOWN_ASSET");
  EXPECT_EQ(error_of(import_wallets(folder_.path("state"), kMember, {folder_.path("none")})),
            "FILE");
  // Its CROSS_MARGIN wallet counts in the unit.
  EXPECT_EQ(error_of(import(kMember, {R"([{"asset":"USDT","crossMarginFree":"1",)"
                                      R"("crossMarginLocked":"0","crossMarginBorrowed":"0",)"
                                      R"("crossMarginInterest":"0","umWalletBalance":"0",)"
                                      R"("umUnrealizedPNL":"0","cmWalletBalance":"0",)"
                                      R"("cmUnrealizedPNL":"0"}])",
                                      kSpotAnswer})),
            "WALLET_IN_USE");
  EXPECT_EQ(exported(folder_, folder_.path("state")), before);
}

}  // namespace
}  // namespace plimsoll::app
