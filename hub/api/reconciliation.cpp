#include "api/reconciliation.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/parameters.hpp"
#include "base/text.hpp"
#include "model/case_id.hpp"
#include "publish/kpi_json.hpp"
#include "reconcile/counts.hpp"
#include "reconcile/differences.hpp"
#include "reconcile/reading.hpp"

namespace mizan::api {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kMostParts = 5'000;
constexpr std::int64_t kUsualParts = 500;

const std::set<std::string> kPlaceParameters = {"period",   "from",    "to", "province",
                                                "district", "station", "by", "stage"};

reconcile::Question question_of(const Request& request) {
  return {request.get("period"),   request.get("from"),     request.get("to"),
          request.get("province"), request.get("district"), request.get("station"),
          request.get("by"),       request.get("stage"),    request.get("between")};
}

base::Result<> only_place_and(const Request& request, std::initializer_list<const char*> more) {
  auto known = kPlaceParameters;
  known.insert(more.begin(), more.end());
  return only(request, known);
}

Response json_response(const ordered_json& json) {
  return {200, "application/json", publish::dump(json)};
}

void put_cell(ordered_json& json, const reconcile::Cell& cell, reconcile::Level level) {
  json["period"] = cell.period;
  json["province"] = cell.place.province;
  if (level != reconcile::Level::kProvince) json["district"] = cell.place.district;
  if (level == reconcile::Level::kStation) json["station"] = cell.place.station;
}

ordered_json json_of(const reconcile::Count& count, reconcile::Level level) {
  const auto& sight = count.sight;
  ordered_json json;
  put_cell(json, count.cell, level);
  json["stage"] = reconcile::info_of(count.stage).name;
  json["holder"] = model::holder_name(count.holder);
  json["count"] = sight.observed ? ordered_json(count.count) : ordered_json();
  json["status"] = sight.status();
  json["whole"] = sight.whole;
  if (!sight.why.empty()) json["why"] = sight.why;
  return json;
}

ordered_json reasons_json(const std::array<std::int64_t, reconcile::kWhyCount>& parts) {
  auto json = ordered_json::object();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] != 0) json[std::string(reconcile::why_name(static_cast<reconcile::Why>(i)))] = parts[i];
  }
  return json;
}

ordered_json json_of(const reconcile::Difference& each, reconcile::Level level) {
  ordered_json json;
  put_cell(json, each.cell, level);
  json["stage"] = reconcile::info_of(each.stage).name;
  json["first"] = model::holder_name(each.first);
  json["second"] = model::holder_name(each.second);
  json["first_count"] = each.first_count;
  json["second_count"] = each.second_count;
  json["only_first"] = reasons_json(each.only_first);
  json["only_second"] = reasons_json(each.only_second);
  return json;
}

ordered_json json_of(const reconcile::Part& part, reconcile::Level level, const reconcile::Sources& sources) {
  ordered_json json;
  json["case"] = part.case_id;
  json["fir"] = part.fir;
  put_cell(json, part.cell, level);
  json["stage"] = reconcile::info_of(part.entry.stage).name;
  json["has"] = model::holder_name(part.has);
  json["lacks"] = model::holder_name(part.lacks);
  json["why"] = reconcile::why_name(part.why);
  json["day"] = base::to_iso(part.entry.day);
  json["source"] = sources.name_of(part.entry.source);
  json["key"] = part.entry.case_key;
  if (!part.entry.key.empty()) json["report"] = part.entry.key;
  json["detail"] = part.detail;
  return json;
}

reconcile::Sources sources_now(const HubView& hub) {
  const std::shared_lock lock(hub.engine_lock);
  return reconciled_sources(hub.engine);
}

template <class Tally>
base::Result<> read_into(Tally& tally, const HubView& hub, store::Store& store,
                         const reconcile::Selection& selection, const reconcile::Sources& sources) {
  return reconcile::for_each_held(store, selection, sources, base::karachi_day(hub.clock.now()),
                                  [&](const reconcile::HeldCase& held) -> base::Result<> {
                                    tally.add(held);
                                    return {};
                                  });
}

base::Result<Response> counts_page(const Request& request, const HubView& hub, store::Store& store) {
  MIZAN_TRY(only_place_and(request, {}));
  MIZAN_ASSIGN(const auto selection, reconcile::selection_of(question_of(request)));
  const auto sources = sources_now(hub);
  reconcile::Tally tally(selection, sources);
  MIZAN_TRY(read_into(tally, hub, store, selection, sources));
  const auto counts = tally.counts();
  MIZAN_TRY(refuse_too_many(counts.size()));
  auto list = ordered_json::array();
  for (const auto& each : counts) list.push_back(json_of(each, selection.level));
  return json_response({{"known_at", base::to_rfc3339(hub.clock.now())}, {"counts", std::move(list)}});
}

base::Result<std::int64_t> limit_of(const Request& request) {
  const auto text = request.get("limit");
  const auto limit = text.empty() ? kUsualParts : base::parse_int(text).value_or(0);
  if (limit < 1 || limit > kMostParts)
    return base::Error{base::Code::kData, fmt::format("limit is a number from 1 to {}", kMostParts)};
  return limit;
}

// The case behind which a page begins.
base::Result<model::LinkedCaseId> after_of(const Request& request) {
  const auto text = request.get("after");
  if (text.empty()) return model::LinkedCaseId{};
  const auto parsed = model::parse_case_id(text);
  if (!parsed) return base::Error{base::Code::kData, "after is the case id that `next` of a page gave"};
  return model::LinkedCaseId{parsed->number};
}

base::Result<Response> differences_page(const Request& request, const HubView& hub, store::Store& store) {
  MIZAN_TRY(only_place_and(request, {"between", "limit", "after"}));
  MIZAN_ASSIGN(const auto selection, reconcile::selection_of(question_of(request)));
  MIZAN_ASSIGN(const auto limit, limit_of(request));
  MIZAN_ASSIGN(const auto after, after_of(request));
  const auto sources = sources_now(hub);
  reconcile::DifferenceTally tally(selection, sources, after, static_cast<std::size_t>(limit));
  MIZAN_TRY(read_into(tally, hub, store, selection, sources));
  const auto differences = tally.differences();
  MIZAN_TRY(refuse_too_many(differences.size()));
  auto sums = ordered_json::array();
  for (const auto& each : differences) sums.push_back(json_of(each, selection.level));
  auto parts = ordered_json::array();
  for (const auto& each : tally.page()) parts.push_back(json_of(each, selection.level, sources));
  const auto next = tally.next() ? ordered_json(tally.page().back().case_id) : ordered_json();
  auto response = json_response({{"known_at", base::to_rfc3339(hub.clock.now())},
                                 {"differences", std::move(sums)},
                                 {"part_count", tally.part_count()},
                                 {"parts", std::move(parts)},
                                 {"next", next}});
  response.cases = std::ssize(tally.page());
  return response;
}

}  // namespace

reconcile::Sources reconciled_sources(const kpi::Engine& engine) {
  std::vector<reconcile::Source> all;
  for (const auto& each : engine.sources()) all.push_back({each.declaration, each.horizon});
  return reconcile::Sources(std::move(all));
}

base::Result<Response> reconciliation_page(const Request& request, const HubView& hub, store::Store& store) {
  const auto& path = request.path;
  if (path.size() == 2) return counts_page(request, hub, store);
  if (path.size() == 3 && path[2] == "differences") return differences_page(request, hub, store);
  return no_such_page();
}

}  // namespace mizan::api
