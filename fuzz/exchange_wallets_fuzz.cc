// An exchange's answers about an account: read whole, or refused with a reason.
#include <string>

#include "bookfile/exchange_wallets.h"
#include "bookfile/good_book_for_test.h"
#include "bookfile/read.h"
#include "fuzz/target.h"

namespace plimsoll::fuzz {
namespace {

const model::Parameters& parameters() {
  static const model::Parameters parameters = [] {
    auto loaded = bookfile::load(bookfile::kGoodBook);
    CHECK(loaded.has_value());
    return std::move(loaded->parameters);
  }();
  return parameters;
}

}  // namespace

void try_input(std::string_view input) {
  static_cast<void>(bookfile::detect(input));
  const auto [first, second] = halves(input, '\0');
  const bookfile::NamedAnswer answers[] = {{"first", first}, {"second", second}};
  const auto wallets =
      bookfile::read_account_wallets(std::span(answers, second.empty() ? 1 : 2), parameters());
  if (wallets) return;
  CHECK(!wallets.error().detail.empty());
}

}  // namespace plimsoll::fuzz
