#include "api/standardised.hpp"

#include <map>

#include "api/stored_facts.hpp"

namespace mizan::api {
namespace {

struct Wanted {
  const kpi::Definition* definition = nullptr;
  kpi::ValueQuery query;
  kpi::Dimension group{};
};

base::Result<Wanted> wanted_of(const Selection& selection, const std::string& group,
                               const kpi::Engine& engine, base::Day today) {
  if (selection.period.empty())
    return base::Error{base::Code::kData,
                       "name the one period to standardise, such as 2026-03, 2026-Q1 or 2026"};
  if (selection.by.empty())
    return base::Error{base::Code::kData, "name the breakdown to standardise: prosecutor, district, court …"};
  Wanted wanted;
  MIZAN_ASSIGN(wanted.query, query_of(selection, engine, today));
  MIZAN_ASSIGN(wanted.definition, definition_of(selection, engine, today));
  if (!kpi::find_dimension(group, wanted.group) ||
      !kpi::can_standardise(*wanted.definition, *wanted.query.by, wanted.group)) {
    return base::Error{
        base::Code::kUnsupported,
        selection.kpi + " by " + selection.by + " cannot be standardised by \"" + group +
            "\": that takes a ratio that is a share, of persons or places, and broken down by both"};
  }
  return wanted;
}

}  // namespace

base::Result<> standardise(const Selection& selection, const std::string& group, const kpi::Engine& engine,
                           store::Store& store, base::Day today, std::vector<FairValue>& values) {
  MIZAN_ASSIGN(const auto wanted, wanted_of(selection, group, engine, today));
  kpi::CaseMix mix(engine, *wanted.definition, *wanted.query.by, wanted.group, wanted.query.periods.front(),
                   today);
  MIZAN_TRY(for_each_facts(store, engine, [&](model::LinkedCaseId, const kpi::Facts& facts) {
    mix.add(facts);
    return base::Result<>();
  }));
  std::map<std::pair<std::string, std::string>, kpi::StandardisedShare> shares;
  for (auto& share : mix.shares()) shares.emplace(std::pair(share.province, share.member), share);
  for (auto& each : values) {
    const auto found = shares.find({each.value.key.province, each.value.key.member});
    if (found != shares.end()) each.standardised = found->second;
  }
  return {};
}

}  // namespace mizan::api
