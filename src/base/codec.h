// Bytes of the journal and of the state digest: little-endian integers, length-prefixed text.
//
// A Writer appends; a Reader takes and stays failed after the first short or absurd read, so a
// decoder checks once, at its end. No allocation is made for a length that exceeds what is left to
// read.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/numbers.h"
#include "base/time.h"

namespace plimsoll {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void u8(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void u16(std::uint16_t value) { integer(value); }
  void u32(std::uint32_t value) { integer(value); }
  void u64(std::uint64_t value) { integer(value); }
  void i64(std::int64_t value) { integer(static_cast<std::uint64_t>(value)); }
  void i128(Int128 value) {
    u64(static_cast<std::uint64_t>(static_cast<Uint128>(value)));
    u64(static_cast<std::uint64_t>(static_cast<Uint128>(value) >> 64));
  }
  void boolean(bool value) { u8(value ? 1 : 0); }
  void text(std::string_view value) {
    u32(static_cast<std::uint32_t>(value.size()));
    out_.append(value);
  }
  void time(Timestamp value) { i64(value.ms); }
  template <class Tag, class Rep>
  void id(Id<Tag, Rep> value) {
    integer(static_cast<std::make_unsigned_t<Rep>>(value.value));
  }
  template <class Tag, int kDecimals, class Rep>
  void number(Fixed<Tag, kDecimals, Rep> value) {
    if constexpr (sizeof(Rep) == 16) {
      i128(value.raw());
    } else {
      i64(value.raw());
    }
  }

 private:
  template <class Unsigned>
  void integer(Unsigned value) {
    char bytes[sizeof(Unsigned)];
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i)
      bytes[i] = static_cast<char>((value >> (8 * i)) & 0xFFu);
    out_.append(bytes, sizeof(Unsigned));
  }
  std::string& out_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t u8() { return integer<std::uint8_t>(); }
  std::uint16_t u16() { return integer<std::uint16_t>(); }
  std::uint32_t u32() { return integer<std::uint32_t>(); }
  std::uint64_t u64() { return integer<std::uint64_t>(); }
  std::int64_t i64() { return static_cast<std::int64_t>(u64()); }
  Int128 i128() {
    const Uint128 low = u64();
    const Uint128 high = u64();
    return static_cast<Int128>((high << 64) | low);
  }
  bool boolean() {
    const std::uint8_t value = u8();
    if (value > 1) failed_ = true;
    return value == 1;
  }
  std::string text() {
    const std::size_t size = u32();
    if (failed_ || size > rest_.size()) {
      failed_ = true;
      return {};
    }
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }
  // A list's length: refused when even one byte an element would exceed what is left.
  std::size_t count() {
    const std::size_t size = u32();
    if (size > rest_.size()) failed_ = true;
    return failed_ ? 0 : size;
  }
  Timestamp time() { return Timestamp{i64()}; }
  template <class IdType>
  IdType id() {
    return IdType{
        static_cast<typename IdType::Rep>(integer<std::make_unsigned_t<typename IdType::Rep>>())};
  }
  template <class Number>
  Number number() {
    if constexpr (sizeof(typename Number::Rep) == 16) {
      return Number::from_raw(i128());
    } else {
      return Number::from_raw(i64());
    }
  }

  void mark_failed() { failed_ = true; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }

 private:
  template <class Unsigned>
  Unsigned integer() {
    if (failed_ || rest_.size() < sizeof(Unsigned)) {
      failed_ = true;
      return 0;
    }
    Unsigned value = 0;
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
      value = static_cast<Unsigned>(
          value | static_cast<Unsigned>(Unsigned{static_cast<std::uint8_t>(rest_[i])} << (8 * i)));
    }
    rest_.remove_prefix(sizeof(Unsigned));
    return value;
  }
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace plimsoll
