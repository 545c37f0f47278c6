#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "api/admission.hpp"
#include "api/audit_writer.hpp"
#include "api/cells_page.hpp"
#include "api/descriptions.hpp"
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "api/releases.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// Answers every GET but the feed. Safe from several threads: each call takes a store of its own.
class Routes {
 public:
  /// `log`: told why an answer was a 500; from any thread; may be empty.
  explicit Routes(const HubView& hub, std::function<void(std::string_view)> log = {})
      : hub_(hub), log_(std::move(log)), releases_(hub.releases), audit_(hub.store_path) {}

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
  Response failed(const Request& request, const base::Error& error);
  Response refused(const Request& request, Refused refused);
  bool note_refusal(const Request& request, const access::Principal& who, unsigned status);
  base::Result<> note_reading(const Request& request, const Admission& admission, std::int64_t cases);
  base::Result<Response> case_page(const Request& request, const Admission& admission, store::Store& store);

  HubView hub_;
  std::function<void(std::string_view)> log_;
  Descriptions descriptions_;
  ReleaseShelf releases_;
  CellsShelf cells_;
  access::RateLimiter limiter_;
  AuditWriter audit_;
  std::mutex mutex_;
  std::vector<store::Store> idle_;  // guarded by mutex_
};

}  // namespace mizan::api
