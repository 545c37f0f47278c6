#include "kpi/alike_rows.hpp"

#include <algorithm>

#include "kpi/contribution_impl.hpp"

namespace mizan::kpi {
namespace {

bool is_of_hearing(DateFact date) {
  return date == DateFact::kHeldOn || date == DateFact::kNextOn;
}

// From one hearing to the next there are so and so many days; from an FIR to a judgment any number.
bool has_few_spans(const Definition& definition) {
  return definition.form != Form::kDays ||
         (is_of_hearing(definition.terms[0].from) && is_of_hearing(definition.terms[0].to));
}

// The one court that an institution is placed at is not the leg that a look is of.
bool is_told_by_look(const Term& term) {
  const bool leg = term.unit == Unit::kLegIn || term.unit == Unit::kLegOut;
  return !is_value(term.unit) && !(leg && term.on == DateFact::kInstitutedOn);
}

bool has_several_members(const Definition& definition) {
  bool several = false;
  for_each_breakdown(definition, kNumerator, [&](Dimension by) { several |= by == Dimension::kObjection; });
  return several;
}

// Takes what one row adds to one definition, in the words of Spreader.
class Taking {
 public:
  Taking(const Definition& definition, std::size_t place, bool seen, DateFact on, std::vector<OnDate>& dates)
      : definition_(definition),
        place_(static_cast<std::uint8_t>(place)),
        seen_(seen),
        on_(on),
        dates_(dates) {}

  void put(const Row&, std::uint8_t component, base::Day day, std::int64_t n, std::int32_t x = 0) const {
    std::optional part = Contribution{Dimension::kTotal, kWhole, component, day, x, n};
    if (!seen_) part = left_out(definition_.form, *part);
    if (!part || part->n == 0) return;
    const Addition addition{place_, part->component, part->x, part->n};
    add(Dimension::kTotal, dimension_of_whole(definition_).has_value(), addition);
    for_each_breakdown(definition_, component, [&](Dimension by) { add(by, false, addition); });
  }

 private:
  void add(Dimension dimension, bool in_parts, const Addition& addition) const {
    auto& shares = shares_of_date();
    auto at = std::find_if(shares.begin(), shares.end(), [&](const Share& share) {
      return share.dimension == dimension && share.in_parts == in_parts;
    });
    if (at == shares.end()) at = shares.insert(at, {dimension, in_parts, Bundle(dimension), 0});
    at->bundle.add(addition);
  }

  std::vector<Share>& shares_of_date() const {
    auto at = std::find_if(dates_.begin(), dates_.end(), [&](const OnDate& date) { return date.on == on_; });
    if (at == dates_.end()) at = dates_.insert(at, {on_, {}});
    return at->shares;
  }

  const Definition& definition_;
  std::uint8_t place_;
  bool seen_;
  DateFact on_;
  std::vector<OnDate>& dates_;
};

}  // namespace

std::optional<Dimension> dimension_of_whole(const Definition& definition) {
  const auto& by = definition.by;
  if (std::find(by.begin(), by.end(), Dimension::kDistrict) != by.end()) return Dimension::kDistrict;
  const auto whole = std::find_if(by.begin(), by.end(), [](Dimension dimension) {
    return dimension != Dimension::kObjection && dimension != Dimension::kSource;
  });
  return whole == by.end() ? std::nullopt : std::optional(*whole);
}

bool are_told_by_looks(const Definition& definition) {
  const auto& terms = definition.terms;
  const bool rows = definition.form == Form::kMix || !flows_of(definition.form).empty();
  return rows && !has_several_members(definition) && has_few_spans(definition) &&
         std::all_of(terms.begin(), terms.end(), is_told_by_look);
}

bool AlikeRows::add(const Definition& definition, std::size_t place) {
  if (!counts(definition)) return true;
  auto more = questions_;
  for (const auto& flow : flows_of(definition.form)) {
    if (definition.terms[flow.term].unit == unit_) more.add(definition.terms[flow.term], flow.days);
  }
  if (definition.form == Form::kMix && definition.terms[0].unit == unit_) {
    more.add(definition.terms[0], false);
    more.add(definition.classes);
  }
  if (more.size() > Look::kMost) return false;
  questions_ = std::move(more);
  set_.set(place);
  places_.push_back(place);
  return true;
}

bool AlikeRows::counts(const Definition& definition) const {
  const auto& terms = definition.terms;
  return std::any_of(terms.begin(), terms.end(), [&](const Term& term) { return term.unit == unit_; });
}

const std::vector<OnDate>* AlikeRows::find(const Row& row, const std::vector<Definition>& definitions,
                                           const std::vector<bool>& seen, std::uint32_t number,
                                           std::vector<Bundle>& bundles) {
  if (2 * kept_.size() >= table_.size()) widen();
  Look look;
  questions_.answer(row, static_cast<std::int32_t>(number), look);
  auto& place = place_of(look);
  if (place != 0) return &kept_[place - 1].adds;
  if (kept_.size() == kMostKept) return nullptr;
  kept_.push_back({look, worked_out(row, definitions, seen)});
  place = static_cast<std::uint32_t>(kept_.size());
  for (auto& date : kept_.back().adds) {
    for (auto& share : date.shares) {
      share.id = static_cast<BundleId>(bundles.size());
      bundles.push_back(std::move(share.bundle));
    }
  }
  return &kept_.back().adds;
}

std::vector<OnDate> AlikeRows::worked_out(const Row& row, const std::vector<Definition>& definitions,
                                          const std::vector<bool>& seen) const {
  std::vector<OnDate> dates;
  for (const auto place : places_) {
    const auto& definition = definitions[place];
    for (const auto& flow : seen[place] ? flows_of(definition.form) : unseen_flows_of(definition.form)) {
      const auto& term = definition.terms[flow.term];
      if (term.unit == unit_)
        put_row(row, term, flow, Taking(definition, place, seen[place], term.on, dates));
    }
    if (definition.form == Form::kMix)
      put_row_of_mix(row, definition, Taking(definition, place, seen[place], definition.terms[0].on, dates));
  }
  return dates;
}

// Where it stands, or is to stand.
std::uint32_t& AlikeRows::place_of(const Look& look) {
  const auto mask = table_.size() - 1;
  auto at = static_cast<std::size_t>(look.hash) & mask;
  while (table_[at] != 0 && !questions_.same(kept_[table_[at] - 1].look, look)) at = (at + 1) & mask;
  return table_[at];
}

void AlikeRows::widen() {
  table_.assign(std::max<std::size_t>(256, 2 * table_.size()), 0);
  for (std::size_t i = 0; i < kept_.size(); ++i) place_of(kept_[i].look) = static_cast<std::uint32_t>(i + 1);
}

}  // namespace mizan::kpi
