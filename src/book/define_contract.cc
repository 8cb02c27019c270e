#include "book/define_contract.h"

#include "base/limits.h"
#include "model/names.h"

namespace plimsoll::book {

Result<ContractDefined> decide(const Book& book, const DefineContract& command) {
  const model::Contract& contract = command.contract;
  if (!model::is_contract_symbol(contract.symbol)) {
    return fail(ErrorCode::kMalformed, "a contract symbol has 1 to 40 characters A-Z 0-9 _");
  }
  RETURN_IF_ERROR(need_asset(book, contract.base_asset));
  RETURN_IF_ERROR(need_asset(book, contract.margin_asset));
  if (contract.type == model::ContractType::kCoinMargined) {
    if (!contract.contract_size.is_positive() ||
        contract.contract_size > Amount::whole(kMaxContractSize)) {
      return fail(ErrorCode::kOutOfRange,
                  "the contractSize of a COIN_M contract is at most 1000 USD");
    }
    if (contract.base_asset != contract.margin_asset) {
      return fail(ErrorCode::kOutOfRange, "a COIN_M contract is margined in its base asset");
    }
  } else if (!contract.contract_size.is_zero()) {
    return fail(ErrorCode::kOutOfRange, "a USD_M contract has no contractSize");
  }
  const auto known = book.parameters.find_contract(contract.symbol);
  if (known) {
    const model::Contract& held = book.parameters.contract(*known);
    if (held.type != contract.type || held.margin_asset != contract.margin_asset) {
      return fail(ErrorCode::kOutOfRange, "a contract keeps its type and margin asset");
    }
    return ContractDefined{*known, contract};
  }
  const std::size_t count = book.parameters.contracts.size();
  if (count >= kMaxAssets) return fail(ErrorCode::kOutOfRange, "too many contracts");
  return ContractDefined{ContractId{static_cast<std::uint16_t>(count)}, contract};
}

void apply(Book& book, const ContractDefined& event) {
  model::Parameters& parameters = book.parameters;
  if (event.id.value == parameters.contracts.size()) {
    parameters.contracts.push_back(event.contract);
    parameters.contract_ids.emplace(event.contract.symbol, event.id);
    return;
  }
  parameters.contracts.at(event.id.value) = event.contract;
}

}  // namespace plimsoll::book
