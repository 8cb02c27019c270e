#include "server/operator_access.h"

#include <algorithm>

#include "auth/operator_token.h"

namespace plimsoll::server {
namespace {

constexpr std::string_view kScheme = "bearer ";

// The token of the header, as it was sent; nothing without one.
std::optional<std::string_view> token_of(const net::Request& request) {
  const auto header = request.header("Authorization");
  if (!header || header->size() < kScheme.size()) return std::nullopt;
  const auto same = [](char sent, char wanted) {
    return (sent >= 'A' && sent <= 'Z' ? sent - 'A' + 'a' : sent) == wanted;
  };
  const std::string_view scheme = header->substr(0, kScheme.size());
  if (!std::equal(scheme.begin(), scheme.end(), kScheme.begin(), same)) return std::nullopt;
  return header->substr(kScheme.size());
}

std::shared_ptr<const model::Operator> owner_of(const engine::Directory& directory,
                                                std::string_view token) {
  const auto id = auth::operator_id_of(token);
  if (!id) return nullptr;
  const auto found = directory.operators.find(*id);
  // An unknown id costs the hash too: time tells no more than the answer does.
  const std::string_view hash =
      found == directory.operators.end() ? std::string_view{} : found->second->token_hash;
  return auth::is_operator_token(token, hash) ? found->second : nullptr;
}

}  // namespace

Result<std::shared_ptr<const model::Operator>> OperatorAccess::identify(
    const engine::Directory& directory, const net::Request& request, Timestamp now) {
  const auto token = token_of(request);
  if (token) {
    auto owner = owner_of(directory, *token);
    if (owner && !owner->is_expired(now)) return owner;
    // Only wrong ones count: a browser that asks without a token first is no attack.
    if (const int wait = wrong_.note(request.remote, now); wait > 0) {
      return fail(ErrorCode::kTooManyRequests, "too many wrong tokens from this address",
                  {std::to_string(wait)});
    }
    if (log_) {
      log_("an operator token from " + std::string(request.remote_ip) +
           " was refused: " + (owner ? "\"" + owner->name + "\" has expired" : "it is nobody's"));
    }
  }
  return fail(ErrorCode::kUnauthorized, "this takes an operator's token");
}

Result<void> OperatorAccess::allow(const model::Operator& who, model::OperatorRole least,
                                   std::string_view what) const {
  if (who.role >= least) return {};
  const std::string needed(model::operator_role_name(least));
  if (log_) {
    log_("operator \"" + who.name + "\" was refused " + std::string(what) + ", which takes " +
         needed);
  }
  return fail(ErrorCode::kForbidden, std::string(what) + " takes the role " + needed, {needed});
}

}  // namespace plimsoll::server
