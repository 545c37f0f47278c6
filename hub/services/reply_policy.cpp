#include "services/reply_policy.hpp"

#include <fmt/format.h>

#include "services/retry.hpp"

namespace mizan::services {
namespace {

Try refusal(base::Code code, std::string_view shown, int status, bool may_pass,
            std::int64_t retry_after = 0) {
  const auto* meaning = code == base::Code::kAuth        ? "the credential was refused"
                        : code == base::Code::kThrottled ? "the server asks to come back later"
                                                         : "the server failed";
  return {base::Error{code, fmt::format("{}: {} (status {})", shown, meaning, status), retry_after},
          may_pass};
}

}  // namespace

Try judged(Try tried, std::string_view shown, base::Micros now) {
  if (!tried.reply) return tried;
  const auto status = tried.reply->status;
  const auto later = read_retry_after(tried.reply->header("retry-after"), now);
  if (status == 401 || status == 403) return refusal(base::Code::kAuth, shown, status, false);
  if (status == 429 || (status == 503 && later))
    return refusal(base::Code::kThrottled, shown, status, later.has_value(), later.value_or(0));
  if (status >= 500) return refusal(base::Code::kTransient, shown, status, true);
  if (status < 200) {
    return {base::Error{base::Code::kData, fmt::format("{}: no HTTP response (status {})", shown, status)},
            true};
  }
  return tried;
}

bool is_redirect(const WireReply& reply) {
  const auto status = reply.status;
  return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308) &&
         !reply.header("location").empty();
}

std::string_view WireReply::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

}  // namespace mizan::services
