// Shared by the tests of this folder.
#pragma once

#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/decimal.h"
#include "feed/observation.h"
#include "model/prices.h"

namespace plimsoll::feed {

inline Price price(std::string_view text) {
  const auto parsed = parse_number<Price>(text);
  CHECK(parsed.has_value());
  return *parsed;
}

inline std::string fixture_path(std::string_view name) {
  return std::string(PLIMSOLL_DATA_DIR) + "/fixtures/" + std::string(name);
}

inline std::string fixture(std::string_view name) {
  std::ifstream file(fixture_path(name), std::ios::binary);
  CHECK_MSG(file.good(), fixture_path(name).c_str());
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string gzip(std::string_view plain) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(plain.size() + 1024, '\0');
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): zlib reads it, the type says otherwise
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace plimsoll::feed
