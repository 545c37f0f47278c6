#include "api/reconciliation.hpp"

#include <nlohmann/json.hpp>

#include "api/reconciliation_lists.hpp"
#include "api/reconciliation_request_impl.hpp"
#include "base/json.hpp"
#include "publish/kpi_json.hpp"
#include "reconcile/counts.hpp"
#include "reconcile/differences.hpp"
#include "reconcile/reading.hpp"
#include "reconcile/signed_figures.hpp"

namespace mizan::api {
namespace {

using nlohmann::ordered_json;

Response json_response(const ordered_json& json) {
  return {200, "application/json", publish::dump(json)};
}

void put_cell(ordered_json& json, const reconcile::Cell& cell, reconcile::Level level) {
  json["period"] = cell.period;
  json["province"] = cell.place.province;
  if (level != reconcile::Level::kProvince) json["district"] = cell.place.district;
  if (level == reconcile::Level::kStation) json["station"] = cell.place.station;
}

ordered_json json_of(const reconcile::SignedFigure& figure) {
  return {{"signature", figure.signature},
          {"count", figure.signed_count},
          {"signed_at", base::to_rfc3339(figure.signed_at)},
          {"office", figure.office},
          {"by", figure.by}};
}

ordered_json json_of(const reconcile::Count& count, reconcile::Level level,
                     const reconcile::SignedFigures& figures) {
  const auto& sight = count.sight;
  ordered_json json;
  put_cell(json, count.cell, level);
  json["stage"] = reconcile::info_of(count.stage).name;
  json["holder"] = model::holder_name(count.holder);
  json["count"] = sight.observed ? ordered_json(count.count) : ordered_json();
  json["status"] = sight.status();
  json["whole"] = sight.whole;
  if (!sight.why.empty()) json["why"] = sight.why;
  const auto* figure = figures.find(count.cell, count.stage, count.holder);
  if (figure != nullptr) json["signed"] = json_of(*figure);
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
  MIZAN_TRY(only_place_and(request, {"format"}));
  MIZAN_TRY(json_or_csv(request));
  MIZAN_ASSIGN(const auto selection, reconcile::selection_of(question_of(request)));
  const auto sources = sources_now(hub);
  reconcile::Tally tally(selection, sources);
  MIZAN_TRY(read_into(tally, hub, store, selection, sources));
  const auto counts = tally.counts();
  MIZAN_TRY(refuse_too_many(counts.size()));
  MIZAN_ASSIGN(const auto figures, reconcile::SignedFigures::read(store));
  auto list = ordered_json::array();
  for (const auto& each : counts) list.push_back(json_of(each, selection.level, figures));
  auto response =
      json_response({{"known_at", base::to_rfc3339(hub.clock.now())}, {"counts", std::move(list)}});
  response.table = {"Counts", "counts"};
  return response;
}

base::Result<Response> differences_page(const Request& request, const HubView& hub, store::Store& store) {
  MIZAN_TRY(only_place_and(request, {"between", "limit", "after", "format"}));
  MIZAN_TRY(json_or_csv(request));
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
  if (tally.next()) response.next = tally.page().back().case_id;
  response.table = {"Differences", "parts"};
  return response;
}

ordered_json figures_json(const reconcile::SignedFigures& figures, std::int64_t signature) {
  auto list = ordered_json::array();
  for (const auto& each : figures.all()) {
    if (each.signature == signature)
      list.push_back(
          {{"stage", reconcile::info_of(each.stage).name}, {"signed", each.signed_count}, {"now", each.now}});
  }
  return list;
}

ordered_json restatements_json(const std::vector<store::Restatement>& all, std::int64_t signature) {
  auto list = ordered_json::array();
  for (const auto& each : all) {
    if (each.signature != signature) continue;
    ordered_json json = {
        {"stage", each.stage}, {"at", base::to_rfc3339(each.at)}, {"was", each.was}, {"now", each.now}};
    json.update(base::parse_ordered_json(each.movers));
    list.push_back(std::move(json));
  }
  return list;
}

ordered_json json_of(const store::Signature& signature) {
  ordered_json json = {
      {"signature", signature.id},
      {"period", signature.period},
      {"province", signature.province},
      {"district", signature.district.empty() ? ordered_json() : ordered_json(signature.district)},
      {"holder", signature.holder},
      {"office", signature.office},
      {"by", signature.by},
      {"signed_at", base::to_rfc3339(signature.at)},
      {"digest", signature.digest},
      {"document", signature.figures}};
  if (const auto& withdrawn = signature.withdrawn)
    json["withdrawn"] = {
        {"at", base::to_rfc3339(withdrawn->at)}, {"by", withdrawn->by}, {"why", withdrawn->why}};
  return json;
}

// Those of a period and province, as they stand, with what became of their figures.
base::Result<Response> signatures_page(const Request& request, store::Store& store) {
  MIZAN_TRY(only(request, {"period", "province", "district", "holder", "format"}));
  MIZAN_TRY(json_or_csv(request));
  if (const auto holder = request.get("holder"); !holder.empty() && !model::find_holder(holder))
    return base::Error{base::Code::kData, "holder is one of police, prosecution, court and prison"};
  const auto fits = [&](const char* name, const std::string& is) {
    const auto wanted = request.get(name);
    return wanted.empty() || wanted == is;
  };
  MIZAN_ASSIGN(const auto figures, reconcile::SignedFigures::read(store));
  MIZAN_ASSIGN(const auto restated, store::restatements(store));
  MIZAN_ASSIGN(const auto signatures, store::signatures(store));
  auto list = ordered_json::array();
  std::int64_t records = 0;
  for (const auto& each : signatures) {
    if (!fits("period", each.period) || !fits("province", each.province) ||
        !fits("district", each.district) || !fits("holder", each.holder))
      continue;
    auto json = json_of(each);
    json["figures"] = figures_json(figures, each.id);
    json["restated"] = restatements_json(restated, each.id);
    for (const auto& moved : json["restated"]) records += std::ssize(moved["records"]);
    list.push_back(std::move(json));
  }
  auto response = json_response({{"signatures", std::move(list)}});
  response.cases = records;
  response.table = {"Signatures", "signatures"};
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
  if (path.size() == 3 && path[2] == "gaps") return gaps_page(request, hub, store);
  if (path.size() == 3 && path[2] == "fields") return fields_page(request, hub, store);
  if (path.size() == 3 && path[2] == "signatures") return signatures_page(request, store);
  return no_such_page();
}

}  // namespace mizan::api
