#pragma once
#include <functional>

#include "base/clock.hpp"
#include "services/config.hpp"
#include "services/credentials.hpp"
#include "services/rate_limit.hpp"
#include "services/retry.hpp"
#include "services/transport.hpp"
#include "services/waiter.hpp"

namespace mizan::services {

/// A source's requests: which may be made, how often, what is tried again, and what an answer means.
/// Policies of errors as mizan_extensions.h has them. One thread.
class HttpClient {
 public:
  /// All must outlive it; `transport` makes the single tries.
  HttpClient(const ServicesConfig& config, Credentials& credentials, Transport& transport,
             const base::Clock& clock, Waiter& waiter);

  base::Result<adapter::HttpResponse> fetch(const adapter::HttpRequest& request,
                                            const adapter::StopRequest& stop);

 private:
  struct Errand;
  using MakeRequest = std::function<base::Result<WireRequest>()>;

  base::Result<> may_reach(const Url& url, bool with_credential) const;
  base::Result<WireReply> ask(const Errand& errand);
  base::Result<> redirect(Errand& errand, const WireReply& reply) const;
  base::Result<WireReply> send(const MakeRequest& make, const std::string& credential, bool repeatable,
                               const adapter::StopRequest& stop);
  base::Result<> pause(const base::Error& failure, std::int64_t failures, const adapter::StopRequest& stop);

  const HttpConfig& config_;
  Credentials& credentials_;
  Transport& transport_;
  const base::Clock& clock_;
  Waiter& waiter_;
  RateLimit rate_;
  BackOff back_off_;
};

}  // namespace mizan::services
