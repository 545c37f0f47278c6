#include "kpi/case_mix.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <tuple>

#include "kpi/fairness.hpp"
#include "kpi/observation.hpp"

namespace mizan::kpi {
namespace {

// A sum of as many fractions as there are groups.
using Exact = boost::multiprecision::cpp_rational;
using Whole = boost::multiprecision::cpp_int;

constexpr std::int64_t kDecimals = 10'000;

// Half up; nothing here is negative.
model::Fraction rounded(const Exact& value) {
  const Exact steps = value * kDecimals + Exact(1, 2);
  const Whole whole = numerator(steps) / denominator(steps);
  return {whole.convert_to<std::int64_t>(), kDecimals};
}

StandardisedShare share_of(std::string_view province, std::string_view member, std::int64_t observed,
                           std::int64_t denominator, const Exact& expected, const Exact& crude) {
  StandardisedShare share{std::string(province), std::string(member), observed,    denominator,
                          rounded(expected),     std::nullopt,        std::nullopt};
  if (expected == 0) return share;
  const Exact ratio = Exact(observed) / expected;
  share.ratio = rounded(ratio);
  share.rate = rounded(ratio * 100 * crude);
  return share;
}

NameId known_or_unknown(NameId name) {
  return name == kNoName ? kUnknownName : name;
}

// Of what cases or accused are, and not of where they are or who has them.
bool is_property(Dimension dimension) {
  return dimension == Dimension::kOffenceGroup || dimension == Dimension::kSex ||
         dimension == Dimension::kAgeClass || dimension == Dimension::kBailKind;
}

bool breaks_down_by(const Definition& definition, Dimension dimension) {
  return std::find(definition.by.begin(), definition.by.end(), dimension) != definition.by.end();
}

/// The members of one row, put together from what it adds to each breakdown: the total comes first.
struct RowParts {
  Contribution total;
  std::optional<NameId> unit;
  std::optional<NameId> group;
};

}  // namespace

bool can_standardise(const Definition& definition, Dimension by, Dimension group) {
  return definition.form == Form::kRatio && is_share(definition) && is_compared(by) && is_property(group) &&
         breaks_down_by(definition, by) && breaks_down_by(definition, group);
}

CaseMix::CaseMix(const Engine& engine, const Definition& definition, Dimension by, Dimension group,
                 model::Period period, base::Day today)
    : engine_(engine),
      definition_(definition),
      by_(by),
      group_(group),
      period_(std::move(period)),
      today_(today) {}

void CaseMix::add(const Facts& facts) {
  const auto province = known_or_unknown(facts.province);
  const Setting setting{is_observed_in(province), engine_.names().text(province)};
  count(provinces_[province], facts, setting);
}

bool CaseMix::is_observed_in(NameId province) {
  const auto known = observed_.find(province);
  if (known != observed_.end()) return known->second;
  const bool observed = is_observed(definition_, engine_.sources(), engine_.names().text(province));
  return observed_.emplace(province, observed).first->second;
}

bool CaseMix::counts(const Contribution& part) const {
  const bool is_part = part.component == kNumerator || part.component == kDenominator;
  return is_part && part.day >= period_.from && part.day < period_.to && part.day <= today_;
}

void CaseMix::count(Mix& mix, const Facts& facts, const Setting& setting) const {
  RowParts row;
  contributions(facts, definition_, setting, [&](const Contribution& part) {
    if (part.dimension == Dimension::kTotal) row = {part, std::nullopt, std::nullopt};
    if (!counts(part)) return;
    if (part.dimension == by_) row.unit = known_or_unknown(part.member);
    if (part.dimension == group_) row.group = known_or_unknown(part.member);
    // The second of the two completes the row.
    if (!row.unit || !row.group || (part.dimension != by_ && part.dimension != group_)) return;
    auto& counts_of_pair = mix[{*row.unit, *row.group}];
    (part.component == kNumerator ? counts_of_pair.numerator : counts_of_pair.denominator) += row.total.n;
  });
}

std::vector<StandardisedShare> CaseMix::shares() const {
  std::vector<StandardisedShare> shares;
  for (const auto& [province, mix] : provinces_) add_shares(province, mix, shares);
  std::sort(shares.begin(), shares.end(), [](const StandardisedShare& a, const StandardisedShare& b) {
    return std::tie(a.province, a.member) < std::tie(b.province, b.member);
  });
  return shares;
}

void CaseMix::add_shares(NameId province, const Mix& mix, std::vector<StandardisedShare>& shares) const {
  Counts whole;
  std::map<NameId, Counts> groups;
  for (const auto& [pair, counts] : mix) {
    whole.add(counts);
    groups[pair.second].add(counts);
  }
  // Pairs are in the order of their units.
  for (auto at = mix.begin(); at != mix.end();) {
    const auto unit = at->first.first;
    Counts own;
    Exact expected = 0;
    for (; at != mix.end() && at->first.first == unit; ++at) {
      const auto& group = groups.at(at->first.second);
      own.add(at->second);
      if (group.denominator > 0)
        expected += Exact(at->second.denominator) * group.numerator / group.denominator;
    }
    if (own.denominator == 0) continue;
    const auto& names = engine_.names();
    shares.push_back(share_of(names.text(province), names.text(unit), own.numerator, own.denominator,
                              expected, Exact(whole.numerator, whole.denominator)));
  }
}

}  // namespace mizan::kpi
