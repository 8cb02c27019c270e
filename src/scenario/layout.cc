#include "scenario/layout.h"

#include <algorithm>
#include <utility>

namespace plimsoll::scenario {
namespace {

constexpr std::size_t kStep = 2;

// The length of the value, or of the member with its name, at the beginning of `text`.
std::size_t length_of_part(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') ++at;
      if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '[' || c == '{') ++depth;
    if (depth == 0 && (c == ',' || c == ']' || c == '}')) break;
    if (c == ']' || c == '}') --depth;
  }
  return std::min(at, text.size());
}

// Where the value of a member begins; 0 for a value without a name.
std::size_t begin_of_value(std::string_view part) {
  if (!part.starts_with('"')) return 0;
  std::size_t end = 1;
  while (end < part.size() && part[end] != '"') end += part[end] == '\\' ? 2 : 1;
  return end + 1 < part.size() && part[end + 1] == ':' ? end + 2 : 0;
}

class Layout {
 public:
  explicit Layout(std::size_t columns) : columns_(columns) {}

  void write(std::string_view part, std::size_t indent, bool more) {
    const std::string_view value = part.substr(begin_of_value(part));
    const bool opens = value.size() > 2 && (value[0] == '[' || value[0] == '{');
    const std::size_t length = indent + part.size() + (more ? 1 : 0);
    out_.append(indent, ' ');
    if (!opens || length <= columns_) {
      out_.append(part);
    } else {
      out_.append(part.substr(0, part.size() - value.size() + 1)).append("\n");
      write_parts(value.substr(1, value.size() - 2), indent + kStep);
      out_.append(indent, ' ').push_back(value.back());
    }
    out_.append(more ? ",\n" : "\n");
  }

  std::string take() { return std::move(out_); }

 private:
  void write_parts(std::string_view parts, std::size_t indent) {
    while (!parts.empty()) {
      const std::size_t length = length_of_part(parts);
      const bool more = length < parts.size();
      write(parts.substr(0, length), indent, more);
      parts.remove_prefix(more ? length + 1 : length);
    }
  }

  std::size_t columns_;
  std::string out_;
};

}  // namespace

std::string lay_out_json(std::string_view json, std::size_t indent, std::size_t columns) {
  Layout layout(columns);
  layout.write(json, indent, false);
  return layout.take();
}

}  // namespace plimsoll::scenario
