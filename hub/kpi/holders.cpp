#include "kpi/holders.hpp"

#include <algorithm>
#include <array>

namespace mizan::kpi {

using model::Holder;

namespace {

// By Holder: police, prosecution, court, prison.
constexpr std::array<std::array<int, 4>, 4> kRanks = {
    {{0, 1, 2, 3}, {2, 0, 1, 3}, {2, 1, 0, 3}, {2, 3, 1, 0}}};

void put_in_order(std::vector<HeldRecord>& parts, Precedence precedence) {
  std::stable_sort(parts.begin(), parts.end(), [precedence](const HeldRecord& a, const HeldRecord& b) {
    return rank_of(a.holder, precedence) < rank_of(b.holder, precedence);
  });
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
