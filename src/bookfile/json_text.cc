#include "bookfile/json_text.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <functional>
#include <limits>

#include "base/limits.h"

namespace plimsoll::bookfile {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kOpen = std::numeric_limits<std::uint32_t>::max();
constexpr std::string_view kRootPath = "top level";
constexpr std::size_t kMaxPrintable = 60;

// "line 3, column 7" of a byte; columns count bytes.
std::string position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') + 1;  // 0 on the first line: npos + 1
  return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - start + 1);
}

std::string reason_of(const json::error_code& error) {
  if (error == json::error::incomplete) return "expected JSON, found the end of the text";
  if (error == json::error::extra_data) return "expected nothing after the value, found more";
  if (error == json::error::too_deep) {
    return "expected at most " + std::to_string(kMaxJsonDepth) + " levels, found more";
  }
  if (error == json::error::object_too_large) {
    return "expected at most " + std::to_string(kMaxJsonMembers) +
           " members in an object, found more";
  }
  return "expected JSON, found a " + error.message();
}

}  // namespace

// Receives the parser's events and appends nodes.
class JsonText::Handler {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the names that Boost.JSON asks for
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_object_size = kMaxJsonMembers;
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  // NOLINTEND(readability-identifier-naming)

  using Text = json::string_view;
  using Code = json::error_code;

  Handler(std::string_view text, JsonText& result) : text_(text), result_(result) {}

  // The path of a member that stands twice, if that is what stopped the parser.
  [[nodiscard]] const std::string& duplicate() const { return duplicate_; }

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_array_begin(Code&) { return begin(JsonKind::kArray); }
  bool on_object_begin(Code&) { return begin(JsonKind::kObject); }
  bool on_array_end(std::size_t, Code&) { return end(); }
  bool on_object_end(std::size_t, Code&) { return end(); }
  bool on_string_part(Text part, std::size_t, Code&) { return keep(part); }
  bool on_string(Text rest, std::size_t, Code&) { return add(JsonKind::kString, take(rest)); }
  bool on_key_part(Text part, std::size_t, Code&) { return keep(part); }
  bool on_key(Text rest, std::size_t, Code& error) {
    name_ = take(rest);
    if (!stands_already(open_.back(), name_)) return true;
    duplicate_ = member_path(result_.path_of(open_.back()), name_);
    error = json::error::syntax;
    return false;
  }
  bool on_number_part(Text part, Code&) { return keep(part); }
  bool on_int64(std::int64_t, Text rest, Code&) { return add(JsonKind::kNumber, take(rest)); }
  bool on_uint64(std::uint64_t, Text rest, Code&) { return add(JsonKind::kNumber, take(rest)); }
  bool on_double(double, Text rest, Code&) { return add(JsonKind::kNumber, take(rest)); }
  bool on_bool(bool value, Code&) { return add(JsonKind::kBoolean, value ? "true" : "false"); }
  bool on_null(Code&) { return add(JsonKind::kNull, {}); }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }

 private:
  bool add(JsonKind kind, std::string_view text) {
    const auto next = static_cast<std::uint32_t>(result_.nodes_.size()) + 1;
    result_.nodes_.push_back({name_, text, next, kind});
    name_ = {};
    return true;
  }
  bool begin(JsonKind kind) {
    const auto index = static_cast<std::uint32_t>(result_.nodes_.size());
    add(kind, {});
    result_.nodes_[index].end = kOpen;
    open_.push_back(index);
    return true;
  }
  bool end() {
    result_.nodes_[open_.back()].end = static_cast<std::uint32_t>(result_.nodes_.size());
    open_.pop_back();
    return true;
  }

  bool keep(Text part) {
    parts_.append(part.data(), part.size());
    return true;
  }
  // The whole of a string, name or number that ends with `rest`: a view into the text if it stands
  // there as it is.
  std::string_view take(Text rest) {
    const std::string_view tail(rest.data(), rest.size());
    const std::less_equal<> not_after;
    const bool inside = not_after(text_.data(), tail.data()) &&
                        not_after(tail.data() + tail.size(), text_.data() + text_.size());
    if (parts_.empty() && inside) return tail;
    std::string& kept = result_.decoded_.emplace_back(std::move(parts_));
    parts_.clear();
    return kept.append(tail);
  }

  bool stands_already(std::uint32_t object, std::string_view name) const {
    const auto& nodes = result_.nodes_;
    for (std::uint32_t child = object + 1; child < nodes.size(); child = nodes[child].end) {
      if (nodes[child].name == name) return true;
    }
    return false;
  }

  std::string_view text_;
  JsonText& result_;
  std::vector<std::uint32_t> open_;
  std::string parts_;
  std::string_view name_;
  std::string duplicate_;
};

Result<JsonText> JsonText::parse(std::string_view text, ErrorCode code) {
  if (text.size() > kMaxBookFileBytes) {
    return fail(code, std::string(kRootPath) + ": expected at most " +
                          std::to_string(kMaxBookFileBytes) + " bytes, found " +
                          std::to_string(text.size()));
  }
  JsonText result;
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  json::basic_parser<Handler> parser(options, text, result);
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) error = json::error::extra_data;
  const std::string& duplicate = parser.handler().duplicate();
  if (!duplicate.empty()) return fail(code, duplicate + ": expected once, found twice");
  if (error) return fail(code, position_of(text, used) + ": " + reason_of(error));
  return result;
}

std::string JsonText::path_of(std::uint32_t index) const {
  std::string path(kRootPath);
  std::uint32_t at = 0;
  while (at != index) {
    std::uint32_t child = at + 1;
    std::size_t position = 0;
    for (; nodes_[child].end <= index; child = nodes_[child].end) ++position;
    path = nodes_[at].kind == JsonKind::kObject ? member_path(path, nodes_[child].name)
                                                : element_path(path, position);
    at = child;
  }
  return path;
}

std::string member_path(const std::string& object, std::string_view name) {
  return object == kRootPath ? printable(name) : object + '.' + printable(name);
}

std::string element_path(const std::string& array, std::size_t position) {
  return (array == kRootPath ? "" : array) + '[' + std::to_string(position) + ']';
}

std::string printable(std::string_view text) {
  std::string shown(text.substr(0, kMaxPrintable));
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  if (text.size() > kMaxPrintable) shown += "...";
  return shown;
}

}  // namespace plimsoll::bookfile
