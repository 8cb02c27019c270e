// Every verb of the book: the complete list of commands and events, and the two functions that run
// them.
//
//   decide(book, command) -> event or error     reads only; the order of its checks is the
//   precedence of the errors apply(book, event)                          never fails
//
// One verb is one file; this one only lists them.
#pragma once

#include <variant>

#include "book/adjust_wallet.h"
#include "book/close_unit.h"
#include "book/create_account.h"
#include "book/create_api_key.h"
#include "book/create_unit.h"
#include "book/define_asset.h"
#include "book/define_contract.h"
#include "book/edit_member.h"
#include "book/revoke_api_key.h"
#include "book/set_frozen_amount.h"
#include "book/set_liability.h"
#include "book/set_parameters.h"
#include "book/update_prices.h"
#include "book/update_wallet.h"

namespace plimsoll::book {

using Command =
    std::variant<DefineAsset, DefineContract, SetParameters, UpdatePrices, CreateAccount,
                 SetFrozenAmount, CreateApiKey, RevokeApiKey, UpdateWallet, AdjustWallet,
                 CreateUnit, EditMember, CloseUnit, SetLiability>;

using Event =
    std::variant<AssetDefined, ContractDefined, ParametersSet, PricesUpdated, AccountCreated,
                 FrozenAmountSet, ApiKeyCreated, ApiKeyRevoked, WalletUpdated, WalletAdjusted,
                 UnitCreated, MemberEdited, UnitClosed, LiabilitySet>;

[[nodiscard]] Result<Event> decide(const Book& book, const Command& command);
void apply(Book& book, const Event& event);

}  // namespace plimsoll::book
