#include "normalize/places.hpp"

#include <algorithm>

#include "normalize/place_rows.hpp"
#include "normalize/spelling.hpp"

namespace mizan::normalize {
namespace {

// Places end and begin; more steps than this are a circle.
constexpr int kMostSteps = 16;

bool same_place(const PlaceMeanings& meanings) {
  return std::all_of(meanings.begin(), meanings.end(),
                     [&](const PlaceMeaning& each) { return each.code == meanings.front().code; });
}

}  // namespace

std::optional<std::string_view> PlaceTable::find_province(std::string_view text) const {
  const auto* found = meanings(PlaceLevel::kProvince, "", text);
  return found == nullptr ? std::nullopt : std::optional(found->front().code);
}

std::optional<std::string_view> PlaceTable::find_district(std::string_view text, std::string_view province,
                                                          base::Day day) const {
  const auto* spelled = meanings(PlaceLevel::kDistrict, province, text);
  if (spelled == nullptr) return std::nullopt;
  const auto found = on_day(*spelled, day);
  return found ? std::optional(found->code) : std::nullopt;
}

const PlaceMeanings* PlaceTable::meanings(PlaceLevel level, std::string_view scope,
                                          std::string_view text) const {
  const auto found = meanings_.find(spelling_key(level, scope, fold_spelling(level, text)));
  return found == meanings_.end() ? nullptr : &found->second;
}

std::optional<PlaceFound> PlaceTable::on_day(const PlaceMeanings& meanings, base::Day day) const {
  std::string_view valid;
  for (const auto& each : meanings) {
    if (day < each.from || each.to <= day || each.code == valid) continue;
    if (!valid.empty()) return std::nullopt;
    valid = each.code;
  }
  if (!valid.empty()) return PlaceFound{valid, true};
  if (!same_place(meanings)) return std::nullopt;
  auto code = meanings.front().code;
  for (int step = 0; step < kMostSteps && !code.empty(); ++step) {
    if (find(code, day) != nullptr) return PlaceFound{code, true};
    code = stepped(code, day);
  }
  return PlaceFound{meanings.front().code, false};
}

// The one place that it came from, or that it became; empty if there is none or there are several.
std::string_view PlaceTable::stepped(std::string_view code, base::Day day) const {
  const auto rows = rows_of_.find(code);
  if (rows == rows_of_.end() || rows->second.empty()) return {};
  const Place* first = &places_[rows->second.front()];
  const Place* last = first;
  for (const auto row : rows->second) {
    if (places_[row].from < first->from) first = &places_[row];
    if (places_[row].to > last->to) last = &places_[row];
  }
  if (day >= last->to) return last->successors.size() == 1 ? last->successors.front() : std::string_view{};
  const auto before = predecessors_.find(code);
  if (day >= first->from || before == predecessors_.end() || before->second.size() != 1) return {};
  return before->second.front();
}

const Place* PlaceTable::find(std::string_view code) const {
  const auto rows = rows_of_.find(code);
  if (rows == rows_of_.end()) return nullptr;
  const Place* newest = nullptr;
  for (const auto row : rows->second) {
    if (newest == nullptr || places_[row].to > newest->to) newest = &places_[row];
  }
  return newest;
}

const Place* PlaceTable::find(std::string_view code, base::Day day) const {
  const auto rows = rows_of_.find(code);
  if (rows == rows_of_.end()) return nullptr;
  for (const auto row : rows->second) {
    if (places_[row].valid_on(day)) return &places_[row];
  }
  return nullptr;
}

bool PlaceTable::has_any(PlaceLevel level, std::string_view scope) const {
  return counts_.contains(spelling_key(level, scope, ""));
}

std::vector<std::string_view> PlaceTable::relatives(std::string_view code) const {
  std::vector<std::string_view> all;
  if (const auto before = predecessors_.find(code); before != predecessors_.end())
    all.insert(all.end(), before->second.begin(), before->second.end());
  if (const auto* place = find(code))
    all.insert(all.end(), place->successors.begin(), place->successors.end());
  return all;
}

bool PlaceTable::is_beside(std::string_view code, const PlaceMeaning& meaning) const {
  const auto rows = rows_of_.find(code);
  return rows != rows_of_.end() &&
         std::any_of(rows->second.begin(), rows->second.end(), [&](std::size_t row) {
           return places_[row].from < meaning.to && meaning.from < places_[row].to;
         });
}

std::vector<PlaceCandidate> PlaceTable::nearest(PlaceLevel level, std::string_view scope,
                                                std::string_view text, std::size_t limit) const {
  const auto folded = fold_spelling(level, text);
  const auto most = std::max<std::size_t>(2, folded.size() / 3);
  const auto prefix = spelling_key(level, scope, "");
  std::vector<PlaceCandidate> all;
  for (auto at = meanings_.lower_bound(prefix); at != meanings_.end() && at->first.starts_with(prefix);
       ++at) {
    const auto spelling = at->first.substr(prefix.size());
    const auto distance = spelling_distance(folded, spelling);
    if (distance > most) continue;
    for (const auto& meaning : at->second) all.push_back({meaning.code, spelling, distance});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const PlaceCandidate& a, const PlaceCandidate& b) { return a.distance < b.distance; });
  std::vector<PlaceCandidate> nearest;
  for (auto& each : all) {
    const bool known = std::any_of(nearest.begin(), nearest.end(),
                                   [&](const PlaceCandidate& other) { return other.code == each.code; });
    if (!known && nearest.size() < limit) nearest.push_back(std::move(each));
  }
  return nearest;
}

}  // namespace mizan::normalize
