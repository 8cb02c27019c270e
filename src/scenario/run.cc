#include "scenario/run.h"

#include "base/decimal.h"
#include "book/event_codec.h"
#include "scenario/facts.h"
#include "scenario/words.h"
#include "wire/error_table.h"

namespace plimsoll::scenario {
namespace {

// Whether `found` begins with all the words of `expected`.
bool begins_with_words(const std::string& found, const std::string& expected) {
  return found == expected || found.starts_with(expected + " ");
}

std::string text_of(const Answer& answer) {
  if (!answer.accepted) {
    std::string text = answer.number ? std::to_string(*answer.number) + " " : "";
    text += answer.error;
    for (const std::string& argument : answer.arguments) text += " " + argument;
    return answer.message.empty() ? text : text + " (" + answer.message + ")";
  }
  std::string text = answer.repeated ? "same" : "ok";
  if (answer.amount && !answer.amount->is_zero()) text += " " + trimmed(*answer.amount);
  if (answer.principal) text += " principal " + trimmed(*answer.principal);
  if (answer.interest) text += " interest " + trimmed(*answer.interest);
  return text;
}

// What is asked for was told, or the world does not tell it.
template <class Part>
bool agree(const std::optional<Part>& expected, const std::optional<Part>& told) {
  return !expected || !told || *expected == *told;
}

// The arguments that were asked for, in the error or in its message.
bool agrees_in_words(const ExpectedAnswer& expected, ErrorCode code, const Answer& answer) {
  if (expected.arguments.empty()) return true;
  if (answer.number) {
    return answer.message == wire::error_message(Error{code, {}, expected.arguments});
  }
  for (std::size_t i = 0; i < expected.arguments.size(); ++i) {
    if (i >= answer.arguments.size()) return false;
    if (normal_text(answer.arguments[i]) != normal_text(expected.arguments[i])) return false;
  }
  return true;
}

bool agrees(const ExpectedAnswer& expected, const Answer& answer) {
  if (expected.error.empty()) {
    return answer.accepted && expected.repeated == answer.repeated &&
           agree(expected.amount, answer.amount) && agree(expected.principal, answer.principal) &&
           agree(expected.interest, answer.interest);
  }
  const ErrorCode code = *error_named(expected.error);  // the parser knows it
  const int number = expected.number.value_or(wire::exchange_code(Error{code, {}, {}}));
  return !answer.accepted && agree(std::optional(number), answer.number) &&
         (answer.error.empty() || answer.error == expected.error) &&
         agrees_in_words(expected, code, answer);
}

// The next moment up to `to` at which the engine does something by itself.
Timestamp next_moment(const book::Book& book, Timestamp now, Timestamp to) {
  Timestamp next = std::min(to, book::hour_of(now) + book::kHourMs);
  for (const auto& [id, unit] : book.units) {
    if (unit->is_active() && unit->cure_until && *unit->cure_until > now) {
      next = std::min(next, *unit->cure_until);
    }
  }
  return next;
}

class Runner {
 public:
  Runner(const Scenario& scenario, World& world)
      : scenario_(scenario), world_(world), now_(scenario.start) {}

  Run run() {
    for (const Statement& statement : scenario_.statements) {
      step_ = Step{&statement, {}, {}, {}, {}};
      static_cast<void>(world_.take_events());
      std::visit([&](const auto& what) { carry_out(what); }, statement.what);
      for (const book::Event& event : world_.take_events()) {
        std::string text = tell(scenario_, event);
        if (!text.empty()) step_.happened.push_back(std::move(text));
      }
      compare_consequences();
      step_.sequence = world_.sequence();
      run_.steps.push_back(step_);
    }
    check_books();
    return std::move(run_);
  }

 private:
  void complain(const std::string& found, const std::string& instead_of) {
    const Statement& statement = *step_.statement;
    run_.failures.push_back(statement.file + ":" + std::to_string(statement.line) + ": " +
                            statement.text + "\n    found    " + found + "\n    expected " +
                            instead_of);
  }

  void compare(const Answer& answer) {
    step_.answer = text_of(answer);
    step_.body = answer.body;
    const std::string& text = step_.statement->text;
    const std::size_t arrow = text.find("->");
    if (agrees(step_.statement->answer, answer)) return;
    complain(step_.answer, arrow == std::string::npos ? "ok" : text.substr(arrow + 3));
  }

  void compare_consequences() {
    const auto& then = step_.statement->then;
    if (then.empty()) return;
    for (std::size_t i = 0; i < std::max(then.size(), step_.happened.size()); ++i) {
      const std::string expected = i < then.size() ? then[i] : "nothing more";
      const std::string found = i < step_.happened.size() ? step_.happened[i] : "nothing more";
      if (begins_with_words(found, expected)) continue;
      return complain("then " + found, "then " + expected);
    }
  }

  void carry_out(const Request& request) { compare(world_.carry_out(request)); }
  void carry_out(const Ask& ask) {
    if (const auto answer = world_.ask(ask)) compare(*answer);
  }
  void carry_out(const Repeat&) { compare(world_.repeat()); }
  void carry_out(const Fill& fill) {
    const model::RiskUnit* unit = world_.book().find_unit(fill.unit);
    const bool waits = unit != nullptr && unit->liquidation && unit->liquidation->order;
    const std::int64_t order = waits ? unit->liquidation->order->id : 0;
    compare(world_.carry_out(
        Request{{book::ReportFill{fill.unit, order, fill.sold, fill.proceeds}}, {}, {}}));
  }
  void carry_out(const Settle& settle) {
    const model::RiskUnit* unit = world_.book().find_unit(settle.unit);
    const std::int64_t id = unit != nullptr && unit->pending ? unit->pending->id : 0;
    compare(world_.carry_out(
        Request{{book::SettleTransfer{settle.unit, id, settle.succeeded}}, {}, {}}));
  }
  void carry_out(const Restart&) {
    const Digest before = book::digest_of(world_.book());
    world_.restart();
    if (before != book::digest_of(world_.book())) complain("another book", "the same book");
  }
  void carry_out(const Pass& pass) {
    if (pass.outage) {
      now_ = pass.to;
      return world_.pass(now_);
    }
    while (now_ < pass.to) {
      now_ = next_moment(world_.book(), now_, pass.to);
      world_.pass(now_);
    }
  }
  void carry_out(const Expect& expect) {
    step_.answer = world_.read(scenario_, expect.fact);
    if (!begins_with_words(step_.answer, expect.value)) complain(step_.answer, expect.value);
  }

  void check_books() {
    if (run_.steps.empty()) return;
    const std::string books = read_fact(scenario_, world_.book(), Fact{});
    if (books != "balance") complain("the books " + books, "the books balance");
  }

  const Scenario& scenario_;
  World& world_;
  Timestamp now_;
  Step step_;
  Run run_;
};

}  // namespace

Run run(const Scenario& scenario, World& world) { return Runner(scenario, world).run(); }

std::vector<std::string> replay(const Scenario& scenario, const Run& first,
                                const engine::Journal& journal, Digest end) {
  std::vector<std::string> failures;
  book::Book book;
  auto step = first.steps.begin();
  const auto read_until = [&](Sequence next) {
    for (; step != first.steps.end() && step->sequence < next; ++step) {
      const auto* expect = std::get_if<Expect>(&step->statement->what);
      if (expect == nullptr) continue;
      const std::string found = read_fact(scenario, book, expect->fact);
      if (found == step->answer) continue;
      failures.push_back(step->statement->file + ":" + std::to_string(step->statement->line) +
                         ": " + step->statement->text + "\n    replayed " + found +
                         "\n    live     " + step->answer);
    }
  };
  const auto read = journal.read(Sequence{1}, [&](const engine::Record& record) -> Result<void> {
    read_until(record.sequence);
    ASSIGN_OR_RETURN(const auto events, book::decode(record.payload));
    book.time = record.time;
    for (const book::Event& event : events) book::apply(book, event);
    return {};
  });
  if (!read) failures.push_back(describe(read.error()));
  read_until(Sequence{journal.last().value + 1});
  if (book::digest_of(book) != end) failures.emplace_back("the replayed book is another one");
  return failures;
}

}  // namespace plimsoll::scenario
