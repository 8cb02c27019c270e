#include "server/client_address.h"

#include <algorithm>

namespace plimsoll::server {
namespace {

constexpr std::string_view kForwardedFor = "X-Forwarded-For";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

bool contain(const std::vector<auth::IpRange>& ranges, const auth::IpAddress& address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const auth::IpRange& range) { return range.contains(address); });
}

}  // namespace

Result<std::vector<auth::IpRange>> parse_trusted_proxies(std::string_view text) {
  return auth::IpAllowList::parse(text).map(
      [](const auth::IpAllowList& list) { return list.ranges(); });
}

Result<net::IpAddress> client_address(const net::Request& request,
                                      const std::vector<auth::IpRange>& trusted) {
  auth::IpAddress address = auth::IpAddress::v6(request.remote.bytes);
  if (trusted.empty() || !contain(trusted, address)) return request.remote;
  // Several fields of the name are one list, in their order (RFC 9110, 5.3).
  for (std::size_t i = request.fields.size(); i-- > 0;) {
    const auto& field = request.fields[i];
    if (!net::equal_ignoring_case(field.name, kForwardedFor)) continue;
    std::string_view list = field.value;
    while (true) {
      const std::size_t comma = list.rfind(',');
      const bool last = comma == std::string_view::npos;
      ASSIGN_OR_RETURN(address,
                       auth::IpAddress::parse(trimmed(last ? list : list.substr(comma + 1))));
      if (!contain(trusted, address)) return net::IpAddress{address.bytes()};
      if (last) break;
      list = list.substr(0, comma);
    }
  }
  return net::IpAddress{address.bytes()};
}

}  // namespace plimsoll::server
