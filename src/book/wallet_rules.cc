#include "book/wallet_rules.h"

#include <algorithm>

namespace plimsoll::book {
namespace {

Error out_of_range(const Book& book, AssetId asset, std::string_view field) {
  const std::string& name = book.parameters.asset(asset).name;
  return {ErrorCode::kOutOfRange, std::string(field) + " of " + name + " is negative", {}};
}

// The first field of `fields` that is negative, as an error.
template <class Balance>
std::optional<Error> find_negative(
    const Book& book, const Balance& balance,
    std::initializer_list<std::pair<Amount Balance::*, std::string_view>> fields) {
  for (const auto& [member, name] : fields) {
    if ((balance.*member).is_negative()) return out_of_range(book, balance.asset, name);
  }
  return std::nullopt;
}

std::optional<Error> broken_rule(const Book& book, const model::SpotBalance& balance) {
  using B = model::SpotBalance;
  return find_negative(book, balance, {{&B::free, "free"}, {&B::locked, "locked"}});
}

std::optional<Error> broken_rule(const Book& book, const model::CrossMarginBalance& balance) {
  using B = model::CrossMarginBalance;
  return find_negative(book, balance,
                       {{&B::free, "free"},
                        {&B::locked, "locked"},
                        {&B::borrowed, "borrowed"},
                        {&B::interest, "interest"}});
}

std::optional<Error> broken_rule(const Book& book, const model::PortfolioMarginBalance& balance) {
  using B = model::PortfolioMarginBalance;
  return find_negative(book, balance,
                       {{&B::free, "crossMarginFree"},
                        {&B::locked, "crossMarginLocked"},
                        {&B::borrowed, "crossMarginBorrowed"},
                        {&B::interest, "crossMarginInterest"}});
}

template <class Balance>
Result<void> normalize(const Book& book, std::vector<Balance>& balances) {
  std::stable_sort(balances.begin(), balances.end(),
                   [](const Balance& a, const Balance& b) { return a.asset < b.asset; });
  for (std::size_t i = 0; i < balances.size(); ++i) {
    RETURN_IF_ERROR(need_asset(book, balances[i].asset));
    if (i > 0 && balances[i - 1].asset == balances[i].asset) {
      return fail(ErrorCode::kDuplicate,
                  book.parameters.asset(balances[i].asset).name + " stands twice in one wallet");
    }
    if (auto error = broken_rule(book, balances[i])) {
      return tl::unexpected<Error>(std::move(*error));
    }
    if (!all_enterable(balances[i])) {
      return fail(
          ErrorCode::kOutOfRange,
          "a balance of " + book.parameters.asset(balances[i].asset).name + " is beyond 10^15");
    }
  }
  std::erase_if(balances, [](const Balance& balance) { return model::is_zero(balance); });
  return {};
}

Result<void> check_position(const Book& book, const model::Position& position) {
  RETURN_IF_ERROR(need_contract(book, position.contract));
  const model::Contract& contract = book.parameters.contract(position.contract);
  if (!position.entry.is_positive()) {
    return fail(ErrorCode::kOutOfRange, "entryPrice of " + contract.symbol + " is not positive");
  }
  if (!all_enterable(position) || !is_enterable(position.entry)) {
    return fail(ErrorCode::kOutOfRange, "quantity of " + contract.symbol +
                                            " is beyond 10^15 or its entryPrice beyond 10^9");
  }
  const bool against_side =
      (position.side == model::PositionSide::kLong && position.quantity.is_negative()) ||
      (position.side == model::PositionSide::kShort && position.quantity.is_positive());
  if (against_side) {
    return fail(ErrorCode::kOutOfRange, "quantity of " + contract.symbol + " is against its side");
  }
  if (contract.type == model::ContractType::kCoinMargined &&
      position.quantity.raw() % Amount::kOne != 0) {
    return fail(ErrorCode::kOutOfRange,
                "quantity of " + contract.symbol + " counts whole contracts");
  }
  return {};
}

}  // namespace

Result<model::SpotWallet> normalized(const Book& book, model::SpotWallet wallet) {
  RETURN_IF_ERROR(normalize(book, wallet.balances));
  return wallet;
}

Result<model::CrossMarginWallet> normalized(const Book& book, model::CrossMarginWallet wallet) {
  RETURN_IF_ERROR(normalize(book, wallet.balances));
  return wallet;
}

Result<model::PortfolioMarginWallet> normalized(const Book& book,
                                                model::PortfolioMarginWallet wallet) {
  RETURN_IF_ERROR(normalize(book, wallet.balances));
  auto& positions = wallet.positions;
  std::erase_if(positions, [](const model::Position& p) { return p.quantity.is_zero(); });
  if (positions.size() > kMaxPositions) {
    return fail(ErrorCode::kOutOfRange,
                "a wallet has at most " + std::to_string(kMaxPositions) + " positions");
  }
  const auto place = [](const model::Position& p) { return std::pair(p.contract, p.side); };
  std::stable_sort(
      positions.begin(), positions.end(),
      [&](const model::Position& a, const model::Position& b) { return place(a) < place(b); });
  for (std::size_t i = 0; i < positions.size(); ++i) {
    RETURN_IF_ERROR(check_position(book, positions[i]));
    if (i > 0 && place(positions[i - 1]) == place(positions[i])) {
      return fail(ErrorCode::kDuplicate, book.parameters.contract(positions[i].contract).symbol +
                                             " stands twice with one side");
    }
  }
  return wallet;
}

}  // namespace plimsoll::book
