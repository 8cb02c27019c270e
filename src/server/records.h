// What the handlers of record endpoints have in common.
#pragma once

#include <optional>

#include "history/queries.h"
#include "server/handler.h"
#include "wire/paging.h"
#include "wire/window.h"

namespace plimsoll::server {

// Which rows a call asks for.
struct RecordRange {
  history::Window window;
  history::Paging paging;
};
[[nodiscard]] Result<history::Paging> read_paging(const Call& call,
                                                  const wire::PagePolicy& policy = wire::kRowPages);
[[nodiscard]] Result<RecordRange> read_range(const Call& call, const wire::WindowPolicy& window,
                                             const wire::PagePolicy& pages = wire::kRowPages);

// The unit of which a credit account may read the records: the one it names, be it closed, or its
// active one. Nothing for anybody else: they read an empty list.
[[nodiscard]] Result<std::optional<GroupId>> unit_of_records(const Call& call);

// An optional asset; `known` is false for one the parameters do not list: no row is of it.
struct AssetFilter {
  bool known = true;
  std::optional<AssetId> asset;
};
[[nodiscard]] Result<AssetFilter> read_asset_filter(const Call& call, std::string_view parameter);

}  // namespace plimsoll::server
