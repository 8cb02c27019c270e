#include "risk/ltv.h"

#include <algorithm>

#include "base/wide.h"

namespace plimsoll::risk {

LtvFigure displayed_ltv(Value liability, Value adjusted_equity, Amount cap, Rounding rounding) {
  CHECK(liability.fits() && adjusted_equity.fits());
  if (!liability.is_positive()) return {};
  const auto most = round_to<LtvFigure>(cap, Rounding::kDown);
  if (!adjusted_equity.is_positive()) return most;
  const auto raw =
      divide_difference(liability.raw(), LtvFigure::kOne, 0, 0, adjusted_equity.raw(), 1, rounding);
  const LtvFigure figure = raw ? LtvFigure::narrowed(*raw) : LtvFigure::overflowed();
  return figure.fits() ? std::min(figure, most) : most;
}

bool at_or_above(Ratio line, Value liability, Value adjusted_equity) {
  CHECK(liability.fits() && adjusted_equity.fits());
  if (!liability.is_positive()) return false;
  if (!adjusted_equity.is_positive()) return true;
  return compare_products(liability.raw(), Ratio::kOne, line.raw(), adjusted_equity.raw()) >= 0;
}

}  // namespace plimsoll::risk
