// For tests: a world behind the real API. Borrowers speak signed HTTP over the loopback, each with
// a key of its own; the lender, prices and time speak to the engine. What `expect` asks is also
// asked of the API where it answers it.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "book/loan_rules.h"
#include "scenario/facts.h"
#include "scenario/vocabulary.h"
#include "scenario/world.h"
#include "server/testing.h"

namespace plimsoll::scenario {

class HttpWorld final : public World, private engine::Follower {
 public:
  explicit HttpWorld(const Scenario& names)
      : names_(names),
        now_us_(names.start.ms * 1000),
        clock_(names.start),
        engine_(processor_, clock_, [](const Error&) { FAIL() << "the journal failed"; }),
        api_(
            engine_, history_, server::test_master_key(), {}, [this] { return now_us_.load(); },
            [] { return server::FeedStatus{}; }),
        server_({}, [this](const net::Request& request, net::Reply& reply) {
          api_.handle(request, reply);
        }) {
    EXPECT_TRUE(history_.catch_up(journal_));
    history_.start();
    processor_.set_follower(this);
    engine_.start();
    const auto started = server_.start();
    EXPECT_TRUE(started) << describe(started.error());
  }

  Answer carry_out(const Request& request) override {
    if (!request.by) return submit(request);
    return send(request_of(*request.by, request.commands.front()));
  }

  std::optional<Answer> ask(const Ask& ask) override {
    // The records follow the engine in a thread of their own.
    EXPECT_TRUE(history_.wait_for(sequence(), std::chrono::seconds(10)));
    const net::ClientResponse response =
        fetch(sign(ask.by, "GET", "/sapi/v1/" + ask.path, ask.fields));
    return answer_of(response);
  }

  Answer repeat() override {
    const std::string first = last_body_;
    Answer answer = send(last_);
    answer.repeated = answer.accepted && last_body_ == first;
    return answer;
  }

  void pass(Timestamp to) override {
    now_us_ = to.ms * 1000;
    clock_.set(to);
    settle();
  }

  // What all that left behind; to be read when nothing is under way.
  [[nodiscard]] const engine::Records& records() const { return journal_; }

  void restart() override {}  // a server of its own: the journal's way shows what a restart does

  [[nodiscard]] const book::Book& book() override {
    settle();
    return processor_.book();
  }
  [[nodiscard]] Sequence sequence() override {
    settle();
    return processor_.sequence();
  }
  [[nodiscard]] std::vector<book::Event> take_events() override {
    settle();
    return std::exchange(events_, {});
  }

  [[nodiscard]] std::string read(const Scenario& names, const Fact& fact) override {
    std::string told = read_fact(names, book(), fact);
    const std::string wanted = value_over_http(fact, told);
    if (wanted.empty()) return told;
    const std::string answered = ask(fact);
    if (answered.find(wanted) == std::string::npos) {
      return told + ", but the API has no " + wanted + " in " + answered;
    }
    return told;
  }

 private:
  struct Signed {
    std::string method;
    std::string target;
    server::HmacPair key;
  };
  using Fields = std::vector<std::pair<std::string, std::string>>;

  // The engine has answered everything before, and rests.
  void settle() { EXPECT_TRUE(engine_.execute(engine::Submission{})); }

  void follow(Sequence sequence, Timestamp time, const std::vector<book::Event>& events) override {
    history_.follow(sequence, time, events);
    events_.insert(events_.end(), events.begin(), events.end());
  }

  // --- The lender

  Answer submit(const Request& request) {
    const auto result = engine_.execute(engine::Submission(request.commands));
    Answer answer;
    if (!result) {
      answer.error = error_name(result.error().error.code);
      answer.arguments = result.error().error.arguments;
      return answer;
    }
    answer.accepted = true;
    answer.amount = result->outcome.amount;
    for (const book::Command& command : request.commands) {
      if (const auto* created = std::get_if<book::CreateAccount>(&command)) give_key(created->uid);
    }
    return answer;
  }

  void give_key(Uid account) {
    const server::HmacPair pair = server::hmac_of(account);
    model::ApiKey key;
    key.key = pair.key;
    key.account = account;
    key.permissions = {true, true, true};
    auto sealed = server::make_hmac_key(server::test_master_key(), std::move(key), pair.secret);
    CHECK(sealed.has_value());
    EXPECT_TRUE(engine_.execute({book::CreateApiKey{std::move(*sealed)}}));
  }

  // --- The borrowers

  [[nodiscard]] std::string email(Uid account) const {
    return email_of(names_.accounts.at(account));
  }

  // Each request has a signature of its own, for its window is.
  Signed sign(Uid by, std::string method, const std::string& path, Fields fields) {
    fields.emplace_back("timestamp", std::to_string(now_us_ / 1000));
    fields.emplace_back("recvWindow", std::to_string(5'000 + requests_++));
    std::string query;
    for (const auto& [name, value] : fields) {
      query += (query.empty() ? "" : "&") + name + "=" + percent_encode(value);
    }
    Signed request{std::move(method), {}, server::hmac_of(by)};
    request.target = path + "?" + query + "&signature=" + request.key.sign(query);
    return request;
  }

  Signed request_of(Uid by, const book::Command& command) {
    return std::visit([&](const auto& verb) { return request_for(by, verb); }, command);
  }
  Signed request_for(Uid by, const book::Borrow& verb) {
    return sign(by, "POST", "/sapi/v1/margin/loan-group/borrow",
                {{"groupId", std::to_string(verb.unit.value)},
                 {"assetName", names_.assets.at(verb.asset)},
                 {"amount", trimmed(verb.amount)}});
  }
  Signed request_for(Uid by, const book::Repay& verb) {
    Fields fields = {{"groupId", std::to_string(verb.unit.value)},
                     {"assetName", names_.assets.at(verb.asset)},
                     {"amount", trimmed(verb.amount)}};
    if (verb.from == book::RepayFrom::kSpot) fields.emplace_back("repayFrom", "SPOT");
    return sign(by, "POST", "/sapi/v1/margin/loan-group/repay", fields);
  }
  Signed request_for(Uid by, const book::TransferOut& verb) {
    Fields fields = {{"asset", names_.assets.at(verb.asset)}, {"amount", trimmed(verb.amount)}};
    if (verb.account != by) fields.emplace_back("subEmail", email(verb.account));
    return sign(by, "POST", "/sapi/v1/margin/loan-group/transfer-out", fields);
  }
  Signed request_for(Uid by, const book::Transfer& verb) {
    const auto type = [](const book::TransferEnd& end) {
      return end.wallet == book::TransferWallet::kSpot ? "SPOT" : "MARGIN";
    };
    Fields fields = {{"fromAccountType", type(verb.from)},
                     {"toAccountType", type(verb.to)},
                     {"asset", names_.assets.at(verb.asset)},
                     {"amount", trimmed(verb.amount)}};
    if (verb.from.account != by) fields.emplace_back("fromEmail", email(verb.from.account));
    if (verb.to.account != by) fields.emplace_back("toEmail", email(verb.to.account));
    if (!verb.client_id.empty()) fields.emplace_back("clientTranId", verb.client_id);
    return sign(by, "POST", "/sapi/v1/sub-account/universalTransfer", fields);
  }
  Signed request_for(Uid by, const book::EditMember& verb) {
    return sign(by, "POST", "/sapi/v1/margin/loan-group/edit-member",
                {{"groupId", std::to_string(verb.unit.value)},
                 {"subEmail", email(verb.account)},
                 {"enableSpot", verb.enable_spot ? "TRUE" : "FALSE"},
                 {"enableMargin", verb.enable_margin ? "TRUE" : "FALSE"}});
  }
  Signed request_for(Uid by, const book::CloseUnit& verb) {
    return sign(by, "DELETE", "/sapi/v1/margin/loan-group",
                {{"groupId", std::to_string(verb.unit.value)}});
  }
  template <class Other>
  Signed request_for(Uid, const Other&) {
    CHECK_MSG(false, "a borrower has no such request");
  }

  [[nodiscard]] net::ClientResponse fetch(const Signed& request) const {
    net::ClientRequest wanted;
    wanted.url = "http://127.0.0.1:" + std::to_string(server_.port()) + request.target;
    wanted.method = request.method;
    wanted.headers = {{"X-MBX-APIKEY", request.key.key}};
    const auto response = net::fetch(wanted);
    EXPECT_TRUE(response) << describe(response.error());
    return response ? *response : net::ClientResponse{};
  }

  // The text of a number or string field; empty when it is not there.
  static std::string field(const std::string& body, const std::string& name) {
    const std::string begin = "\"" + name + "\":";
    std::size_t at = body.find(begin);
    if (at == std::string::npos) return {};
    at += begin.size();
    if (body[at] == '"') return body.substr(at + 1, body.find('"', at + 1) - at - 1);
    return body.substr(at, body.find_first_of(",}", at) - at);
  }

  static Answer answer_of(const net::ClientResponse& response) {
    Answer answer;
    answer.body = response.body;
    answer.accepted = response.status == 200;
    if (!answer.accepted) {
      answer.number = std::stoi("0" + field(response.body, "code").substr(1)) * -1;
      answer.message = field(response.body, "msg");
    }
    return answer;
  }

  Answer send(const Signed& request) {
    last_ = request;
    const net::ClientResponse response = fetch(request);
    last_body_ = response.body;
    Answer answer = answer_of(response);
    if (!answer.accepted) return answer;
    const auto amount = parse_number<Amount>(field(response.body, "amount"));
    if (amount) answer.amount = *amount;
    std::string id = field(response.body, "transactionId");
    if (id.empty()) id = field(response.body, "tranId");
    answer.repeated = !id.empty() && !ids_.insert(id).second;
    return answer;
  }

  // --- Facts

  // What the API's answer holds if it says the same; empty when it is not asked.
  std::string value_over_http(const Fact& fact, const std::string& told) {
    const bool is_error = told.empty() || (told[0] >= 'A' && told[0] <= 'Z');
    if (is_error) return {};
    switch (fact.kind) {
      case FactKind::kLtv: return "\"ltv\":\"" + told + "\"";
      case FactKind::kEquity: return "\"totalNetEquity\":\"" + told + "\"";
      case FactKind::kMargin: return "\"totalMaintenanceMargin\":\"" + told + "\"";
      case FactKind::kLiability: return "\"totalLiability\":\"" + told + "\"";
      case FactKind::kBorrowLimit: return "\"maxAllowedBorrowLimit\":\"" + told + "\"";
      case FactKind::kMaxTransferOut: return "\"maxTransferOutAmount\":\"" + told + "\"";
      case FactKind::kMaxBorrowable: {
        const auto amount = parse_number<Amount>(told.substr(0, told.find(' ')));
        return "\"maxBorrowableAmount\":\"" + padded(*amount) + "\"";
      }
      case FactKind::kOwed: return liability_over_http(fact);
      default: return {};
    }
  }

  // Nothing of a unit that is closed, cannot be valued, or owes nothing of the asset.
  std::string liability_over_http(const Fact& fact) {
    const book::Book& book = this->book();
    const model::RiskUnit& unit = *book.find_unit(fact.unit);
    const model::Liability owed = unit.owed(fact.asset);
    if (!unit.is_active() || !book::assess(book, unit)) return {};
    if ((owed.principal + owed.interest).is_zero()) return {};
    return "{\"assetName\":\"" + names_.assets.at(fact.asset) + "\",\"principal\":\"" +
           trimmed(owed.principal) + "\",\"interest\":\"" + trimmed(owed.interest) + "\"}";
  }

  std::string ask(const Fact& fact) {
    const Uid parent = book().find_unit(fact.unit)->parent;
    const bool borrowable = fact.kind == FactKind::kMaxBorrowable;
    Fields fields = {{"groupId", std::to_string(fact.unit.value)}};
    if (borrowable) fields.emplace_back("assetName", names_.assets.at(fact.asset));
    return fetch(sign(parent, "GET",
                      borrowable ? "/sapi/v1/margin/loan-group/max-borrowable"
                                 : "/sapi/v1/margin/loan-group/ltv-details",
                      fields))
        .body;
  }

  const Scenario& names_;
  std::atomic<std::int64_t> now_us_;
  engine::TestClock clock_;
  engine::TestJournal journal_;
  engine::Processor processor_{journal_};
  std::unique_ptr<history::Store> store_ = server::in_memory_history();
  history::HistoryFollower history_{*store_};
  engine::Engine engine_;
  server::Api api_;
  net::Server server_;

  std::vector<book::Event> events_;
  Signed last_;
  std::string last_body_;
  std::set<std::string> ids_;
  int requests_ = 0;
};

}  // namespace plimsoll::scenario
