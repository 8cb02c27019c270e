// Paging: the defaults and both sides of every bound.
#include "wire/paging.h"

#include <gtest/gtest.h>

#include <optional>

namespace plimsoll::wire {
namespace {

Result<Page> page(std::string_view query, const PagePolicy& policy = kRowPages) {
  RequestParameters parameters;
  EXPECT_TRUE(parameters.read(query, "").has_value());
  return read_page(parameters, policy);
}

std::optional<ErrorCode> refusal(std::string_view query, const PagePolicy& policy = kRowPages) {
  const auto result = page(query, policy);
  return result ? std::nullopt : std::optional(result.error().code);
}

TEST(Paging, TheFirstTenRowsUnlessSaidOtherwise) {
  const auto result = page("groupId=1");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->number, 1);
  EXPECT_EQ(result->size, 10);
  EXPECT_EQ(result->rows_before(), 0);
}

TEST(Paging, NumberAndSizeSayHowManyRowsComeBefore) {
  EXPECT_EQ(page("current=3&size=100")->rows_before(), 200);
  EXPECT_EQ(page("current=2")->rows_before(), 10);
  EXPECT_EQ(page("current=7&size=1")->rows_before(), 6);
  // The last page a request can name.
  EXPECT_EQ(page("current=9007199254740991&size=100")->rows_before(), 900'719'925'474'099'000);
}

TEST(Paging, ASizeIsFromOneToAHundred) {
  EXPECT_EQ(page("size=1")->size, 1);
  EXPECT_EQ(page("size=100")->size, 100);
  EXPECT_EQ(refusal("size=0"), ErrorCode::kIllegalArgument);
  EXPECT_EQ(refusal("size=101"), ErrorCode::kIllegalArgument);
  EXPECT_EQ(refusal("size=-1"), ErrorCode::kIllegalArgument);
}

TEST(Paging, TheFirstPageIsOne) {
  EXPECT_EQ(page("current=1")->number, 1);
  EXPECT_EQ(refusal("current=0"), ErrorCode::kIllegalArgument);
  EXPECT_EQ(refusal("current=-1"), ErrorCode::kIllegalArgument);
}

TEST(Paging, WhatIsNoIntegerIsMalformed) {
  for (const char* query : {"current=", "current=one", "size=undefined", "size=1.5"}) {
    EXPECT_EQ(refusal(query), ErrorCode::kParameterMalformed) << query;
  }
}

TEST(Paging, UniversalTransfersHaveNamesAndSizesOfTheirOwn) {
  EXPECT_EQ(page("current=2&size=5", kUniversalTransferPages)->size, 500);
  EXPECT_EQ(page("page=2&limit=5", kUniversalTransferPages)->rows_before(), 5);
  EXPECT_EQ(page("limit=500", kUniversalTransferPages)->size, 500);
  EXPECT_EQ(refusal("limit=501", kUniversalTransferPages), ErrorCode::kIllegalArgument);
  EXPECT_EQ(refusal("page=0", kUniversalTransferPages), ErrorCode::kIllegalArgument);
}

}  // namespace
}  // namespace plimsoll::wire
