#include "api/sdmx_values.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "api/parameters.hpp"

namespace mizan::api {
namespace {

using model::KpiResult;

// A period of one that is asked for; no bound where none is.
bool is_within(const model::Period& period, const sdmx::Wanted& wanted) {
  if (const auto from = model::parse_period(wanted.from); from && period.from < from->from) return false;
  const auto to = model::parse_period(wanted.to);
  return !to || period.to <= to->to;
}

std::vector<model::Period> periods_of(const sdmx::Wanted& wanted, const kpi::Engine& engine,
                                      base::Day today) {
  std::vector<model::Period> all;
  for (const auto* frequency : {"A", "FY", "Q", "M"}) {
    if (!wanted.wants(0, frequency)) continue;
    for (auto& period : engine.periods(*sdmx::granularity_of(frequency), today)) {
      if (is_within(period, wanted)) all.push_back(std::move(period));
    }
  }
  return all;
}

// Nothing: the totals.
std::vector<std::optional<kpi::Dimension>> breakdowns_of(const sdmx::Wanted& wanted,
                                                         const kpi::Definition& definition) {
  std::vector<std::optional<kpi::Dimension>> all;
  if (wanted.wants(4, "total")) all.emplace_back();
  for (const auto* list : {&definition.by, &definition.numerator_by}) {
    for (const auto dimension : *list) {
      if (wanted.wants(4, kpi::dimension_name(dimension))) all.emplace_back(dimension);
    }
  }
  return all;
}

bool is_wanted(const KpiResult& value, const sdmx::Wanted& wanted, const access::Grant& grant) {
  const auto& key = value.key;
  return wanted.wants(1, key.province) && wanted.wants(3, key.stat) && wanted.wants(5, key.member) &&
         grant.shows({key.province, key.dimension, key.member});
}

auto place_of(const KpiResult& value) {
  return std::tie(value.key.kpi, value.key.stat, value.key.province, value.key.dimension, value.key.member,
                  value.period.label);
}

bool says_the_same(const KpiResult& a, const KpiResult& b) {
  return a.value == b.value && a.numerator == b.numerator && a.denominator == b.denominator &&
         a.status == b.status && a.key.version == b.key.version && a.unit == b.unit;
}

struct ByPlace {
  bool operator()(const KpiResult* a, const KpiResult* b) const { return place_of(*a) < place_of(*b); }
};

}  // namespace

base::Result<std::vector<KpiResult>> sdmx_values(const sdmx::Wanted& wanted, const kpi::Engine& engine,
                                                 const access::Grant& grant, base::Micros moment) {
  const auto today = base::karachi_day(moment);
  const auto periods = periods_of(wanted, engine, today);
  std::vector<KpiResult> all;
  for (const auto& definition : engine.definitions()) {
    if (!wanted.wants(2, definition.id) || !engine.is_in_force(definition, today)) continue;
    for (const auto& by : breakdowns_of(wanted, definition)) {
      const auto province = wanted.codes[1].size() == 1 ? wanted.codes[1].front() : std::string();
      for (auto& value :
           engine.values({definition.id, periods, by, province, definition.version}, today, moment)) {
        if (is_wanted(value, wanted, grant)) all.push_back(std::move(value));
      }
      MIZAN_TRY(refuse_too_many(all.size()));
    }
  }
  return all;
}

sdmx::Observations changes_between(const std::vector<KpiResult>& before, std::vector<KpiResult> after) {
  std::set<const KpiResult*, ByPlace> known;
  for (const auto& value : before) known.insert(&value);
  sdmx::Observations told;
  told.changes = true;
  for (auto& value : after) {
    const auto found = known.find(&value);
    const bool same = found != known.end() && says_the_same(**found, value);
    if (found != known.end()) known.erase(found);
    if (!same) told.values.push_back(std::move(value));
  }
  for (const auto* value : known) told.gone.push_back(*value);
  return told;
}

std::vector<sdmx::CodeList> code_lists_of(const std::vector<KpiResult>& values) {
  std::map<std::string, std::set<std::string>> codes;
  for (const auto& value : values) {
    codes["CL_AREA"].insert(value.key.province);
    codes["CL_KPI"].insert(value.key.kpi);
    codes["CL_UNIT"].insert(value.unit);
    codes["CL_BREAKDOWN"].insert(value.key.dimension);
    codes["CL_MEMBER"].insert(value.key.member);
    auto name = "CL_MEMBER_" + value.key.dimension;
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    codes[name].insert(value.key.member);
  }
  const std::map<std::string, std::string> components = {
      {"CL_AREA", "REF_AREA"}, {"CL_KPI", "KPI"}, {"CL_UNIT", "UNIT_MEASURE"}, {"CL_BREAKDOWN", "BREAKDOWN"}};
  std::vector<sdmx::CodeList> lists;
  for (const auto* id : {"CL_AREA", "CL_KPI", "CL_UNIT", "CL_BREAKDOWN", "CL_MEMBER"}) codes.try_emplace(id);
  for (const auto& [id, all] : codes) {
    const auto found = components.find(id);
    lists.push_back({id, found == components.end() ? "MEMBER" : found->second, {all.begin(), all.end()}});
  }
  return lists;
}

}  // namespace mizan::api
