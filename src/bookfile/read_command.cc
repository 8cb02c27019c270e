#include "bookfile/read_command.h"

#include <array>

#include "base/limits.h"
#include "bookfile/read_parameters.h"
#include "bookfile/read_wallets.h"
#include "bookfile/reading.h"

namespace plimsoll::bookfile {
namespace {

using Commands = std::vector<book::Command>;

GroupId group(Object& members) { return GroupId{members["groupId"].integer(1, kMaxId)}; }

Uid account_named(const Value& value, const CommandContext& context) {
  constexpr std::string_view kExpected = "the email of an account";
  const auto found = context.uids_by_email.find(value.string(kExpected));
  if (found != context.uids_by_email.end()) return found->second;
  value.refuse(kExpected);
  return {};
}

Commands fund_pool(Object& members, const CommandContext& context) {
  const AssetId asset = known_asset(members["asset"], context.parameters);
  return {book::FundPool{asset, members["amount"].decimal<Amount>(Bound::kNone)}};
}

Commands change_rebate(Object& members, const CommandContext& context) {
  const Uid parent = account_named(members["parentEmail"], context);
  return {book::ChangeRebate{parent, members["amount"].decimal<Amount>(Bound::kNone)}};
}

// Either term may be left out; the rate holds from the next hour on.
Commands set_loan_terms(Object& members, const CommandContext& context) {
  const Value name = members["asset"];
  const AssetId id = known_asset(name, context.parameters);
  if (name.reading().failed()) return {};
  book::DefineAsset command{context.parameters.asset(id)};
  if (const Value loanable = members["loanable"]; loanable.present()) {
    command.asset.loanable = loanable.boolean();
  }
  if (const Value rate = members["dailyRate"]; rate.present()) {
    command.asset.daily_rate = rate.decimal<Rate>(Bound::kNotNegative);
  }
  return {std::move(command)};
}

Commands set_unit_lines(Object& members, const CommandContext&) {
  const GroupId unit = group(members);
  return {book::SetUnitLines{unit, read_own_lines(members["lines"])}};
}

Commands update_wallets(Object& members, const CommandContext& context) {
  const Uid account = account_named(members["email"], context);
  Commands commands;
  Object wallets(members["wallets"]);
  if (const Value spot = wallets["SPOT"]; spot.present()) {
    commands.emplace_back(book::UpdateWallet{account, read_spot_wallet(spot, context.parameters)});
  }
  if (const Value cross = wallets["CROSS_MARGIN"]; cross.present()) {
    commands.emplace_back(
        book::UpdateWallet{account, read_cross_margin_wallet(cross, context.parameters)});
  }
  if (const Value portfolio = wallets["PORTFOLIO_MARGIN"]; portfolio.present()) {
    commands.emplace_back(
        book::UpdateWallet{account, read_portfolio_margin_wallet(portfolio, context.parameters)});
  }
  wallets.close();
  return commands;
}

template <class Find>
void read_prices(const Value& list, std::string_view key, model::PriceKind kind,
                 const CommandContext& context, Find find, book::UpdatePrices& update) {
  if (!list.present()) return;
  list.for_each([&](const Value& entry) {
    Object members(entry);
    const std::uint16_t index = find(members[key]);
    update.prices.push_back(
        {kind, index, members["price"].decimal<Price>(Bound::kPositive), context.now});
    members.close();
  });
}

Commands update_prices(Object& members, const CommandContext& context) {
  book::UpdatePrices update;
  const auto asset = [&](const Value& name) { return known_asset(name, context.parameters).value; };
  const auto contract = [&](const Value& symbol) {
    return known_contract(symbol, context.parameters).value;
  };
  read_prices(members["marginIndex"], "asset", model::PriceKind::kMarginIndex, context, asset,
              update);
  read_prices(members["assetIndex"], "asset", model::PriceKind::kAssetIndex, context, asset,
              update);
  read_prices(members["mark"], "symbol", model::PriceKind::kMark, context, contract, update);
  return {std::move(update)};
}

Commands report_fill(Object& members, const CommandContext&) {
  book::ReportFill fill;
  fill.unit = group(members);
  fill.order = members["order"].integer(1, kMaxId);
  fill.sold = members["sold"].decimal<Amount>(Bound::kNotNegative);
  fill.proceeds = members["proceeds"].decimal<Amount>(Bound::kNotNegative);
  return {fill};
}

Commands settle_transfer(Object& members, const CommandContext&) {
  book::SettleTransfer settled;
  settled.unit = group(members);
  settled.transaction = members["transaction"].integer(1, kMaxId);
  settled.succeeded = members["succeeded"].boolean();
  return {settled};
}

model::Permissions permissions(const Value& list) {
  model::Permissions given{.read = false, .trade = false, .internal_transfer = false};
  Once<std::string_view> once;
  list.for_each([&](const Value& name) {
    constexpr std::string_view kExpected = "READ, TRADE or INTERNAL_TRANSFER";
    const std::string_view text = name.string(kExpected);
    once.add(name, text);
    if (text == "READ") {
      given.read = true;
    } else if (text == "TRADE") {
      given.trade = true;
    } else if (text == "INTERNAL_TRANSFER") {
      given.internal_transfer = true;
    } else {
      name.refuse(kExpected);
    }
  });
  return given;
}

Commands create_api_key(Object& members, const CommandContext& context) {
  model::ApiKey key;
  key.account = account_named(members["email"], context);
  if (const Value type = members["type"]; type.present()) key.type = type.choice<KeyType>();
  if (const Value public_key = members["publicKey"]; public_key.present()) {
    key.material = public_key.string("a public key");
  }
  if (const Value list = members["permissions"]; list.present()) {
    key.permissions = permissions(list);
  }
  if (const Value list = members["allowedAddresses"]; list.present()) {
    list.for_each([&](const Value& address) {
      key.allowed_addresses.emplace_back(address.string("an address or a range"));
    });
  }
  if (const Value label = members["label"]; label.present()) key.label = label.string("a text");
  if (const Value expires = members["expires"]; expires.present()) key.expires = expires.time();
  return {book::CreateApiKey{std::move(key)}};
}

Commands create_operator(Object& members, const CommandContext&) {
  book::CreateOperator command;
  command.who.name = members["name"].string("a name");
  command.who.role = members["role"].choice<model::OperatorRole>();
  if (const Value expires = members["expires"]; expires.present()) {
    command.who.expires = expires.time();
  }
  return {std::move(command)};
}

Commands revoke_operator(Object& members, const CommandContext&) {
  return {book::RevokeOperator{std::string(members["id"].string("the id of an operator"))}};
}

Commands revoke_api_key(Object& members, const CommandContext&) {
  return {book::RevokeApiKey{std::string(members["key"].string("an API key"))}};
}

struct Form {
  std::string_view name;
  Commands (*read)(Object& members, const CommandContext& context);
};
constexpr std::array kForms = {
    Form{"FUND_POOL", fund_pool},
    Form{"CHANGE_REBATE", change_rebate},
    Form{"SET_LOAN_TERMS", set_loan_terms},
    Form{"SET_UNIT_LINES", set_unit_lines},
    Form{"UPDATE_WALLETS", update_wallets},
    Form{"UPDATE_PRICES", update_prices},
    Form{"REPORT_FILL", report_fill},
    Form{"SETTLE_TRANSFER", settle_transfer},
    Form{"CREATE_API_KEY", create_api_key},
    Form{"REVOKE_API_KEY", revoke_api_key},
    Form{"CREATE_OPERATOR", create_operator},
    Form{"REVOKE_OPERATOR", revoke_operator},
};

// Null after a complaint.
const Form* find_form(const Value& name) {
  std::string names;
  for (const Form& form : kForms) {
    if (name.is(JsonKind::kString) && name.text() == form.name) return &form;
    names += (names.empty() ? "" : ", ") + std::string(form.name);
  }
  name.refuse("one of " + names);
  return nullptr;
}

std::string read_reason(const Value& value) {
  const std::string_view reason = value.string("why this is done, as a text");
  if (value.reading().failed()) return {};
  if (auto checked = book::check_reason(reason); !checked) {
    value.reading().complain(value.path() + ": " + checked.error().detail);
  }
  return std::string(reason);
}

OperatorCommand read_any(const Value& root, const CommandContext& context) {
  Object members(root);
  OperatorCommand command;
  const Form* form = find_form(members["command"]);
  if (form == nullptr) return command;
  if (context.may_run) {
    if (auto allowed = context.may_run(form->name); !allowed) {
      root.reading().complain(std::move(allowed.error()));
      return command;
    }
  }
  command.name = form->name;
  command.reason = read_reason(members["reason"]);
  command.commands = form->read(members, context);
  members.close();
  return command;
}

}  // namespace

Result<OperatorCommand> read_command(std::string_view json, const CommandContext& context) {
  ASSIGN_OR_RETURN(const JsonText text, JsonText::parse(json, ErrorCode::kMalformed));
  Reading reading(text, ErrorCode::kMalformed);
  OperatorCommand command = read_any(reading.root(), context);
  RETURN_IF_ERROR(reading.outcome());
  return command;
}

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names;
  for (const Form& form : kForms) names.push_back(form.name);
  return names;
}

}  // namespace plimsoll::bookfile
