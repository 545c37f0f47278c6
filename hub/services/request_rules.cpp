#include "services/request_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace mizan::services {
namespace {

constexpr std::size_t kLargestBody = std::size_t{1} << 20U;
constexpr std::size_t kMostHeaders = 64;
constexpr std::size_t kLongestHeader = 8192;

constexpr std::array<std::string_view, 12> kHubsOwn = {
    "authorization",   "proxy-authorization", "cookie", "host", "content-length", "transfer-encoding",
    "accept-encoding", "connection",          "expect", "te",   "upgrade",        "proxy-connection"};

base::Error refused(std::string_view why) {
  return {base::Code::kConfig, fmt::format("a request of the adapter {}", why)};
}

bool is_token(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_value(std::string_view text) {
  return text.size() <= kLongestHeader && std::none_of(text.begin(), text.end(), [](char c) {
           return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
         });
}

}  // namespace

base::Result<> check_request(const adapter::HttpRequest& request) {
  const auto& method = request.method;
  if (method != "GET" && method != "HEAD" && method != "POST") return refused("is no GET, HEAD or POST");
  if (!request.body.empty() && method != "POST") return refused("has a body but is no POST");
  if (request.body.size() > kLargestBody) return refused("has a body of more than 1 MiB");
  if (request.headers.size() > kMostHeaders) return refused("has more than 64 headers");
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return refused("has a header whose name is none");
    if (!is_value(value))
      return refused(
          fmt::format("has a header \"{}\" whose value is too long or holds control characters", name));
    if (std::find(kHubsOwn.begin(), kHubsOwn.end(), base::to_lower(name)) != kHubsOwn.end())
      return refused(
          fmt::format("sets the header \"{}\", which the hub sets itself{}", name,
                      base::to_lower(name).ends_with("authorization") ? ": name a credential instead" : ""));
  }
  return {};
}

adapter::HttpHeaders harmless(const adapter::HttpHeaders& headers) {
  adapter::HttpHeaders out;
  for (const auto& header : headers) {
    const auto name = base::to_lower(header.first);
    if (name == "accept" || name == "accept-language" || name == "user-agent") out.push_back(header);
  }
  return out;
}

}  // namespace mizan::services
