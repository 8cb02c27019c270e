// The `parameters` object of a book: the same reader for a whole book and for a file of parameters
// alone.
#pragma once

#include <string>
#include <vector>

#include "bookfile/reading.h"
#include "model/parameters.h"
#include "model/risk_unit.h"

namespace plimsoll::bookfile {

// Parameters as a book will hold them once the commands of the file have run: assets and contracts
// sorted by name, their ids being their places.
struct NamedParameters {
  model::Parameters parameters;
  std::string path;                         // of the object
  std::vector<std::string> asset_paths;     // by AssetId
  std::vector<std::string> contract_paths;  // by ContractId
};

// Complaints go to the value's reading.
[[nodiscard]] NamedParameters read_parameters_object(const Value& value);

// The `lines` of a unit: any subset of the general ones.
[[nodiscard]] model::LtvLineOverrides read_own_lines(const Value& value);

// The asset or contract that a member names; a complaint if the parameters do not list it.
[[nodiscard]] AssetId known_asset(const Value& value, const model::Parameters& parameters);
[[nodiscard]] ContractId known_contract(const Value& value, const model::Parameters& parameters);

}  // namespace plimsoll::bookfile
