// How an Error looks to a client: the exchange's code, the HTTP status and the documented words.
//
// One table. A code that has no line in it never belonged on the wire and is answered like
// kInternal; an Error's `detail` is for us and never leaves. All functions are pure and may run on
// any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace plimsoll::wire {

// Both ends of every answer that failed: {"code":-1102,"msg":"..."}.
[[nodiscard]] int exchange_code(const Error& error);
[[nodiscard]] int http_status(const Error& error);

// The message with the error's arguments in its placeholders. Of several documented texts it is the
// one that uses most of the arguments there are; surplus arguments are ignored.
[[nodiscard]] std::string error_message(const Error& error);

void append_error_body(std::string& out, const Error& error);
[[nodiscard]] std::string error_body(const Error& error);

// The body for what the HTTP server refuses by itself, before there is a request to speak of.
[[nodiscard]] std::string transport_error_body(int http_status);

}  // namespace plimsoll::wire
