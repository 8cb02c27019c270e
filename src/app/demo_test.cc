// What the binary carries, and the demo made of it.
#include "app/demo.h"

#include <gmock/gmock.h>

#include <sstream>

#include "app/book_commands.h"
#include "app/embedded.h"
#include "app/report.h"
#include "app/testing.h"
#include "base/decimal.h"
#include "bookfile/read.h"
#include "risk/assess.h"
#include "server/handlers.h"
#include "server/key_ring.h"

namespace plimsoll::app {
namespace {

using testing::HasSubstr;

constexpr Timestamp kNow{1'760'000'000'000};

TEST(Embedded, TheDataIsWhatTheFilesHold) {
  EXPECT_EQ(embedded_default_parameters(), data_content("parameters/default.json"));
  EXPECT_EQ(embedded_demo_book(), data_content("demo/book.json"));
  EXPECT_EQ(embedded_demo_tape(), data_content("demo/tape.csv.gz"));
}

struct Demo {
  Demo() {
    const auto seeded = seed_demo(state, kNow);
    EXPECT_TRUE(seeded) << describe(seeded.error());
    picture = state.processor->publish();
  }
  State state = memory_state();
  std::shared_ptr<const engine::Published> picture;
};

// The rows of data/README.md: groupId to the LTV at the start, "-" for a closed unit.
std::map<std::int64_t, std::string> told_ltvs() {
  std::map<std::int64_t, std::string> ltvs;
  std::istringstream lines(data_content("README.md"));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| ") || line.size() < 3 || std::isdigit(line[2]) == 0) continue;
    std::istringstream cells(line);
    std::vector<std::string> row;
    for (std::string cell; std::getline(cells, cell, '|');) row.push_back(cell);
    if (row.size() > 4) ltvs[std::stoll(row[1])] = row[4].substr(1, row[4].size() - 2);
  }
  return ltvs;
}

TEST(Demo, EveryActiveUnitIsLoadedAsTheReadmeTells) {
  const Demo demo;
  const auto told = told_ltvs();
  EXPECT_EQ(told.size(), demo.picture->directory->units.size());
  int active = 0;
  for (const auto& [id, snapshot] : demo.picture->directory->units) {
    const bool closed = snapshot.unit->state == model::UnitState::kClosed;
    if (closed) {
      EXPECT_EQ(told.at(id.value), "-");
      continue;
    }
    ++active;
    const auto assessment =
        risk::assess(snapshot.view(), *demo.picture->board, *demo.picture->parameters);
    ASSERT_TRUE(assessment) << "unit " << id.value << ": " << describe(assessment.error());
    const std::string ltv = assessment->ltv.is_zero() ? "0" : padded(assessment->ltv);
    EXPECT_EQ(ltv, told.at(id.value)) << "unit " << id.value;
  }
  EXPECT_EQ(active, 20);
}

TEST(Demo, ItsPricesAreOfNow) {
  const Demo demo;
  for (const model::PriceColumn* column :
       {&demo.picture->board->margin_index, &demo.picture->board->asset_index,
        &demo.picture->board->mark}) {
    ASSERT_FALSE(column->price.empty());
    for (std::size_t i = 0; i < column->price.size(); ++i) {
      if (!column->price[i].is_zero()) {
        EXPECT_EQ(column->time[i], kNow);
      }
    }
  }
}

TEST(Demo, PlaysItsPricesIntoNobodyElsesBook) {
  const TestFolder folder;
  ASSERT_TRUE(import_book(folder.path("state"), data_path("vectors/seed_book.json")));
  auto state = open_state({folder.path("state"), false, false}, {});
  ASSERT_TRUE(state);
  const Digest before = book::digest_of(state->processor->book());
  EXPECT_EQ(error_of(seed_demo(*state, kNow)), "SETTING");
  EXPECT_EQ(book::digest_of(state->processor->book()), before);
}

TEST(Demo, WhatItFilledBeforeIsLeftAsItIs) {
  Demo demo;
  const Digest before = book::digest_of(demo.state.processor->book());
  ASSERT_TRUE(seed_demo(demo.state, kNow + 1'000));
  EXPECT_EQ(book::digest_of(demo.state.processor->book()), before);
}

TEST(Demo, EveryPublishedKeyOpensAndMayRead) {
  Demo demo;
  server::KeyRing ring(std::move(demo.state.master));
  for (const DemoKey& key : demo_keys()) {
    const auto held = demo.state.processor->book().keys.find(key.api_key);
    ASSERT_NE(held, demo.state.processor->book().keys.end()) << key.who;
    EXPECT_TRUE(held->second->permissions.read);
    EXPECT_EQ(demo.state.processor->book().find_account(held->second->account)->email, key.email);
    const auto ready = ring.ready(held->second);
    ASSERT_TRUE(ready) << describe(ready.error());
    EXPECT_TRUE((*ready)->allowed.ranges().empty());
  }
}

TEST(Demo, TheCurlLineIsOneSignedRequest) {
  const DemoKey key{"me", "me@example.com", "theKey", "theSecret"};
  EXPECT_EQ(curl_line(key, "http://127.0.0.1:8080", "groupId=3"),
            "q=\"groupId=3&timestamp=$(date +%s%3N)\"; "
            "curl -s -H 'X-MBX-APIKEY: theKey' "
            "\"http://127.0.0.1:8080/sapi/v1/margin/loan-group/ltv-details?$q&signature="
            "$(printf %s \"$q\" | openssl dgst -sha256 -hmac theSecret | cut -d' ' -f2)\"");
  EXPECT_THAT(curl_line(key, "http://h", ""), HasSubstr("q=\"timestamp=$(date"));
}

TEST(Demo, ThePublishedKeysNeedNoQuotingInAShell) {
  for (const DemoKey& key : demo_keys()) {
    EXPECT_TRUE(auth::check_api_key_form(key.api_key)) << key.who;
    EXPECT_TRUE(auth::check_api_key_form(key.secret)) << "letters and digits alone: " << key.who;
  }
}

// --- The documented unit

TEST(SeedBook, TheAnswerIsTheDocumentedOneByteForByte) {
  auto file = bookfile::read(data_content("vectors/seed_book.json"));
  ASSERT_TRUE(file) << describe(file.error());
  State state = memory_state();
  const Timestamp time = file->time;
  engine::turn(*state.processor, {std::move(file->commands)}, time);
  const auto picture = state.processor->publish();
  const wire::RequestParameters none;
  const auto answer_to = [&](std::string_view email) {
    const model::Account* caller =
        picture->directory->find_account(picture->directory->uids_by_email.find(email)->second);
    std::string body;
    const auto done = server::answer_ltv_details({*picture, *caller, none, time, {}}, body);
    EXPECT_TRUE(done) << describe(done.error());
    return body;
  };
  const std::string documented = data_content("vectors/seed_response.json");
  EXPECT_EQ(answer_to("andrew.kemmer001@test.com"), documented);
  EXPECT_EQ(answer_to("CREDIT20241120@test.com"), documented);
  EXPECT_EQ(answer_to("collateral001@test.com"), "[]");
}

}  // namespace
}  // namespace plimsoll::app
