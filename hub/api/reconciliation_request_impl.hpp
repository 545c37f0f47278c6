#pragma once
// Private to this folder: what the pages of the reconciliation are asked.

#include "api/parameters.hpp"
#include "api/reconciliation.hpp"
#include "model/case_id.hpp"
#include "reconcile/selection.hpp"

namespace mizan::api {

inline constexpr std::int64_t kMostParts = 5'000;
inline constexpr std::int64_t kUsualParts = 500;

inline const std::set<std::string> kPlaceParameters = {"period",   "from",    "to", "province",
                                                       "district", "station", "by", "stage"};

inline reconcile::Question question_of(const Request& request) {
  return {request.get("period"),   request.get("from"),     request.get("to"),
          request.get("province"), request.get("district"), request.get("station"),
          request.get("by"),       request.get("stage"),    request.get("between")};
}

inline base::Result<> only_place_and(const Request& request, std::initializer_list<const char*> more) {
  auto known = kPlaceParameters;
  known.insert(more.begin(), more.end());
  return only(request, known);
}

/// Of a page.
inline base::Result<std::int64_t> limit_of(const Request& request) {
  return number_in(request, "limit", {1, kMostParts}, kUsualParts);
}

/// The case behind which a page begins.
inline base::Result<model::LinkedCaseId> after_of(const Request& request) {
  const auto text = request.get("after");
  if (text.empty()) return model::LinkedCaseId{};
  const auto parsed = model::parse_case_id(text);
  if (!parsed) return base::Error{base::Code::kData, "after is the case id that `next` of a page gave"};
  return model::LinkedCaseId{parsed->number};
}

inline reconcile::Sources sources_now(const HubView& hub) {
  const std::shared_lock lock(hub.engine_lock);
  return reconciled_sources(hub.engine);
}

}  // namespace mizan::api
