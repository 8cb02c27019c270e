// What a handler of a signed endpoint gets: the picture of the book at the moment of the call, who
// asks, and with what.
//
// A handler is a pure function of this: it reads no clock, changes nothing and may run on any
// thread. One endpoint, one file; handlers.cc holds the complete list. There are three kinds:
//
//   read     answers from the published picture, on the I/O thread
//   command  says what to submit to the engine, and how to tell the outcome
//   history  answers from the history projection, on a worker
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "book/verbs.h"
#include "engine/processor.h"
#include "engine/published.h"
#include "wire/numeric_style.h"
#include "wire/request_parameters.h"

namespace plimsoll::history {
class Store;
}

namespace plimsoll::server {

struct Call {
  const engine::Published& book;
  const model::Account& caller;
  const wire::RequestParameters& parameters;
  Timestamp now;
  const wire::NumericStyle& style;
};

// Appends the body of a 200 answer; on an error what was appended is discarded.
using ReadHandler = Result<void> (*)(const Call& call, std::string& body);

// What a command handler wants done, and how its answer reads.
struct Order {
  book::Command command;
  std::function<void(const book::Outcome& outcome, std::string& body)> answer;
};
using CommandHandler = Result<Order> (*)(const Call& call);

using HistoryHandler = Result<void> (*)(const Call& call, const history::Store& history,
                                        std::string& body);

using Handler = std::variant<ReadHandler, CommandHandler, HistoryHandler>;

}  // namespace plimsoll::server
