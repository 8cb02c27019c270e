// Book files, inward: one JSON document (docs/book-format.md) to the commands that make the book.
//
// A file is accepted whole or refused whole: kBookFile with the path, what was expected and what
// was found, e.g. `accounts[3].wallets.SPOT[0].free: expected a decimal with at most 8 decimals,
// found "1.123456789"`. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "book/verbs.h"

namespace plimsoll::bookfile {

// The commands that turn an empty book into the file's. Ids of assets and contracts are their
// places among the DefineAsset / DefineContract commands, which are sorted by name: the commands
// fit an empty book only. Order: parameters, assets, contracts, accounts (parents first), frozen
// amounts, wallets, closed units, active units, liabilities, pools, rebates, prices.
struct BookFile {
  Timestamp time;
  std::vector<book::Command> commands;
  std::vector<std::string> paths;  // where each command comes from
};

// `default_parameters`: the `parameters` object that a file without one gets; empty: a file must
// have its own.
[[nodiscard]] Result<BookFile> read(std::string_view json,
                                    std::string_view default_parameters = {});

// A `parameters` object alone, as data/parameters/default.json: what a book without a file begins
// with.
struct ParameterFile {
  std::vector<book::Command> commands;
  std::vector<std::string> paths;
};

[[nodiscard]] Result<ParameterFile> read_parameters(std::string_view json);

// Runs the commands on an empty book at the file's time. What the book itself refuses - rules that
// span several entries - is kBookFile with the path of the command.
[[nodiscard]] Result<book::Book> build(const BookFile& file);

// read() and build().
[[nodiscard]] Result<book::Book> load(std::string_view json);

}  // namespace plimsoll::bookfile
