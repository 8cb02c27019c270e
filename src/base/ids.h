// Identifiers that do not mix by accident.
#pragma once

#include <compare>
#include <cstdint>

namespace plimsoll {

template <class Tag, class RepType>
struct Id {
  using Rep = RepType;
  Rep value{};
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using Uid = Id<struct UidTag, std::int64_t>;           // account, as the exchange numbers it
using GroupId = Id<struct GroupIdTag, std::int64_t>;   // risk unit
using AssetId = Id<struct AssetIdTag, std::uint16_t>;  // index into the parameters' asset list
using ContractId =
    Id<struct ContractIdTag, std::uint16_t>;  // index into the parameters' contract list
using Sequence =
    Id<struct SequenceTag, std::uint64_t>;  // position of a record in the journal, from 1

}  // namespace plimsoll
