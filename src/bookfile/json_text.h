// A JSON text as the flat list of its values, in the order of the text, each with the place where
// it ends.
//
// It keeps what a tree of values loses and readers of money need: numbers stand as they were
// written, and a member that stands twice in its object is refused (JSON itself allows it, and
// parsers quietly keep one of the two). The grammar is Boost.JSON's strict one: UTF-8, no comments,
// no trailing commas, nothing after the value. One allocation for all values; the text itself is
// not copied and must outlive the document.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace plimsoll::bookfile {

enum class JsonKind : std::uint8_t { kNull, kBoolean, kNumber, kString, kArray, kObject };

struct JsonNode {
  std::string_view name;  // of the member; empty for elements and the root
  std::string_view text;  // what a string says; a number or boolean as written; else empty
  std::uint32_t end = 0;  // the index behind its last descendant: its next sibling, if it has one
  JsonKind kind = JsonKind::kNull;
};

class JsonText {
 public:
  // `code` with "line 3, column 7: ..." for text that is not JSON or breaks kMaxBookFileBytes,
  // kMaxJsonDepth or kMaxJsonMembers; with a path for a member that stands twice.
  [[nodiscard]] static Result<JsonText> parse(std::string_view text, ErrorCode code);

  // The root has the index 0; the first child of a value follows it.
  [[nodiscard]] const JsonNode& node(std::uint32_t index) const { return nodes_[index]; }

  // Where a value stands, for people: "accounts[3].wallets.SPOT[0].free", "top level" for the root.
  // Linear in the siblings on the way: for messages.
  [[nodiscard]] std::string path_of(std::uint32_t index) const;

 private:
  class Handler;

  std::vector<JsonNode> nodes_;
  std::deque<std::string> decoded_;  // strings that had escapes; views into it stay valid
};

// A member's path under its object's, an element's under its array's.
[[nodiscard]] std::string member_path(const std::string& object, std::string_view name);
[[nodiscard]] std::string element_path(const std::string& array, std::size_t position);

// Foreign text for a message: cut to a readable length, control and non-ASCII bytes replaced.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace plimsoll::bookfile
