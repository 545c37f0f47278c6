#pragma once
// Private to this folder: from a row to the cells that it falls into.
#include <algorithm>
#include <optional>

#include "kpi/contribution.hpp"
#include "kpi/unit_row.hpp"

namespace mizan::kpi {

// Whose load it is: the prosecutor of the latest hearing, before any the assigned one.
template <class Put>
void for_each_load(const Trial& trial, Span span, Put put) {
  Span share{span.from, span.from};
  auto member = or_unattributed(trial.prosecutor);
  for (const auto& hearing : trial.hearings) {
    if (hearing.held_on >= span.to) break;
    const auto next = or_unattributed(hearing.prosecutor == kNoName ? trial.prosecutor : hearing.prosecutor);
    if (next == member) continue;
    share.to = std::max(hearing.held_on, span.from);
    if (!share.empty()) put(member, share);
    share.from = share.to;
    member = next;
  }
  put(member, {share.from, span.to});
}

// In which court: from the day a leg begins.
template <class Put>
void for_each_stay(const Row& row, Span span, Put put) {
  for (auto at = span.from; at < span.to;) {
    auto next = span.to;
    for (const auto& leg : row.trial->legs) {
      if (leg.begins && *leg.begins > at) next = std::min(next, *leg.begins);
    }
    put(court_of(row, at), Span{at, next});
    at = next;
  }
}

/// Divides a span of a row among the members of a breakdown: where the court or, for a load by prosecutor,
/// the attribution changes. Together the shares are the span.
template <class Put>
void for_each_share(const Row& row, Dimension by, Span span, Put put) {
  if (by == Dimension::kProsecutor) return for_each_load(*row.trial, span, put);
  if (by == Dimension::kCourt) return for_each_stay(row, span, put);
  put(member_of(row, by, span.from), span);
}

/// The breakdowns that a part of a definition has: the numerator those besides that it alone has.
template <class Visit>
void for_each_breakdown(const Definition& definition, std::uint8_t component, Visit visit) {
  for (const auto by : definition.by) visit(by);
  if (component != kNumerator) return;
  for (const auto by : definition.numerator_by) visit(by);
}

/// Puts one amount into the total, where it is wanted, and every breakdown of a definition.
template <class Sink>
class Spreader {
 public:
  Spreader(const Definition& definition, const Sink& sink, bool total)
      : definition_(definition), sink_(sink), total_(total) {}

  void put(const Row& row, std::uint8_t component, base::Day day, std::int64_t n, std::int32_t x = 0) const {
    if (total_) sink_({Dimension::kTotal, kWhole, component, day, x, n});
    for_each_breakdown(definition_, component, [&](Dimension by) { put_by(row, by, component, day, n, x); });
  }

  /// A span, in its shares. Without `x`, each edge has its own day for that.
  void put_span(const Row& row, std::uint8_t component, Span span, std::optional<std::int32_t> x) const {
    if (total_) put_edges(kWhole, Dimension::kTotal, component, span, x);
    for (const auto by : definition_.by) put_shares(row, by, component, span, x);
  }

 private:
  // A submission counts in each of its objections.
  void put_by(const Row& row, Dimension by, std::uint8_t component, base::Day day, std::int64_t n,
              std::int32_t x) const {
    const bool several = by == Dimension::kObjection && row.submission != nullptr;
    if (!several || row.submission->objections.empty())
      return sink_({by, member_of(row, by, day), component, day, x, n});
    for (const auto code : row.submission->objections) sink_({by, code, component, day, x, n});
  }

  void put_shares(const Row& row, Dimension by, std::uint8_t component, Span span,
                  std::optional<std::int32_t> x) const {
    for_each_share(row, by, span,
                   [&](NameId member, Span share) { put_edges(member, by, component, share, x); });
  }

  void put_edges(NameId member, Dimension by, std::uint8_t component, Span span,
                 std::optional<std::int32_t> x) const {
    sink_({by, member, component, span.from, x.value_or(span.from.value), 1});
    if (span.to != base::kFarFuture) sink_({by, member, component, span.to, x.value_or(span.to.value), -1});
  }

  const Definition& definition_;
  const Sink& sink_;
  bool total_;  // or the breakdowns alone
};

}  // namespace mizan::kpi
