#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "api/admission.hpp"
#include "api/audit_writer.hpp"
#include "api/cells_page.hpp"
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "api/releases.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// Answers every GET but the feed. Safe from several threads: each call takes a store of its own.
class Routes {
 public:
  explicit Routes(const HubView& hub) : hub_(hub), releases_(hub.releases), audit_(hub.store_path) {}

  /// The answer to whoever sent it: what the sharing matrix does not give them is refused or taken out.
  Response handle(const Request& request);

  /// For the feed, which is no answer: whether they may follow it. The error is the answer.
  boost::system::result<Admission, Response> admit(const Request& request);
  /// Whether they still may.
  bool still_holds(const Admission& admission);

 private:
  class Lease;

  Response answered(const Request& request, store::Store& store);
  base::Result<Response> answer(const Request& request, const Admission& admission, store::Store& store);
  Response refused(const Request& request, Refused refused);
  bool note_refusal(const Request& request, const access::Principal& who, unsigned status);
  base::Result<> note_reading(const Request& request, const Admission& admission, std::int64_t cases);
  base::Result<Response> case_page(const Request& request, const Admission& admission, store::Store& store);
  Response kpis() const;
  base::Result<Response> values(const Request& request, store::Store& store) const;
  base::Result<Response> why(const Request& request, store::Store& store) const;
  base::Result<Explanation> explanation_of(const Request& request, store::Store& store,
                                           std::size_t limit) const;
  base::Result<Response> sources(store::Store& store) const;
  base::Result<Response> records(const Request& request, store::Store& store) const;
  base::Result<std::shared_ptr<const PastKpis>> past_of(const Request& request) const;
  base::Result<> refuse_past(const Request& request) const;
  base::Day today() const { return base::karachi_day(hub_.clock.now()); }

  HubView hub_;
  ReleaseShelf releases_;
  CellsShelf cells_;
  access::RateLimiter limiter_;
  AuditWriter audit_;
  std::mutex mutex_;
  std::vector<store::Store> idle_;  // guarded by mutex_
};

}  // namespace mizan::api
