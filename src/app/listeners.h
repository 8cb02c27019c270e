// The public listener and the operators' as the settings want them, and the certificates of both.
#pragma once

#include <string>

#include "app/settings.h"
#include "net/server.h"

namespace plimsoll::app {

[[nodiscard]] net::ServerSettings server_settings(const Settings& settings);
// The operators' certificate, unless they have one of their own, is the public listener's.
[[nodiscard]] net::ServerSettings operator_settings(const Settings& settings);

// "https://127.0.0.1:8443".
[[nodiscard]] std::string listener_url(bool tls, const std::string& host, std::uint16_t port);

// Reads the certificates of both listeners again and logs what came of it: files that cannot be
// used are refused, and the old ones stay.
void reload_certificates(const Settings& settings, net::Server& server, net::Server& operators);

}  // namespace plimsoll::app
