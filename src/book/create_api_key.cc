#include "book/create_api_key.h"

#include "model/names.h"

namespace plimsoll::book {
namespace {

constexpr std::size_t kMaxKeyLabel = 100;  // characters

}  // namespace

Result<ApiKeyCreated> decide(const Book& book, const CreateApiKey& command) {
  RETURN_IF_ERROR(need_account(book, command.key.account));
  if (book.keys.contains(command.key.key)) {
    return fail(ErrorCode::kDuplicate, "this API key exists already");
  }
  if (command.key.key.empty() || command.key.material.empty()) {
    return fail(ErrorCode::kMalformed, "an API key needs a name and its material");
  }
  if (!command.key.label.empty() && !model::is_line(command.key.label, kMaxKeyLabel)) {
    return fail(ErrorCode::kMalformed,
                "a label has at most " + std::to_string(kMaxKeyLabel) + " characters on one line");
  }
  if (command.key.is_over(book.time)) {
    return fail(ErrorCode::kOutOfRange, "the API key would be over before it begins");
  }
  ApiKeyCreated event{command.key};
  event.key.created = book.time;
  return event;
}

void apply(Book& book, const ApiKeyCreated& event) {
  book.keys.emplace(event.key.key, std::make_shared<const model::ApiKey>(event.key));
}

}  // namespace plimsoll::book
