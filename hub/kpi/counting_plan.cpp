#include "kpi/counting_plan.hpp"

#include <algorithm>

#include "kpi/contribution.hpp"

namespace mizan::kpi {
namespace {

bool counts_a_state(const Definition& definition) {
  return (definition.form == Form::kStock && definition.limits.empty()) || definition.form == Form::kTurnover;
}

// A state shares its bundles out by whether it is known, and by dimension.
class StateShares {
 public:
  StateShares(std::vector<StateShare>& shares, std::vector<Bundle>& bundles)
      : shares_(shares), bundles_(bundles) {}

  void add(bool unknown, const Definition& definition, std::size_t place) {
    const std::uint8_t component = unknown ? kExcludedMissing : kStockPart;
    const Addition addition{static_cast<std::uint8_t>(place), component, 0, 1};
    add({unknown, Dimension::kTotal, dimension_of_whole(definition).has_value(), 0}, addition);
    for (const auto by : definition.by) add({unknown, by, false, 0}, addition);
  }

 private:
  void add(StateShare share, const Addition& addition) {
    auto at = std::find_if(shares_.begin(), shares_.end(), [&](const StateShare& other) {
      return other.unknown == share.unknown && other.dimension == share.dimension &&
             other.in_parts == share.in_parts;
    });
    if (at == shares_.end()) {
      share.bundle = static_cast<BundleId>(bundles_.size());
      bundles_.emplace_back(share.dimension);
      at = shares_.insert(at, share);
    }
    bundles_[at->bundle].add(addition);
  }

  std::vector<StateShare>& shares_;
  std::vector<Bundle>& bundles_;
};

}  // namespace

void AlikeSpans::add(const Definition& definition, std::size_t place) {
  if (definition.state != state_) return;
  set_.set(place);
  places_.push_back(place);
}

const std::vector<StateShare>& AlikeSpans::shares(const std::vector<Definition>& definitions,
                                                  const std::vector<bool>& seen, std::uint32_t number,
                                                  std::vector<Bundle>& bundles) {
  while (by_number_.size() <= number) by_number_.emplace_back();
  auto& known = by_number_[number];
  if (known.empty()) known = worked_out(definitions, seen, bundles);
  return known;
}

// What cannot be seen is in no stock, and not left out one by one.
std::vector<StateShare> AlikeSpans::worked_out(const std::vector<Definition>& definitions,
                                               const std::vector<bool>& seen,
                                               std::vector<Bundle>& bundles) const {
  std::vector<StateShare> shares;
  StateShares into(shares, bundles);
  for (const auto place : places_) {
    if (!seen[place]) continue;
    into.add(false, definitions[place], place);
    into.add(true, definitions[place], place);
  }
  return shares;
}

CountingPlan::CountingPlan(const std::vector<Definition>& definitions) {
  for (std::size_t place = 0; place < definitions.size(); ++place) {
    const auto& definition = definitions[place];
    const bool alike = definition.terms.empty()
                           ? counts_a_state(definition)
                           : are_told_by_looks(definition) && put_into_rows(definition, place);
    if (!alike) {
      others_.push_back(place);
    } else if (counts_a_state(definition)) {
      put_into_spans(definition, place);
    }
  }
}

bool CountingPlan::put_into_rows(const Definition& definition, std::size_t place) {
  auto more = rows_;
  for (const auto& term : definition.terms) {
    const auto same = [&](const AlikeRows& rows) { return rows.unit() == term.unit; };
    auto at = std::find_if(more.begin(), more.end(), same);
    if (at == more.end()) at = more.insert(at, AlikeRows(term.unit));
    if (!at->definitions().test(place) && !at->add(definition, place)) return false;
  }
  rows_ = std::move(more);
  return true;
}

void CountingPlan::put_into_spans(const Definition& definition, std::size_t place) {
  const auto same = [&](const AlikeSpans& spans) { return spans.state() == definition.state; };
  auto at = std::find_if(spans_.begin(), spans_.end(), same);
  if (at == spans_.end()) at = spans_.insert(at, AlikeSpans(definition.state));
  at->add(definition, place);
}

std::uint32_t CountingPlan::number_of(const std::vector<bool>& seen) {
  const auto at = std::find(seen_.begin(), seen_.end(), seen);
  const auto number = static_cast<std::uint32_t>(at - seen_.begin());
  if (at == seen_.end()) seen_.push_back(seen);
  return number;
}

}  // namespace mizan::kpi
