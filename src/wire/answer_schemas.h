// The fields of every answer, as data: what write_openapi() says of a 200.
//
// Described is the documented form; a server may be set to print some figures as numbers instead of
// texts or the other way round. All functions are pure and may run on any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "wire/endpoints.h"

namespace plimsoll::wire {

enum class JsonType : std::uint8_t {
  kInteger,  // 64 bits, for ids below 2^53
  kNumber,   // a plain decimal, never with an exponent
  kDecimal,  // a text that is a plain decimal
  kText,
  kBoolean,
  kObject,
  kObjects,  // an array of objects
};

enum class Answered : std::uint8_t { kAlways, kSometimes };

struct Field;

// A list of fields, which may hold fields that have lists of their own.
class Fields {
 public:
  constexpr Fields() = default;
  template <std::size_t kSize>
  // NOLINTNEXTLINE(google-explicit-constructor): a list is handed over as it is
  constexpr Fields(const std::array<Field, kSize>& fields) : first_(fields.data()), size_(kSize) {}

  [[nodiscard]] constexpr const Field* begin() const { return first_; }
  [[nodiscard]] constexpr const Field* end() const;
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

 private:
  const Field* first_ = nullptr;
  std::size_t size_ = 0;
};

struct Field {
  std::string_view name;
  JsonType type;
  std::string_view description;
  Fields fields = {};                               // of kObject and kObjects
  std::span<const std::string_view> literals = {};  // of kText, if only these occur
  Answered answered = Answered::kAlways;
};

constexpr const Field* Fields::end() const { return first_ + size_; }

struct Answer {
  JsonType type;  // kObject or kObjects
  std::string_view description;
  Fields fields = {};
  Answered answered = Answered::kAlways;  // kSometimes: an object may be empty as a whole
};

// Without fields: an object that is always empty, and the document that kOpenApi answers.
[[nodiscard]] const Answer& answer_of(EndpointId id);

}  // namespace plimsoll::wire
