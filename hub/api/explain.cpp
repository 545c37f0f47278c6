#include "api/explain.hpp"

#include "api/stored_facts.hpp"

#include "model/case_id.hpp"

namespace mizan::api {

base::Result<kpi::CellName> cell_of(const Selection& selection) {
  if (!model::parse_period(selection.period))
    return base::Error{base::Code::kData, "name one period, such as 2026-03, 2026-Q1, 2026 or FY2025-26"};
  kpi::CellName cell{selection.province.empty() ? "_T" : selection.province, kpi::Dimension::kTotal, "_T"};
  if (!selection.by.empty()) {
    kpi::find_dimension(selection.by, cell.dimension);
    cell.member = selection.member;
    if (cell.member.empty())
      return base::Error{base::Code::kData, "name the member of the breakdown \"" + selection.by + "\""};
    if (cell.province == "_T")
      return base::Error{base::Code::kData,
                         "name the province of the member: breakdowns are within provinces"};
  }
  return cell;
}

std::string case_id_of(const model::LinkedCase& linked) {
  std::string_view province;
  for (const auto& each : linked.cases) {
    if (province.empty()) province = each.record.text(model::field::province_id).value_or("");
  }
  return model::mint_case_id(province, linked.id.value);
}

base::Result<Explanation> explain(const Selection& selection, const kpi::Engine& engine, store::Store& store,
                                  std::size_t limit, base::Day today) {
  MIZAN_ASSIGN(const auto cell, cell_of(selection));
  MIZAN_TRY(query_of(selection, engine, today));
  MIZAN_ASSIGN(const auto head, store.head());
  Explanation result;
  const auto period = *model::parse_period(selection.period);
  MIZAN_ASSIGN(const auto* definition, definition_of(selection, engine, today));
  const auto look_at = [&](model::LinkedCaseId id, const kpi::Facts& facts) -> base::Result<> {
    auto parts = engine.parts(facts, *definition, cell, period, today);
    if (parts.empty()) return {};
    ++result.case_count;
    if (result.cases.size() < limit) result.cases.push_back({id, "", std::move(parts), {}});
    return {};
  };
  MIZAN_TRY(for_each_facts(store, engine, look_at));
  MIZAN_TRY(add_records(result.cases, store, head));
  return result;
}

base::Result<> add_records(std::vector<ExplainedCase>& cases, store::Store& store, model::Sequence at) {
  for (auto& each : cases) {
    MIZAN_ASSIGN(each.records, store::provenance_of(store, each.id, at));
    MIZAN_ASSIGN(const auto linked, store.load_case(each.id, at));
    if (linked) each.case_id = case_id_of(*linked);
  }
  return {};
}

}  // namespace mizan::api
