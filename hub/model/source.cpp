#include "model/source.hpp"

#include <algorithm>
#include <array>

namespace mizan::model {
namespace {

constexpr std::array<std::string_view, 4> kHolders = {"police", "prosecution", "court", "prison"};
constexpr std::array<std::string_view, 6> kPopulations = {"firs",     "submissions", "cases",
                                                          "hearings", "bail",        "custody"};

template <class Enum, std::size_t N>
std::optional<Enum> find_name(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto* found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view holder_name(Holder holder) {
  return kHolders[static_cast<std::size_t>(holder)];
}
std::optional<Holder> find_holder(std::string_view name) {
  return find_name<Holder>(kHolders, name);
}

std::span<const Population> all_populations() {
  static constexpr std::array kAll = {Population::kFirs,     Population::kSubmissions, Population::kCases,
                                      Population::kHearings, Population::kBail,        Population::kCustody};
  return kAll;
}
std::string_view population_name(Population population) {
  return kPopulations[static_cast<std::size_t>(population)];
}
std::optional<Population> find_population(std::string_view name) {
  return find_name<Population>(kPopulations, name);
}

}  // namespace mizan::model
