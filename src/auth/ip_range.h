// IP addresses and the ranges (CIDR) of a key's allow-list. Values, standard library only.
//
// An IPv4 address and its IPv4-mapped IPv6 form (::ffff:a.b.c.d) are the same address here, as a
// dual-stack socket shows one for the other. Families do not mix otherwise: "::/0" is every IPv6
// address and no IPv4 address.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace plimsoll::auth {

// Enough for the offices and data centres of one firm; a longer list wants ranges.
inline constexpr std::size_t kMaxIpRanges = 64;

class IpAddress {
 public:
  using Bytes = std::array<std::uint8_t, 16>;  // network order, IPv4 as mapped

  constexpr IpAddress() = default;  // "::"
  [[nodiscard]] static constexpr IpAddress v4(const std::array<std::uint8_t, 4>& octets) {
    return IpAddress(
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, octets[0], octets[1], octets[2], octets[3]});
  }
  [[nodiscard]] static constexpr IpAddress v6(const Bytes& bytes) { return IpAddress(bytes); }

  // Dotted IPv4 without leading zeros, or IPv6 without a zone; otherwise kMalformed.
  [[nodiscard]] static Result<IpAddress> parse(std::string_view text);

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] std::string to_text() const;

  friend constexpr auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  explicit constexpr IpAddress(const Bytes& bytes) : bytes_(bytes) {}
  Bytes bytes_{};
};

// One address or one network. The bits behind the prefix are zero.
class IpRange {
 public:
  // "10.0.0.1", "10.0.0.0/8", "2001:db8::/32". kMalformed for what is neither, and for a network
  // with bits set behind its prefix, since then either the address or the length is a slip.
  [[nodiscard]] static Result<IpRange> parse(std::string_view text);

  [[nodiscard]] bool contains(const IpAddress& address) const;
  [[nodiscard]] std::string to_text() const;  // without "/32" and "/128"

  friend constexpr auto operator<=>(const IpRange&, const IpRange&) = default;

 private:
  IpRange(const IpAddress& network, std::uint8_t prefix) : network_(network), prefix_(prefix) {}
  IpAddress network_;
  std::uint8_t prefix_;  // bits of the 128, IPv4 counted from 96
};

// Empty: any address.
class IpAllowList {
 public:
  IpAllowList() = default;

  // Entries separated by commas, blanks around them ignored; blank text is the empty list.
  // kMalformed for an entry that is none, kOutOfRange above kMaxIpRanges.
  [[nodiscard]] static Result<IpAllowList> parse(std::string_view text);

  [[nodiscard]] bool allows(const IpAddress& address) const;
  [[nodiscard]] const std::vector<IpRange>& ranges() const { return ranges_; }
  [[nodiscard]] std::string to_text() const;  // "10.0.0.0/8,2001:db8::1"

  friend bool operator==(const IpAllowList&, const IpAllowList&) = default;

 private:
  std::vector<IpRange> ranges_;
};

}  // namespace plimsoll::auth
