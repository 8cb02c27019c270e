#include "server/request_marks.h"

#include <algorithm>
#include <string>

#include "auth/fingerprint.h"
#include "base/limits.h"

namespace plimsoll::server {
namespace {

constexpr std::size_t kMaxClientTranId = 64;  // it is kept in the book for a day

// Lengths in front, so that no two lists of texts give the same bytes.
std::string joined(std::initializer_list<std::string_view> texts) {
  std::string bytes;
  for (const std::string_view text : texts) {
    bytes += std::to_string(text.size());
    bytes += ':';
    bytes += text;
  }
  return bytes;
}

// What is asked, whatever the order of the parameters and when it is sent.
std::string content_of(const MarkedRequest& request) {
  std::vector<std::string> pairs;
  request.parameters.for_each([&](std::string_view name, std::string_view value) {
    constexpr std::string_view kAside[] = {"timestamp", "recvWindow", "signature", "clientTranId"};
    if (std::find(std::begin(kAside), std::end(kAside), name) != std::end(kAside)) return;
    pairs.push_back(joined({name, value}));
  });
  std::sort(pairs.begin(), pairs.end());
  std::string content(request.endpoint);
  for (const std::string& pair : pairs) content += pair;
  return content;
}

}  // namespace

Result<std::optional<std::string_view>> client_id_of(const wire::RequestParameters& parameters,
                                                     std::optional<std::string_view> header) {
  ASSIGN_OR_RETURN(auto id, parameters.optional_text("clientTranId"));
  if (!id) id = header;
  const bool is_none = id && (id->empty() || id == "undefined");
  if (is_none || (id && id->size() > kMaxClientTranId)) {
    return fail(ErrorCode::kParameterMalformed,
                "an id of 1 to " + std::to_string(kMaxClientTranId) + " bytes", {"clientTranId"});
  }
  return id;
}

std::vector<book::RequestMark> marks_of(const MarkedRequest& request) {
  std::vector<book::RequestMark> marks;
  // A request older than its window is refused for that before it is looked up. The path is not
  // signed: the same bytes sent to another endpoint are the same request with other content.
  marks.push_back({auth::fingerprint(joined({"signature", request.key, request.payload})),
                   auth::fingerprint(joined({"endpoint", request.endpoint})),
                   request.sent + kMaxRequestLifeMs});
  if (request.client_id) {
    const std::string account = std::to_string(request.account.value);
    marks.push_back({auth::fingerprint(joined({"client", account, *request.client_id})),
                     auth::fingerprint(content_of(request)), request.now + request.memory_ms});
  }
  return marks;
}

}  // namespace plimsoll::server
