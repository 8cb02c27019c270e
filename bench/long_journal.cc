// Makes a state folder with a long journal: the demo's book, then one record a price, one second
// apart. For measuring how long a start takes (docs/benchmarks.md).
// Usage: long_journal FOLDER RECORDS
#include <cstdio>
#include <cstdlib>

#include "app/demo.h"
#include "app/state.h"

namespace plimsoll {
namespace {

Result<void> make(const std::string& folder, std::int64_t records) {
  ASSIGN_OR_RETURN(app::State state, app::open_state({folder, false, true}, {}));
  Timestamp now = app::SystemClock().now() + -(records + 1) * 1000;
  RETURN_IF_ERROR(app::seed_demo(state, now));
  engine::Processor& processor = *state.processor;
  const auto btc = processor.book().parameters.find_asset("BTC");
  CHECK_MSG(btc.has_value(), "the demo has BTC");
  const Price begin = processor.book().prices.margin_index.at(btc->value);
  for (std::int64_t i = 0; i < records; ++i) {
    now = now + 1000;
    // Up and down by a thousandth, far from every line.
    const Price price = begin + Price::from_raw(begin.raw() / 100'000 * (i % 100));
    const std::vector<engine::Submission> submissions{
        {book::UpdatePrices{{{model::PriceKind::kMarginIndex, btc->value, price, now},
                             {model::PriceKind::kAssetIndex, btc->value, price, now}}}}};
    const auto results = processor.turn(submissions, now);
    if (!results) return tl::unexpected<Error>(results.error());
  }
  return {};
}

}  // namespace
}  // namespace plimsoll

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto made = plimsoll::make(argv[1], std::atoll(argv[2]));
  if (!made) std::fprintf(stderr, "%s\n", plimsoll::describe(made.error()).c_str());
  return made ? 0 : 1;
}
