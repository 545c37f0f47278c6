#include "kpi/holders.hpp"

#include <algorithm>
#include <array>

namespace mizan::kpi {

using model::Holder;

namespace {

using Order = std::array<Holder, 4>;

// By Precedence.
constexpr std::array<Order, 4> kOrders = {
    {{Holder::kPolice, Holder::kProsecution, Holder::kCourt, Holder::kPrison},
     {Holder::kProsecution, Holder::kCourt, Holder::kPolice, Holder::kPrison},
     {Holder::kCourt, Holder::kProsecution, Holder::kPolice, Holder::kPrison},
     {Holder::kPrison, Holder::kCourt, Holder::kPolice, Holder::kProsecution}}};

// The same by Precedence, then by Holder: the place of each.
constexpr auto kRanks = [] {
  std::array<std::array<int, 4>, 4> ranks{};
  auto of = ranks.begin();
  for (const auto& order : kOrders) {
    int rank{};
    for (const auto holder : order) (*of)[static_cast<std::size_t>(holder)] = rank++;
    ++of;
  }
  return ranks;
}();

void put_in_order(std::vector<HeldRecord>& parts, Precedence precedence) {
  std::ranges::stable_sort(parts, {},
                           [precedence](const HeldRecord& part) { return rank_of(part.holder, precedence); });
}

}  // namespace

Holder Holders::of(model::SourceId source) const {
  const auto found =
      std::find_if(known_.begin(), known_.end(), [&](const auto& entry) { return entry.first == source; });
  return found == known_.end() ? Holder::kCourt : found->second;
}

int rank_of(Holder holder, Precedence precedence) {
  return kRanks[static_cast<std::size_t>(precedence)][static_cast<std::size_t>(holder)];
}

const std::array<Holder, 4>& holders_by(Precedence precedence) {
  return kOrders[static_cast<std::size_t>(precedence)];
}

// A linked case is ordered by (source, key) already, so a stable sort by holder is the whole order.
std::vector<HeldRecord> in_order(const model::LinkedCase& linked, const Holders& holders,
                                 Precedence precedence) {
  std::vector<HeldRecord> parts;
  parts.reserve(linked.cases.size());
  for (const auto& source_case : linked.cases)
    parts.push_back({&source_case, holders.of(source_case.source)});
  if (parts.size() > 1) put_in_order(parts, precedence);
  return parts;
}

std::string_view first_text(const std::vector<HeldRecord>& parts, model::FieldId id) {
  return first_of(parts, [id](const model::Record& record) { return record.text(id); }).value_or("");
}

std::string_view first_text(const std::vector<HeldRecord>& parts, model::FieldId id, Precedence precedence) {
  if (parts.size() == 1) return first_text(parts, id);
  auto ordered = parts;
  put_in_order(ordered, precedence);
  return first_text(ordered, id);
}

}  // namespace mizan::kpi
