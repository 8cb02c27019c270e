#include "app/ltv_command.h"

#include "app/demo.h"
#include "app/report.h"
#include "app/state.h"
#include "auth/sign.h"
#include "base/percent.h"
#include "file/file.h"
#include "net/client.h"

namespace plimsoll::app {
namespace {

constexpr std::size_t kMaxKeyFileBytes = 64 * 1024;

struct Credentials {
  std::string api_key;
  auth::Signer signer;
};

Result<Credentials> credentials_of(const LtvQuestion& question) {
  std::string key = question.api_key;
  std::string secret = question.secret;
  if (key.empty() && secret.empty() && question.private_key.empty()) {
    key = demo_keys().front().api_key;
    secret = demo_keys().front().secret;
  }
  if (key.empty()) return fail(ErrorCode::kSetting, "give --key with --secret or --private-key");
  if (secret.empty() == question.private_key.empty()) {
    return fail(ErrorCode::kSetting, "give one of --secret and --private-key");
  }
  if (!question.private_key.empty()) {
    ASSIGN_OR_RETURN(secret, file::read(question.private_key, kMaxKeyFileBytes));
    ASSIGN_OR_RETURN(auth::Signer signer, auth::Signer::from_pem(secret));
    return Credentials{std::move(key), std::move(signer)};
  }
  ASSIGN_OR_RETURN(auth::Signer signer, auth::Signer::from_secret(secret));
  return Credentials{std::move(key), std::move(signer)};
}

}  // namespace

Result<std::string> ask_ltv(const LtvQuestion& question) {
  ASSIGN_OR_RETURN(const Credentials credentials, credentials_of(question));
  std::string query;
  if (question.group) query = "groupId=" + std::to_string(*question.group) + "&";
  query += "timestamp=" + std::to_string(SystemClock().now().ms);
  ASSIGN_OR_RETURN(const std::string signature, credentials.signer.sign(query));
  std::string url = question.url;
  while (!url.empty() && url.back() == '/') url.pop_back();
  net::ClientRequest request;
  request.url = url + "/sapi/v1/margin/loan-group/ltv-details?" + query +
                "&signature=" + percent_encode(signature);
  request.headers = {{"X-MBX-APIKEY", credentials.api_key}};
  request.ca_file = question.ca_file;
  ASSIGN_OR_RETURN(const net::ClientResponse response, net::fetch(request));
  if (response.status != 200) {
    return fail(ErrorCode::kApiRefused,
                "HTTP " + std::to_string(response.status) + " " + response.body);
  }
  if (question.json) return response.body + "\n";
  return ltv_table(response.body,
                   question.group ? "no such unit for this key" : "no units for this key");
}

}  // namespace plimsoll::app
