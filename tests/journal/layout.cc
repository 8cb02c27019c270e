// plimsoll_layout: prints how every event and every command is written in a record, as rows of the
// tables in docs/journal-format.md: the structures, the events, the commands. Read from the types
// themselves, so that the page cannot say otherwise (event_table.py).
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "book/verbs.h"
#include "model/tiers.h"

namespace plimsoll {
namespace {

// What the compilers call a type or a constant: "... [with T = plimsoll::book::Borrowed]".
std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
  text.remove_prefix(text.find(begin) + begin.size());
  return text.substr(0, text.find_first_of(end));
}
std::string last_name(std::string_view qualified) {
  return std::string(qualified.substr(qualified.rfind(':') + 1));
}
template <class T>
std::string type_name() {
  return last_name(between(__PRETTY_FUNCTION__, "T = ", ";]"));
}
template <auto kMember>
std::string member_name() {
  return last_name(between(__PRETTY_FUNCTION__, "kMember = ", ";])"));
}

// The structures met so far, by name, with their fields.
class Structures {
 public:
  template <class T>
  std::string add() {
    std::string name = type_name<T>();
    if (!rows_.contains(name)) {
      rows_[name] = "";  // known before its fields are, should they lead back to it
      rows_[name] = fields<T>();
    }
    return name;
  }
  template <class T>
  std::string fields();
  [[nodiscard]] const std::map<std::string, std::string>& rows() const { return rows_; }

 private:
  std::map<std::string, std::string> rows_;
};

template <class T>
struct Name {
  static std::string of(Structures& structures) {
    if constexpr (std::is_enum_v<T>) {
      return "choice<" + std::to_string(enum_size(T{})) + ">";
    } else {
      return structures.add<T>();
    }
  }
};
template <>
struct Name<bool> {
  static std::string of(Structures&) { return "bool"; }
};
template <>
struct Name<std::uint16_t> {
  static std::string of(Structures&) { return "u16"; }
};
template <>
struct Name<std::int64_t> {
  static std::string of(Structures&) { return "i64"; }
};
template <>
struct Name<std::string> {
  static std::string of(Structures&) { return "text"; }
};
template <>
struct Name<Timestamp> {
  static std::string of(Structures&) { return "time"; }
};
template <>
struct Name<Digest> {
  static std::string of(Structures&) { return "u128"; }
};
template <>
struct Name<std::monostate> {
  static std::string of(Structures&) { return "nothing"; }
};
template <class Tag, class Rep>
struct Name<Id<Tag, Rep>> {
  static std::string of(Structures&) {
    return (std::is_signed_v<Rep> ? "i" : "u") + std::to_string(8 * sizeof(Rep));
  }
};
template <class Tag, int kDecimals, class Rep>
struct Name<Fixed<Tag, kDecimals, Rep>> {
  static std::string of(Structures&) {
    return "i" + std::to_string(8 * sizeof(Rep)) + "/" + std::to_string(kDecimals);
  }
};
template <class T>
struct Name<std::vector<T>> {
  static std::string of(Structures& structures) { return "list<" + Name<T>::of(structures) + ">"; }
};
template <class T>
struct Name<std::optional<T>> {
  static std::string of(Structures& structures) {
    return "optional<" + Name<T>::of(structures) + ">";
  }
};
template <class... Ts>
struct Name<std::variant<Ts...>> {
  static std::string of(Structures& structures) {
    std::string names;
    ((names += (names.empty() ? "" : ", ") + Name<Ts>::of(structures)), ...);
    return "one<" + names + ">";
  }
};
// Written by its own rule: the tiers it was made of.
template <>
struct Name<model::TierTable> {
  static std::string of(Structures& structures) {
    return Name<std::decay_t<decltype(model::TierTable().written())>>::of(structures);
  }
};

template <class Owner, class Member>
Member member_type(Member Owner::*);

template <class T>
std::string Structures::fields() {
  std::string text;
  const auto add = [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (
        [&] {
          constexpr auto kMember = std::get<kIndex>(T::fields());
          text += (text.empty() ? "" : ", ") + member_name<kMember>() + ": " +
                  Name<decltype(member_type(kMember))>::of(*this);
        }(),
        ...);
  };
  add(std::make_index_sequence<std::tuple_size_v<decltype(T::fields())>>());
  return text;
}

// The alternatives of a variant, by tag.
template <class Variant, std::size_t... kIndex>
std::map<int, std::string> rows_of(Structures& structures, std::index_sequence<kIndex...>) {
  std::map<int, std::string> rows;
  (
      [&] {
        using T = std::variant_alternative_t<kIndex, Variant>;
        const std::string fields = structures.fields<T>();
        rows[T::kTag] = type_name<T>() + "` | " + (fields.empty() ? "" : "`" + fields + "`");
      }(),
      ...);
  return rows;
}
template <class Variant>
std::map<int, std::string> rows_of(Structures& structures) {
  return rows_of<Variant>(structures, std::make_index_sequence<std::variant_size_v<Variant>>());
}

void print() {
  Structures structures;
  const auto events = rows_of<book::Event>(structures);
  const auto commands = rows_of<book::Command>(structures);
  for (const auto& [name, fields] : structures.rows())
    std::printf("| `%s` | `%s` |\n", name.c_str(), fields.c_str());
  for (const auto& rows : {events, commands}) {
    std::printf("\n");
    for (const auto& [tag, row] : rows) std::printf("| %d | `%s |\n", tag, row.c_str());
  }
}

}  // namespace
}  // namespace plimsoll

int main() { plimsoll::print(); }
