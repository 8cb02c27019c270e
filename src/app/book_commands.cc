#include "app/book_commands.h"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>

#include "app/embedded.h"
#include "app/state.h"
#include "base/limits.h"
#include "bookfile/exchange_wallets.h"
#include "bookfile/read.h"
#include "bookfile/write.h"
#include "engine/moment.h"
#include "file/file.h"

namespace plimsoll::app {
namespace {

// Runs one submission; a refusal names the command's place by `paths`, if there are any.
Result<void> run(State& state, engine::Submission submission, Timestamp now,
                 const std::vector<std::string>& paths) {
  const std::vector<engine::Submission> submissions = {std::move(submission)};
  ASSIGN_OR_RETURN(const auto results, state.processor->turn(submissions, now));
  if (results.front()) return {};
  const engine::Refusal& refusal = results.front().error();
  Error error = refusal.error;
  if (refusal.command < paths.size()) error.detail = paths[refusal.command] + ": " + error.detail;
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace

Result<std::string> import_book(const std::string& state_dir, const std::string& path,
                                std::string_view reason) {
  ASSIGN_OR_RETURN(const std::string text, file::read(path, kMaxBookFileBytes));
  // Read before the journal is touched: a bad file leaves no trace, not even a folder.
  ASSIGN_OR_RETURN(bookfile::BookFile file, bookfile::read(text, embedded_default_parameters()));
  RETURN_IF_ERROR(bookfile::build(file));
  ASSIGN_OR_RETURN(book::OperatorActed actor, local_actor("IMPORT", reason));
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, true}, {}));
  if (!state.processor->book().is_empty()) {
    return fail(ErrorCode::kNotEmpty, "the journal in " + state_dir +
                                          " holds a book already; import into an empty folder");
  }
  engine::Submission taken_over(std::move(file.commands));
  taken_over.actor = std::move(actor);
  taken_over.commands.emplace_back(book::StartInterest{SystemClock().now()});
  taken_over.reviewed = false;
  RETURN_IF_ERROR(run(state, std::move(taken_over), file.time, file.paths));
  const book::Book& book = state.processor->book();
  std::string told =
      fmt::format("imported {} accounts, {} units, {} assets; digest {}\n", book.accounts.size(),
                  book.units.size(), book.parameters.assets.size(), to_hex(book::digest_of(book)));
  if (book.time > SystemClock().now()) {
    told += fmt::format(
        "its time, {}, lies ahead of this machine's clock: until that is reached "
        "no interest is charged\n",
        engine::iso_time(book.time));
  }
  return told;
}

Result<std::string> import_wallets(const std::string& state_dir, const std::string& email,
                                   const std::vector<std::string>& paths, std::string_view reason) {
  std::vector<std::string> texts;
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(texts.emplace_back(), file::read(path, kMaxBookFileBytes));
  }
  std::vector<bookfile::NamedAnswer> answers;
  for (std::size_t i = 0; i < paths.size(); ++i) answers.push_back({paths[i], texts[i]});
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, false}, {}));
  const book::Book& book = state.processor->book();
  const auto account = book.uids_by_email.find(email);
  if (account == book.uids_by_email.end()) {
    return fail(ErrorCode::kUnknownAccount, "no account with email " + email);
  }
  ASSIGN_OR_RETURN(bookfile::AccountWallets wallets,
                   bookfile::read_account_wallets(answers, book.parameters));
  std::vector<book::Command> commands;
  std::string names;
  const auto add = [&](model::WalletType type, book::AnyWallet wallet) {
    commands.emplace_back(book::UpdateWallet{account->second, std::move(wallet)});
    names += (names.empty() ? "" : " and ") + std::string(model::wallet_type_name(type));
  };
  if (wallets.spot) add(model::WalletType::kSpot, std::move(*wallets.spot));
  if (auto* cross = std::get_if<model::CrossMarginWallet>(&wallets.margin)) {
    add(model::WalletType::kCrossMargin, std::move(*cross));
  } else if (auto* portfolio = std::get_if<model::PortfolioMarginWallet>(&wallets.margin)) {
    add(model::WalletType::kPortfolioMargin, std::move(*portfolio));
  }
  if (commands.empty()) return fail(ErrorCode::kMalformed, "the files hold empty lists only");
  RETURN_IF_ERROR(run_locally(state, std::move(commands), "IMPORT", reason));
  return names + " of " + email + " replaced\n";
}

Result<void> write_output(const std::string& text, const std::string& path) {
  if (path == "-") {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
        std::fflush(stdout) != 0) {
      return fail(ErrorCode::kFile, "cannot write to stdout");
    }
    return {};
  }
  // A book is nobody else's business; a file that is there keeps its rights.
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) RETURN_IF_ERROR(file::make(path));
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) return fail(ErrorCode::kFile, "cannot write " + path);
  return {};
}

Result<void> export_book(const std::string& state_dir, const std::string& path) {
  ASSIGN_OR_RETURN(State state, open_state({state_dir, false, false}, {}));
  return write_output(bookfile::write(state.processor->book()), path);
}

}  // namespace plimsoll::app
