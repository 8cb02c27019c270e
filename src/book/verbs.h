// Every verb of the book: the complete list of commands and events, and the two functions that run
// them.
//
//   decide(book, command) -> event or error     reads only; the order of its checks is the
//   precedence of the errors apply(book, event)                          never fails
//
// One verb is one file; this one only lists them.
#pragma once

#include <functional>
#include <variant>

#include "book/accrue.h"
#include "book/adjust_wallet.h"
#include "book/borrow.h"
#include "book/change_rebate.h"
#include "book/close_unit.h"
#include "book/create_account.h"
#include "book/create_api_key.h"
#include "book/create_operator.h"
#include "book/create_unit.h"
#include "book/define_asset.h"
#include "book/define_contract.h"
#include "book/edit_member.h"
#include "book/fund_pool.h"
#include "book/liquidation.h"
#include "book/operator_acted.h"
#include "book/repay.h"
#include "book/reseal_secrets.h"
#include "book/review.h"
#include "book/revoke_api_key.h"
#include "book/revoke_operator.h"
#include "book/set_frozen_amount.h"
#include "book/set_liability.h"
#include "book/set_parameters.h"
#include "book/set_unit_lines.h"
#include "book/start_interest.h"
#include "book/transfer.h"
#include "book/transfer_out.h"
#include "book/update_prices.h"
#include "book/update_wallet.h"

namespace plimsoll::book {

using Command =
    std::variant<DefineAsset, DefineContract, SetParameters, UpdatePrices, CreateAccount,
                 SetFrozenAmount, CreateApiKey, RevokeApiKey, UpdateWallet, AdjustWallet,
                 CreateUnit, EditMember, CloseUnit, SetLiability, SetUnitLines, FundPool,
                 ChangeRebate, Borrow, Repay, TransferOut, SettleTransfer, Transfer, ReportFill,
                 StartInterest, CreateOperator, RevokeOperator, ResealSecrets>;

using Event =
    std::variant<AssetDefined, ContractDefined, ParametersSet, PricesUpdated, AccountCreated,
                 FrozenAmountSet, ApiKeyCreated, ApiKeyRevoked, WalletUpdated, WalletAdjusted,
                 UnitCreated, MemberEdited, UnitClosed, LiabilitySet, UnitLinesSet, PoolFunded,
                 RebateChanged, Borrowed, Repaid, TransferredOut, TransferSettled, Transferred,
                 InterestAccrued, MemberInterestAccrued, UnitStateChanged, LiquidationStarted,
                 CollateralMoved, OrdersCancelled, PositionClosed, FuturesCollected, OwnLoanRepaid,
                 SaleOrdered, SaleFilled, LiquidationEnded, RequestAnswered, InterestStarted,
                 OperatorCreated, OperatorRevoked, OperatorActed, SecretsResealed>;

[[nodiscard]] Result<Event> decide(const Book& book, const Command& command);
void apply(Book& book, const Event& event);

// What happens by itself: the charges of a full hour, and the review of one unit. Each event is
// handed to `commit`, which applies it before the next is decided.
void accrue_hour(const Book& book, Timestamp hour, const std::function<void(Event)>& commit);
void review_unit(const Book& book, GroupId unit, const std::function<void(Event)>& commit);

// The active units whose standing an event can change: of its account or unit; all of them for
// prices and parameters.
[[nodiscard]] std::vector<GroupId> touched_units(const Book& book, const Event& event);

// What a client is told of an event that answers its request.
[[nodiscard]] Outcome outcome_of(const Event& event);

// When something happens by itself next, after `seen`, which is not before the book's time: a full
// hour that may cost interest, the end of a cure time.
[[nodiscard]] std::optional<Timestamp> next_due(const Book& book, Timestamp seen);

}  // namespace plimsoll::book
