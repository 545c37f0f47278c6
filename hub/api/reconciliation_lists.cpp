#include "api/reconciliation_lists.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/field_differences.hpp"
#include "api/handover_gaps.hpp"
#include "api/reconciliation_request_impl.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {
namespace {

using nlohmann::ordered_json;

Response json_response(const ordered_json& json) {
  return {200, "application/json", publish::dump(json)};
}

base::Result<GapQuestion> gap_question(const Request& request) {
  GapQuestion question{request.get("province"), request.get("district"), request.get("station")};
  if (!question.district.empty() && question.province.empty())
    return base::Error{base::Code::kData, "name the province of the district"};
  if (const auto text = request.get("gap"); !text.empty()) {
    question.gap = reconcile::find_gap(text);
    if (!question.gap)
      return base::Error{base::Code::kData, "gap is not_received, not_filed or not_registered"};
  }
  MIZAN_ASSIGN(const auto days, number_in(request, "days", {0, 100'000}));
  if (days) question.least_days = static_cast<std::int32_t>(*days);
  return question;
}

ordered_json json_of(const GapRow& row) {
  return {{"case", row.case_id},
          {"fir", row.fir},
          {"province", row.province},
          {"district", row.district},
          {"station", row.station},
          {"gap", reconcile::gap_name(row.stuck.gap)},
          {"since", base::to_iso(row.stuck.since)},
          {"days", row.stuck.days}};
}

ordered_json json_of(const GapSum& sum) {
  return {{"province", sum.province}, {"district", sum.district},       {"gap", reconcile::gap_name(sum.gap)},
          {"count", sum.count},       {"over_a_week", sum.over_a_week}, {"oldest_days", sum.oldest_days}};
}

ordered_json unseen_json(const HandoverGaps& gaps) {
  auto list = ordered_json::array();
  for (const auto& [province, unseen] : gaps.unseen) {
    for (const auto gap : unseen) list.push_back({{"province", province}, {"gap", reconcile::gap_name(gap)}});
  }
  return list;
}

// The rows of a page by case, always all of a case; true if more follow.
bool cut_page(std::vector<GapRow>& rows, model::LinkedCaseId after, std::size_t limit) {
  std::erase_if(rows, [&](const GapRow& row) { return row.id <= after; });
  std::ranges::stable_sort(rows, {}, &GapRow::id);
  auto end = std::min(limit, rows.size());
  while (end > 0 && end < rows.size() && rows[end].id == rows[end - 1].id) ++end;
  const bool more = end < rows.size();
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(end), rows.end());
  return more;
}

}  // namespace

base::Result<Response> gaps_page(const Request& request, const HubView& hub, store::Store& store) {
  MIZAN_TRY(only(request, {"province", "district", "station", "gap", "days", "limit", "after", "format"}));
  MIZAN_TRY(json_or_csv(request));
  MIZAN_ASSIGN(const auto question, gap_question(request));
  MIZAN_ASSIGN(const auto limit, limit_of(request));
  MIZAN_ASSIGN(const auto after, after_of(request));
  const auto today = base::karachi_day(hub.clock.now());
  std::shared_lock lock(hub.engine_lock);
  const auto sources = reconciled_sources(hub.engine);
  const auto engine = hub.engine.without_cells();
  lock.unlock();  // reading the cases takes long, and the pipeline must not wait for it
  MIZAN_ASSIGN(auto gaps, handover_gaps(question, engine, sources, store, today));
  auto sums = ordered_json::array();
  for (const auto& each : sums_of(gaps.rows)) sums.push_back(json_of(each));
  const bool more = cut_page(gaps.rows, after, static_cast<std::size_t>(limit));
  MIZAN_TRY(name_cases(gaps.rows, sources, store, today));
  auto list = ordered_json::array();
  for (const auto& row : gaps.rows) list.push_back(json_of(row));
  const auto next = more ? ordered_json(gaps.rows.back().case_id) : ordered_json();
  auto response = json_response({{"known_at", base::to_rfc3339(hub.clock.now())},
                                 {"sums", std::move(sums)},
                                 {"not_observed", unseen_json(gaps)},
                                 {"gaps", std::move(list)},
                                 {"next", next}});
  response.cases = std::ssize(gaps.rows);
  if (more) response.next = gaps.rows.back().case_id;
  response.table = {"Gaps", "gaps"};
  return response;
}

base::Result<Response> fields_page(const Request& request, const HubView& hub, store::Store& store) {
  MIZAN_TRY(only_place_and(request, {"limit", "after", "format"}));
  MIZAN_TRY(json_or_csv(request));
  MIZAN_ASSIGN(const auto selection, reconcile::selection_of(question_of(request)));
  MIZAN_ASSIGN(const auto limit, limit_of(request));
  MIZAN_ASSIGN(const auto after, after_of(request));
  MIZAN_ASSIGN(const auto found,
               field_differences(store, selection, sources_now(hub), base::karachi_day(hub.clock.now()),
                                 after, static_cast<std::size_t>(limit)));
  auto sums = ordered_json::array();
  for (const auto& [field, sum] : found.fields)
    sums.push_back({{"field", field}, {"shared", sum.shared}, {"differ", sum.differ}});
  auto cases = ordered_json::array();
  for (const auto& each : found.page) {
    auto fields = ordered_json::array();
    for (const auto& shared : each.fields) {
      auto values = ordered_json::array();
      for (const auto& value : shared.values)
        values.push_back({{"holder", model::holder_name(value.holder)},
                          {"source", value.source},
                          {"key", value.key},
                          {"value", value.value}});
      fields.push_back({{"field", shared.field}, {"values", std::move(values)}});
    }
    cases.push_back({{"case", each.case_id}, {"fir", each.fir}, {"fields", std::move(fields)}});
  }
  const auto next = found.more ? ordered_json(found.page.back().case_id) : ordered_json();
  auto response = json_response({{"known_at", base::to_rfc3339(hub.clock.now())},
                                 {"fields", std::move(sums)},
                                 {"case_count", found.cases},
                                 {"cases", std::move(cases)},
                                 {"next", next}});
  response.cases = std::ssize(found.page);
  if (found.more) response.next = found.page.back().case_id;
  response.table = {"Fields", "fields"};
  return response;
}

}  // namespace mizan::api
