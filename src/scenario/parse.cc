#include "scenario/parse.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "scenario/vocabulary.h"

namespace plimsoll::scenario {
namespace {

constexpr int kMaxDepth = 8;                           // of worlds in worlds
constexpr std::int64_t kDefaultStart = 1767605400000;  // 2026-01-05 09:30 UTC
constexpr std::int64_t kDayMs = 86'400'000;

Result<std::string> read_text(const std::string& path) {
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  // A folder opens, and throws when it is read.
  if (!file || !std::filesystem::is_regular_file(path, ignored)) {
    return fail(ErrorCode::kFile, "cannot read " + path);
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class Parser {
 public:
  explicit Parser(std::string worlds) : worlds_(std::move(worlds)), names_(scenario_) {
    scenario_.start = names_.time = Timestamp{kDefaultStart};
  }

  Result<void> parse(std::string_view text, const std::string& file, int depth) {
    int line = 0;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::size_t hash = text.substr(0, end).find('#');
      const std::string_view content = text.substr(0, std::min(end, hash));
      if (hash == 0) comment_ += std::string(text.substr(1, end - 1)) + "\n";
      text.remove_prefix(std::min(end + 1, text.size()));
      RETURN_IF_ERROR(parse_line(content, file, ++line, depth));
    }
    return {};
  }

  Scenario take() { return std::move(scenario_); }

 private:
  Result<void> parse_line(std::string_view content, const std::string& file, int line, int depth) {
    const std::size_t arrow = content.find("->");
    Words words(content.substr(0, arrow));
    const auto complain = [&](const std::string& what) {
      return fail(ErrorCode::kMalformed, file + ":" + std::to_string(line) + ": " + what);
    };
    if (words.at_end() && arrow == std::string_view::npos) return {};
    if (words.take("world")) return include(words, complain, depth);
    if (words.take("then")) {
      if (scenario_.statements.empty()) return complain("nothing happened before 'then'");
      scenario_.statements.back().then.push_back(
          normal_text(content.substr(content.find("then") + 4)));
      return {};
    }
    Statement statement;
    statement.file = file;
    statement.line = line;
    statement.text = normal_text(content);
    if (arrow != std::string_view::npos) {
      Words answer(content.substr(arrow + 2));
      read_answer(answer, statement.answer);
      if (answer.error()) return complain(*answer.error());
    }
    const bool is_statement = read_statement(words, statement);
    words.need_end();
    if (words.error()) return complain(*words.error());
    if (is_statement) {
      statement.words = std::exchange(comment_, {});
      scenario_.statements.push_back(std::move(statement));
    }
    return {};
  }

  template <class Complain>
  Result<void> include(Words& words, const Complain& complain, int depth) {
    const std::string path = worlds_ + "/" + words.word("the name of a world") + ".world";
    words.need_end();
    if (words.error()) return complain(*words.error());
    if (depth >= kMaxDepth) return complain("worlds that contain themselves");
    const auto text = read_text(path);
    if (!text) return complain(text.error().detail);
    // What stands above the line of a world is about what follows it.
    const std::string comment = std::exchange(comment_, {});
    auto result = parse(*text, path, depth + 1);
    comment_ = comment;
    return result;
  }

  // False when there is nothing to do when the scenario runs.
  bool read_statement(Words& words, Statement& statement) {
    const std::string first = words.word("a statement");
    if (first == "time") return read_start(words);
    if (first == "wait" || first == "outage") {
      pass(names_.time + words.duration(), first == "outage", statement);
    } else if (first == "at") {
      read_at(words, statement);
    } else if (first == "expect") {
      Expect expect;
      read_fact(words, names_, expect);
      statement.what = expect;
    } else if (names_.knows_account(first) && words.take("asks")) {
      read_ask(first, words, statement);
    } else if (first == "repeat") {
      statement.what = Repeat{};
    } else if (first == "restart") {
      statement.what = Restart{};
    } else if (first == "fill") {
      read_fill(words, statement);
    } else if (first == "settle") {
      const GroupId unit{words.integer("the number of a unit")};
      const bool succeeded = words.take("ok");
      if (!succeeded) words.need("failed");
      statement.what = Settle{unit, succeeded};
    } else {
      Request request;
      // A request first: an account may have the name of anything.
      if (!(names_.knows_account(first) && read_request(first, words, names_, request)) &&
          !read_setup(first, words, names_, statement.answer.error.empty(), request) &&
          !read_request(first, words, names_, request)) {
        words.fail_with("a statement", first);
      }
      statement.what = std::move(request);
    }
    return true;
  }

  bool read_start(Words& words) {
    const Timestamp date = words.date();
    names_.time = scenario_.start = date + words.time_of_day();
    if (!scenario_.statements.empty()) words.fail_with("the time before everything else", "time");
    return false;
  }

  // P asks margin/loan-group/ltv-details groupId=1
  void read_ask(const std::string& first, Words& words, Statement& statement) {
    Ask ask;
    ask.by = names_.account(first).uid;
    ask.path = words.word("a path below /sapi/v1/");
    while (!words.at_end()) {
      const std::string field = words.word("a field");
      const std::size_t equals = field.find('=');
      if (equals == std::string::npos) return words.fail_with("NAME=VALUE", field);
      ask.fields.emplace_back(field.substr(0, equals), field.substr(equals + 1));
    }
    statement.what = std::move(ask);
  }

  static void read_fill(Words& words, Statement& statement) {
    Fill fill;
    fill.unit = GroupId{words.integer("the number of a unit")};
    words.need("sold");
    fill.sold = words.amount();
    words.need("for");
    fill.proceeds = words.amount();
    statement.what = fill;
  }

  void read_at(Words& words, Statement& statement) {
    Timestamp day{names_.time.ms - names_.time.ms % kDayMs};
    if (is_date(words.peek())) day = words.date();
    const Timestamp to = day + words.time_of_day();
    if (to < names_.time)
      words.fail_with("a time that is not over", "one before " + time_text(names_.time));
    pass(to, false, statement);
  }

  void pass(Timestamp to, bool outage, Statement& statement) {
    statement.what = Pass{to, outage};
    names_.time = to;
  }

  std::string worlds_;
  Scenario scenario_;
  Vocabulary names_;
  std::string comment_;  // since the last statement
};

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, const std::string& file,
                                const std::string& worlds) {
  Parser parser(worlds);
  RETURN_IF_ERROR(parser.parse(text, file, 0));
  return parser.take();
}

Result<Scenario> read_scenario(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, read_text(path));
  const auto folder = std::filesystem::path(path).parent_path();
  return parse_scenario(text, path, (folder / ".." / "worlds").string());
}

}  // namespace plimsoll::scenario
