#include "auth/ip_range.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "auth/text.h"
#include "base/check.h"

namespace plimsoll::auth {
namespace {

constexpr unsigned kMappedBits = 96;  // the constant part of ::ffff:a.b.c.d
constexpr IpAddress::Bytes kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0};

// Text from outside goes into an error shortened, and without control characters.
std::string quoted(std::string_view text) {
  std::string shown = "'";
  for (const char c : text.substr(0, 64)) shown.push_back(c >= ' ' && c <= '~' ? c : '?');
  return shown + "'";
}

IpAddress masked(const IpAddress& address, unsigned prefix) {
  IpAddress::Bytes bytes = address.bytes();
  for (unsigned i = 0; i < bytes.size(); ++i) {
    const unsigned kept = prefix <= 8 * i ? 0 : std::min(prefix - 8 * i, 8u);
    bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xFF00u >> kept));
  }
  return IpAddress::v6(bytes);
}

}  // namespace

Result<IpAddress> IpAddress::parse(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN + 1] = {};
  if (!text.empty() && text.size() < sizeof(terminated) &&
      text.find('\0') == std::string_view::npos) {
    std::memcpy(terminated, text.data(), text.size());
    std::array<std::uint8_t, 4> octets{};
    if (inet_pton(AF_INET, terminated, octets.data()) == 1) return v4(octets);
    Bytes bytes{};
    if (inet_pton(AF_INET6, terminated, bytes.data()) == 1) return v6(bytes);
  }
  return fail(ErrorCode::kMalformed, quoted(text) + " is not an IPv4 or IPv6 address");
}

bool IpAddress::is_v4() const {
  return std::equal(bytes_.begin(), bytes_.begin() + kMappedBits / 8, kMappedPrefix.begin());
}

std::string IpAddress::to_text() const {
  char text[INET6_ADDRSTRLEN] = {};
  const char* const printed =
      is_v4() ? inet_ntop(AF_INET, bytes_.data() + kMappedBits / 8, text, sizeof(text))
              : inet_ntop(AF_INET6, bytes_.data(), text, sizeof(text));
  CHECK(printed != nullptr);
  return text;
}

Result<IpRange> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  ASSIGN_OR_RETURN(const IpAddress address, IpAddress::parse(text.substr(0, slash)));
  if (slash == std::string_view::npos) return IpRange(address, 128);

  // "::ffff:10.0.0.0/104" counts its bits as IPv6 does, "10.0.0.0/8" as IPv4 does.
  const bool dotted = text.substr(0, slash).find(':') == std::string_view::npos;
  const unsigned most = dotted ? 32 : 128;
  const std::string_view digits = text.substr(slash + 1);
  unsigned length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (error != std::errc{} || end != digits.data() + digits.size() || length > most ||
      (digits.size() > 1 && digits.front() == '0')) {
    return fail(ErrorCode::kMalformed, "the prefix length of " + quoted(text) +
                                           " is not a number from 0 to " + std::to_string(most));
  }
  const unsigned prefix = dotted ? length + kMappedBits : length;
  const IpAddress network = masked(address, prefix);
  if (network != address) {
    return fail(ErrorCode::kMalformed,
                quoted(text) + " has bits set behind its prefix; for the whole network write " +
                    IpRange(network, static_cast<std::uint8_t>(prefix)).to_text());
  }
  return IpRange(network, static_cast<std::uint8_t>(prefix));
}

bool IpRange::contains(const IpAddress& address) const {
  return address.is_v4() == network_.is_v4() && masked(address, prefix_) == network_;
}

std::string IpRange::to_text() const {
  if (prefix_ == 128) return network_.to_text();
  const unsigned shown = network_.is_v4() ? prefix_ - kMappedBits : prefix_;
  return network_.to_text() + "/" + std::to_string(shown);
}

Result<IpAllowList> IpAllowList::parse(std::string_view text) {
  IpAllowList list;
  if (trimmed(text).empty()) return list;
  while (true) {
    if (list.ranges_.size() == kMaxIpRanges) {
      return fail(ErrorCode::kOutOfRange,
                  "more than " + std::to_string(kMaxIpRanges) +
                      " entries in an IP allow-list; join neighbours into a network");
    }
    const std::size_t comma = text.find(',');
    ASSIGN_OR_RETURN(const IpRange range, IpRange::parse(trimmed(text.substr(0, comma))));
    list.ranges_.push_back(range);
    if (comma == std::string_view::npos) return list;
    text.remove_prefix(comma + 1);
  }
}

bool IpAllowList::allows(const IpAddress& address) const {
  return ranges_.empty() || std::any_of(ranges_.begin(), ranges_.end(), [&](const IpRange& range) {
           return range.contains(address);
         });
}

std::string IpAllowList::to_text() const {
  std::string text;
  for (const IpRange& range : ranges_) {
    if (!text.empty()) text.push_back(',');
    text += range.to_text();
  }
  return text;
}

}  // namespace plimsoll::auth
