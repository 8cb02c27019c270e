// GET /sapi/v1/margin/loan-group/max-borrowable.
#include "risk/max_borrowable.h"

#include "server/handlers.h"
#include "server/requests.h"
#include "server/units.h"
#include "wire/max_borrowable.h"

namespace plimsoll::server {

Result<void> answer_max_borrowable(const Call& call, std::string& body) {
  ASSIGN_OR_RETURN(const std::string_view name, call.parameters.text("assetName"));
  ASSIGN_OR_RETURN(const auto group, call.parameters.optional_integer("groupId"));
  const model::Parameters& parameters = *call.book.parameters;
  const auto asset = parameters.find_asset(upper(name));
  if (!asset || !parameters.asset(*asset).loanable) {
    return fail(ErrorCode::kAssetNotLoanable, "cannot be borrowed", {upper(name)});
  }
  std::optional<Amount> amount;
  // A parent says which of its units; a credit account has one.
  const bool says_enough = group.has_value() || !call.caller.is_parent();
  const auto units =
      says_enough ? visible_units(call, group) : std::vector<const engine::UnitSnapshot*>{};
  if (!units.empty()) {
    const risk::UnitView view = units.front()->view();
    ASSIGN_OR_RETURN(const risk::Assessment assessment,
                     risk::assess(view, *call.book.board, parameters));
    const auto limit = risk::max_borrowable(view, assessment, *call.book.board, parameters, *asset,
                                            call.book.directory->pool(*asset));
    if (!limit) return fail(ErrorCode::kPriceMissing, "no price of the asset", {upper(name)});
    amount = limit->amount;
  }
  wire::write_max_borrowable(body, amount, call.style);
  return {};
}

}  // namespace plimsoll::server
