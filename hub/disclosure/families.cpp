#include "disclosure/families.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mizan::disclosure {
namespace {

// Not in it: instituted cases, which with those disposed of would give what is pending from one period to the
// next; shares whose parts are of two families; values with many classes, each of which would hide its slice.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kFamilies = {{
    {"firs_registered", "police"},
    {"report_on_time", "police"},
    {"report_or_interim_on_time", "police"},
    {"report_days", "police"},
    {"scrutiny_days", "prosecution"},
    {"return_rate", "prosecution"},
    {"conviction_contested", "disposal"},
    {"conviction_decided", "disposal"},
    {"conviction_disposed", "disposal"},
    {"disposed_on_time", "disposal"},
    {"institution_to_disposal_days", "disposal"},
    {"pending", "stock"},
    {"backlog_rate", "stock"},
    {"adjournment_rate", "hearing"},
}};

}  // namespace

std::string_view family_of(std::string_view kpi) {
  const auto* found =
      std::find_if(kFamilies.begin(), kFamilies.end(), [&](const auto& each) { return each.first == kpi; });
  return found == kFamilies.end() ? std::string_view() : found->second;
}

bool is_for_the_public(std::string_view breakdown) {
  return breakdown == "total" || breakdown == "district" || breakdown == "offence_group";
}

}  // namespace mizan::disclosure
