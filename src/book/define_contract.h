// DefineContract: a futures contract and its brackets, new or changed. A contract keeps its id for
// ever.
#pragma once

#include "book/book.h"

namespace plimsoll::book {

struct DefineContract {
  static constexpr std::uint16_t kTag = 2;
  model::Contract contract;

  static constexpr auto fields() { return std::tuple(&DefineContract::contract); }
};

struct ContractDefined {
  static constexpr std::uint16_t kTag = 2;
  ContractId id;
  model::Contract contract;
  static constexpr auto fields() {
    return std::tuple(&ContractDefined::id, &ContractDefined::contract);
  }
};

// kMalformed: the symbol. kUnknownAsset: base or margin asset. kOutOfRange: too many contracts; a
// COIN-M contract without a positive size up to 1000 USD or not margined in its base coin; a USD-M
// contract with a size; a change of type or margin asset of a known contract, which would change
// what open positions mean.
[[nodiscard]] Result<ContractDefined> decide(const Book& book, const DefineContract& command);
void apply(Book& book, const ContractDefined& event);

}  // namespace plimsoll::book
