// Structures to bytes and back by the list of their fields.
//
// A structure takes part by `static constexpr auto fields()`, a tuple of its member pointers; the
// order is the format, so a published format never reorders them. An enumeration takes part by a
// constexpr `enum_size(E)` found beside it, which lets a reader refuse values that do not exist.
// Types with rules of their own overload `write` / `read`.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/codec.h"
#include "base/digest.h"

namespace plimsoll {

template <class T>
concept HasFields = requires {
  T::fields();
};

inline void write(Writer& out, bool value) { out.boolean(value); }
inline void write(Writer& out, std::uint16_t value) { out.u16(value); }
inline void write(Writer& out, std::uint32_t value) { out.u32(value); }
inline void write(Writer& out, std::int64_t value) { out.i64(value); }
inline void write(Writer& out, const std::string& value) { out.text(value); }
inline void write(Writer& out, Timestamp value) { out.time(value); }
inline void write(Writer& out, Digest value) { out.i128(static_cast<Int128>(value.value)); }
inline void write(Writer&, std::monostate) {}
template <class Tag, class Rep>
void write(Writer& out, Id<Tag, Rep> value) {
  out.id(value);
}
template <class Tag, int kDecimals, class Rep>
void write(Writer& out, Fixed<Tag, kDecimals, Rep> value) {
  out.number(value);
}
template <class E>
requires std::is_enum_v<E>
void write(Writer& out, E value) { out.u8(static_cast<std::uint8_t>(value)); }
template <HasFields T>
void write(Writer& out, const T& value);
template <class T>
void write(Writer& out, const std::vector<T>& values);
template <class T>
void write(Writer& out, const std::optional<T>& value);
template <class... Ts>
void write(Writer& out, const std::variant<Ts...>& value);

template <HasFields T>
void write(Writer& out, const T& value) {
  std::apply([&](auto... member) { (write(out, value.*member), ...); }, T::fields());
}
template <class T>
void write(Writer& out, const std::vector<T>& values) {
  out.u32(static_cast<std::uint32_t>(values.size()));
  for (const T& value : values) write(out, value);
}
template <class T>
void write(Writer& out, const std::optional<T>& value) {
  out.boolean(value.has_value());
  if (value) write(out, *value);
}
template <class... Ts>
void write(Writer& out, const std::variant<Ts...>& value) {
  out.u8(static_cast<std::uint8_t>(value.index()));
  std::visit([&](const auto& held) { write(out, held); }, value);
}

inline void read(Reader& in, bool& value) { value = in.boolean(); }
inline void read(Reader& in, std::uint16_t& value) { value = in.u16(); }
inline void read(Reader& in, std::uint32_t& value) { value = in.u32(); }
inline void read(Reader& in, std::int64_t& value) { value = in.i64(); }
inline void read(Reader& in, std::string& value) { value = in.text(); }
inline void read(Reader& in, Timestamp& value) { value = in.time(); }
inline void read(Reader& in, Digest& value) { value.value = static_cast<Uint128>(in.i128()); }
inline void read(Reader&, std::monostate&) {}
template <class Tag, class Rep>
void read(Reader& in, Id<Tag, Rep>& value) {
  value = in.id<Id<Tag, Rep>>();
}
template <class Tag, int kDecimals, class Rep>
void read(Reader& in, Fixed<Tag, kDecimals, Rep>& value) {
  value = in.number<Fixed<Tag, kDecimals, Rep>>();
}
template <class E>
requires std::is_enum_v<E>
void read(Reader& in, E& value) {
  const std::uint8_t number = in.u8();
  if (number >= enum_size(E{})) {
    in.mark_failed();
    return;
  }
  value = static_cast<E>(number);
}
template <HasFields T>
void read(Reader& in, T& value);
template <class T>
void read(Reader& in, std::vector<T>& values);
template <class T>
void read(Reader& in, std::optional<T>& value);
template <class... Ts>
void read(Reader& in, std::variant<Ts...>& value);

template <HasFields T>
void read(Reader& in, T& value) {
  std::apply([&](auto... member) { (read(in, value.*member), ...); }, T::fields());
}
template <class T>
void read(Reader& in, std::vector<T>& values) {
  const std::size_t count = in.count();
  values.clear();
  for (std::size_t i = 0; i < count && !in.failed(); ++i) read(in, values.emplace_back());
}
template <class T>
void read(Reader& in, std::optional<T>& value) {
  value.reset();
  if (in.boolean()) read(in, value.emplace());
}
namespace detail {
template <class Variant, std::size_t kIndex = 0>
void read_alternative(Reader& in, Variant& value, std::size_t index) {
  if constexpr (kIndex == std::variant_size_v<Variant>) {
    in.mark_failed();
  } else if (index == kIndex) {
    read(in, value.template emplace<kIndex>());
  } else {
    read_alternative<Variant, kIndex + 1>(in, value, index);
  }
}
}  // namespace detail
template <class... Ts>
void read(Reader& in, std::variant<Ts...>& value) {
  detail::read_alternative(in, value, in.u8());
}

}  // namespace plimsoll
