// The `parameters` object of a book file, canonical.
#pragma once

#include "bookfile/indented_writer.h"
#include "model/parameters.h"

namespace plimsoll::bookfile {

void write_parameters(IndentedWriter& out, const model::Parameters& parameters);

}  // namespace plimsoll::bookfile
