// What the handlers of mutations have in common: reading assets and amounts, finding accounts.
#pragma once

#include "server/handler.h"

namespace plimsoll::server {

// An asset by its name in any case. One the parameters do not list is an id that no verb accepts:
// the verb decides what is wrong first, and `name_unknown_asset` tells the name.
[[nodiscard]] AssetId asset_named(const Call& call, std::string_view name);
[[nodiscard]] Result<AssetId> asset_parameter(const Call& call, std::string_view parameter);

// A DECIMAL; kTooPrecise carries the asset.
[[nodiscard]] Result<Amount> amount_parameter(const Call& call, std::string_view asset);

// The parameters' upper-case form: asset names are case-insensitive on the wire.
[[nodiscard]] std::string upper(std::string_view text);

// The account with this email under the caller's parent account, or that parent itself; null when
// there is none.
[[nodiscard]] const model::Account* account_of_family(const Call& call, std::string_view email);

// The parent of the caller; the caller itself if it is one.
[[nodiscard]] Uid parent_of(const model::Account& caller);

}  // namespace plimsoll::server
