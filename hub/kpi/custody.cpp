#include "kpi/custody.hpp"

#include <algorithm>
#include <tuple>

namespace mizan::kpi {

using model::Holder;
using model::Kind;
namespace field = model::field;

namespace {

int rank(Holder holder) {
  return rank_of(holder, Precedence::kCustody);
}

/// A record with what orders it.
struct Ordered {
  CustodyTold told;
  model::SourceId source;
  std::string_view key;
  std::string_view case_key;
};

auto order_of(const Ordered& of) {
  return std::tuple(rank(of.told.holder), of.source, of.key, of.case_key);
}

using DateOf = std::optional<base::Day> CustodyDates::*;

// The accused's own record stands where its holder does; of one holder's accused no record is another's.
std::optional<base::Day> first_told(Holder holder, const Person& person, const CustodyDates& own,
                                    const std::vector<CustodyTold>& told, DateOf date) {
  for (const auto& other : told) {
    if (own.*date && rank(holder) < rank(other.holder)) break;
    if (other.holder != holder && other.dates.*date && other.person.is(person)) return other.dates.*date;
  }
  return own.*date;
}

}  // namespace

std::vector<CustodyTold> custody_told(const std::vector<HeldRecord>& parts, DateReader& dates) {
  std::vector<Ordered> ordered;
  for (const auto& part : parts) {
    for (const auto& child : part.children()) {
      if (child.kind != Kind::kAccused) continue;
      const CustodyDates told{dates(child, field::custody_from_id), dates(child, field::custody_to_id)};
      if (told.from || told.to)
        ordered.push_back(
            {{part.holder, person_of(child), told}, part.source_case->source, child.key, part.record().key});
    }
  }
  std::ranges::sort(ordered, {}, order_of);
  std::vector<CustodyTold> all;
  all.reserve(ordered.size());
  for (const auto& each : ordered) all.push_back(each.told);
  return all;
}

std::optional<Span> custody_of(Holder holder, const Person& person, const CustodyDates& own,
                               const std::vector<CustodyTold>& told) {
  const auto from = first_told(holder, person, own, told, &CustodyDates::from);
  const auto to = first_told(holder, person, own, told, &CustodyDates::to);
  if (!from) return std::nullopt;
  const Span span{*from, to.value_or(base::kFarFuture)};
  return span.empty() ? std::nullopt : std::optional(span);
}

}  // namespace mizan::kpi
