#include "services/http_client.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "services/reply_policy.hpp"
#include "services/request_rules.hpp"

namespace mizan::services {
namespace {

base::Error stopped() {
  return {base::Code::kCancelled, "stopped"};
}

std::string shown(std::string_view method, const Url& url) {
  return fmt::format("{} {}", method, url.shown());
}

}  // namespace

/// A request of the adapter on its way through redirects.
struct HttpClient::Errand {
  std::string method;
  Url url;
  adapter::HttpHeaders headers;
  std::string body;
  std::string credential;
  const adapter::StopRequest& stop;

  bool repeatable() const { return method != "POST"; }
};

HttpClient::HttpClient(const ServicesConfig& config, Credentials& credentials, Transport& transport,
                       const base::Clock& clock, Waiter& waiter)
    : config_(config.http),
      credentials_(credentials),
      transport_(transport),
      clock_(clock),
      waiter_(waiter),
      rate_(config_.requests_per_second, config_.burst, clock.now()),
      back_off_(config_.longest_wait_ms, static_cast<std::uint64_t>(clock.now())) {}

base::Result<adapter::HttpResponse> HttpClient::fetch(const adapter::HttpRequest& request,
                                                      const adapter::StopRequest& stop) {
  MIZAN_TRY(check_request(request));
  MIZAN_ASSIGN(auto url, Url::parse(request.url));
  Errand errand{request.method, std::move(url), request.headers, request.body, request.credential, stop};
  const auto key = credentials_.parameter(request.credential);
  for (std::int64_t hops = 0;; ++hops) {
    // A server that repeats the key in a Location must not make it part of what is shown, recorded or sent
    // on.
    if (!key.empty()) errand.url = errand.url.without_parameter(key);
    MIZAN_TRY(may_reach(errand.url, !errand.credential.empty()));
    MIZAN_ASSIGN(auto reply, ask(errand));
    if (!is_redirect(reply)) {
      return adapter::HttpResponse{reply.status, std::move(reply.headers), std::move(reply.body),
                                   errand.url.text()};
    }
    if (hops == config_.redirects) {
      return base::Error{base::Code::kData, fmt::format("{}: redirected more than {} times",
                                                        shown(request.method, errand.url), hops)};
    }
    MIZAN_TRY(redirect(errand, reply));
  }
}

base::Result<> HttpClient::may_reach(const Url& url, bool with_credential) const {
  const auto& hosts = config_.hosts;
  if (std::find(hosts.begin(), hosts.end(), url.host()) == hosts.end()) {
    return base::Error{base::Code::kConfig,
                       fmt::format("{}: \"{}\" is not in http.hosts of the source file, so it is not asked",
                                   url.shown(), url.host())};
  }
  if (with_credential && !url.https() && !config_.plain_credentials) {
    return base::Error{
        base::Code::kConfig,
        fmt::format("{}: credentials go over https only, unless http.plain_credentials allows it",
                    url.shown())};
  }
  return {};
}

// A redirect leads to where the source file allows, never from https to http, and a credential stays with
// the host that it was meant for.
base::Result<> HttpClient::redirect(Errand& errand, const WireReply& reply) const {
  const auto from = shown(errand.method, errand.url);
  auto next = errand.url.resolve(reply.header("location"));
  if (!next) return base::within(from + ": redirected", next.error());
  if (errand.url.https() && !next->https())
    return base::Error{base::Code::kConfig, from + ": redirected from https to http, which is not followed"};
  if (errand.method == "POST" && reply.status != 303)
    return base::Error{base::Code::kConfig, from + ": a POST was redirected, which is not followed"};
  if (errand.method == "POST") {
    errand.method = "GET";
    errand.body.clear();
    errand.headers = harmless(errand.headers);
  }
  if (!errand.url.same_origin(*next)) {
    errand.credential.clear();
    errand.headers = harmless(errand.headers);
  }
  errand.url = std::move(*next);
  return {};
}

base::Result<WireReply> HttpClient::ask(const Errand& errand) {
  const auto for_token = [&](const WireRequest& request) {
    return send([&]() -> base::Result<WireRequest> { return request; }, {}, /*repeatable=*/true, errand.stop);
  };
  const auto make = [&]() -> base::Result<WireRequest> {
    WireRequest request{errand.method, errand.url, errand.headers, errand.body};
    if (!errand.credential.empty()) {
      MIZAN_ASSIGN(request.attached, credentials_.attach(errand.credential, for_token));
    }
    return request;
  };
  return send(make, errand.credential, errand.repeatable(), errand.stop);
}

base::Result<WireReply> HttpClient::send(const MakeRequest& make, const std::string& credential,
                                         bool repeatable, const adapter::StopRequest& stop) {
  bool renewed = false;
  for (std::int64_t failures = 0;;) {
    MIZAN_ASSIGN(const auto request, make());
    if (!waiter_.wait(rate_.take(clock_.now()), stop)) return stopped();
    auto tried = transport_.send(request, stop);
    if (tried.reply && tried.reply->status == 401 && !renewed && credentials_.renew(credential)) {
      renewed = true;
      continue;
    }
    tried = judged(std::move(tried), shown(request.method, request.url), clock_.now());
    if (tried.reply || !tried.may_pass || !repeatable || ++failures >= config_.tries)
      return std::move(tried.reply);
    MIZAN_TRY(pause(tried.reply.error(), failures, stop));
  }
}

// Until the time that the server named, if that is near; else the failure itself.
base::Result<> HttpClient::pause(const base::Error& failure, std::int64_t failures,
                                 const adapter::StopRequest& stop) {
  if (failure.retry_after_ms > config_.longest_wait_ms) return failure;
  if (!waiter_.wait(std::max(failure.retry_after_ms, back_off_.pause_after(failures)), stop))
    return stopped();
  return {};
}

}  // namespace mizan::services
