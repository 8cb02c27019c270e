// The API described in OpenAPI 3.1: every endpoint of the table with its parameters, answers and
// errors, for tools that read such a description.
//
// The description follows from the tables (endpoints, answer_schemas, error_table) and holds no
// fact of its own but how a call is signed; the same program always writes the same bytes.
#pragma once

#include <string>

namespace plimsoll::wire {

// Appends the document, which is JSON. Some 100 KB: made once, not for every request.
void write_openapi(std::string& out);

}  // namespace plimsoll::wire
