#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "api/cells_page.hpp"
#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "api/releases.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// Answers every GET but the feed. Safe from several threads: each call takes a store of its own.
class Routes {
 public:
  explicit Routes(const HubView& hub) : hub_(hub), releases_(hub.releases) {}

  Response handle(const Request& request);

 private:
  class Lease;

  base::Result<Response> answer(const Request& request, store::Store& store);
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
  std::mutex mutex_;
  std::vector<store::Store> idle_;  // guarded by mutex_
};

}  // namespace mizan::api
