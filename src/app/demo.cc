#include "app/demo.h"

#include <algorithm>
#include <array>

#include "app/embedded.h"
#include "auth/operator_token.h"
#include "bookfile/read.h"
#include "server/key_ring.h"

namespace plimsoll::app {
namespace {

constexpr std::array<DemoKey, 3> kDemoKeys = {{
    {"parent of five units", "desk-alpha@example.com",
     "plimsollDemoParentKeyOfDeskAlphaThatGuardsNothing0000000000000001",
     "plimsollDemoParentSecretOfDeskAlphaThatGuardsNothing000000000001"},
    {"parent of the documented unit", "andrew.kemmer001@test.com",
     "plimsollDemoParentKeyOfTheDocumentedUnitGuardsNothing0000000002",
     "plimsollDemoParentSecretOfTheDocumentedUnitGuardsNothing0000002"},
    {"credit account of the documented unit", "CREDIT20241120@test.com",
     "plimsollDemoCreditKeyOfTheDocumentedUnitGuardsNothing0000000003",
     "plimsollDemoCreditSecretOfTheDocumentedUnitGuardsNothing0000003"},
}};

constexpr std::array<DemoOperator, 3> kDemoOperators = {{
    {"demo viewer", model::OperatorRole::kViewer,
     "plo_de00000000000001_0000000000000000000000000000000000000000000000000000000000000001"},
    {"demo risk officer", model::OperatorRole::kRiskOfficer,
     "plo_de00000000000002_0000000000000000000000000000000000000000000000000000000000000002"},
    {"demo administrator", model::OperatorRole::kAdministrator,
     "plo_de00000000000003_0000000000000000000000000000000000000000000000000000000000000003"},
}};

// One turn that must succeed: the demo's data is ours.
Result<void> run(engine::Processor& processor, std::vector<book::Command> commands, Timestamp now) {
  const std::vector<engine::Submission> submissions = {engine::Submission(std::move(commands))};
  ASSIGN_OR_RETURN(const auto results, processor.turn(submissions, now));
  if (!results.front()) return tl::unexpected<Error>(results.front().error().error);
  return {};
}

}  // namespace

std::span<const DemoKey> demo_keys() { return kDemoKeys; }

std::span<const DemoOperator> demo_operators() { return kDemoOperators; }

Result<void> seed_demo(State& state, Timestamp now) {
  const book::Book& book = state.processor->book();
  if (!book.is_empty()) {
    const bool ours = std::all_of(kDemoKeys.begin(), kDemoKeys.end(), [&](const DemoKey& demo) {
      return book.uids_by_email.contains(demo.email);
    });
    if (ours) return {};
    return fail(ErrorCode::kSetting,
                "--demo would play its prices into a book that is not the demo's; give it a "
                "--state-dir of its own");
  }
  ASSIGN_OR_RETURN(bookfile::BookFile file, bookfile::read(embedded_demo_book()));
  for (book::Command& command : file.commands) {
    if (auto* update = std::get_if<book::UpdatePrices>(&command)) {
      for (book::PriceUpdate& price : update->prices) price.time = now;
    }
  }
  RETURN_IF_ERROR(run(*state.processor, std::move(file.commands), now));
  std::vector<book::Command> keys;
  for (const DemoKey& demo : kDemoKeys) {
    const auto account = state.processor->book().uids_by_email.find(demo.email);
    CHECK_MSG(account != state.processor->book().uids_by_email.end(), "a demo key without account");
    model::ApiKey key;
    key.key = demo.api_key;
    key.account = account->second;
    key.permissions = {.read = true, .trade = true, .internal_transfer = true};
    key.label = "demo";
    ASSIGN_OR_RETURN(key, server::make_hmac_key(state.master, std::move(key), demo.secret));
    keys.emplace_back(book::CreateApiKey{std::move(key)});
  }
  for (const DemoOperator& demo : kDemoOperators) {
    model::Operator who;
    who.id = *auth::operator_id_of(demo.token);
    who.name = demo.name;
    who.role = demo.role;
    who.token_hash = auth::operator_token_hash(demo.token);
    if (!state.processor->book().operators.contains(who.id)) {
      keys.emplace_back(book::CreateOperator{std::move(who)});
    }
  }
  return run(*state.processor, std::move(keys), now);
}

std::string curl_line(const DemoKey& key, std::string_view base_url, std::string_view query) {
  std::string line = "q=\"";
  line.append(query).append(query.empty() ? "" : "&").append("timestamp=$(date +%s%3N)\"; ");
  line.append("curl -s -H 'X-MBX-APIKEY: ").append(key.api_key).append("' \"");
  line.append(base_url).append(
      "/sapi/v1/margin/loan-group/ltv-details?$q&signature=$(printf %s \"$q\" | ");
  line.append("openssl dgst -sha256 -hmac ").append(key.secret).append(" | cut -d' ' -f2)\"");
  return line;
}

std::string operator_curl_line(std::string_view base_url) {
  std::string line = "curl -s -H 'Authorization: Bearer ";
  line.append(kDemoOperators.back().token).append("' ").append(base_url).append("/ledger");
  return line;
}

}  // namespace plimsoll::app
