// Operators: the people and programs that run the lender's side of a server, and how far each may
// go. A token's hash is opaque here; only the auth layer understands it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/check.h"
#include "base/time.h"

namespace plimsoll::model {

// Each may do what the ones before it may. The order is the journal's format.
enum class OperatorRole : std::uint8_t {
  kViewer,         // looks
  kRiskOfficer,    // and runs the loans from day to day
  kAdministrator,  // and moves the lender's own money and decides who may do what
};
[[nodiscard]] constexpr int enum_size(OperatorRole) { return 3; }

// "VIEWER", "RISK_OFFICER", "ADMINISTRATOR".
[[nodiscard]] constexpr std::string_view operator_role_name(OperatorRole role) {
  switch (role) {
    case OperatorRole::kViewer: return "VIEWER";
    case OperatorRole::kRiskOfficer: return "RISK_OFFICER";
    case OperatorRole::kAdministrator: return "ADMINISTRATOR";
  }
  CHECK_MSG(false, "a role without a name");
}

struct Operator {
  std::string id;    // public, part of the token
  std::string name;  // for people; active operators have different ones
  OperatorRole role = OperatorRole::kViewer;
  std::string token_hash;  // of the whole token
  Timestamp created;
  std::optional<Timestamp> expires;  // from then on the token is refused

  [[nodiscard]] bool is_expired(Timestamp now) const { return expires && *expires <= now; }

  static constexpr auto fields() {
    return std::tuple(&Operator::id, &Operator::name, &Operator::role, &Operator::token_hash,
                      &Operator::created, &Operator::expires);
  }
  friend bool operator==(const Operator&, const Operator&) = default;
};

}  // namespace plimsoll::model
