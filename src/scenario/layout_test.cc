// Compact JSON for people: nothing is lost, and nothing that can be opened is too wide.
#include "scenario/layout.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::scenario {
namespace {

TEST(Layout, WhatFitsStaysOnItsLine) {
  EXPECT_EQ(lay_out_json("{}", 2, 80), "  {}\n");
  EXPECT_EQ(lay_out_json(R"({"a":[1,2]})", 0, 11), R"({"a":[1,2]})"
                                                   "\n");
}

TEST(Layout, OpensWhatDoesNotFit) {
  EXPECT_EQ(lay_out_json(R"({"a":[1,2],"b":"]"})", 1, 11),
            " {\n"
            "   \"a\":[\n"
            "     1,\n"
            "     2\n"
            "   ],\n"
            "   \"b\":\"]\"\n"
            " }\n");
}

TEST(Layout, KeepsEveryByteAtEveryWidth) {
  const std::string json =
      R"([{"x":0.00833330,"y":"a,\"}{","z":[]},{"x":"0E-8"},[[1],[22,333]],"b:c",-1])";
  for (std::size_t columns = 0; columns <= json.size() + 1; ++columns) {
    std::string laid_out = lay_out_json(json, 3, columns);
    std::erase_if(laid_out, [](char c) { return c == ' ' || c == '\n'; });
    EXPECT_EQ(laid_out, json) << columns;
  }
}

}  // namespace
}  // namespace plimsoll::scenario
