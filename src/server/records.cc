#include "server/records.h"

#include "server/requests.h"
#include "server/units.h"

namespace plimsoll::server {

Result<history::Paging> read_paging(const Call& call, const wire::PagePolicy& policy) {
  ASSIGN_OR_RETURN(const wire::Page page, wire::read_page(call.parameters, policy));
  return history::Paging{page.number, page.size};
}

Result<RecordRange> read_range(const Call& call, const wire::WindowPolicy& window,
                               const wire::PagePolicy& pages) {
  ASSIGN_OR_RETURN(const history::Paging paging, read_paging(call, pages));
  ASSIGN_OR_RETURN(const wire::TimeWindow span,
                   wire::read_window(window, call.parameters, call.now));
  return RecordRange{{span.start, span.end}, paging};
}

Result<std::optional<GroupId>> unit_of_records(const Call& call) {
  ASSIGN_OR_RETURN(const auto group, call.parameters.optional_integer("groupId"));
  const engine::UnitSnapshot* unit =
      group ? call.book.directory->find_unit(GroupId{*group}) : credit_unit(call);
  if (unit == nullptr || !is_credit_of(*unit->unit, call.caller)) return std::optional<GroupId>{};
  return std::optional(unit->unit->id);
}

Result<AssetFilter> read_asset_filter(const Call& call, std::string_view parameter) {
  ASSIGN_OR_RETURN(const auto name, call.parameters.optional_text(parameter));
  if (!name) return AssetFilter{};
  const auto asset = call.book.parameters->find_asset(upper(*name));
  return AssetFilter{asset.has_value(), asset};
}

}  // namespace plimsoll::server
