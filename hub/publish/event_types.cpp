#include "publish/event_types.hpp"

#include <algorithm>
#include <iterator>

namespace mizan::publish {
namespace {

constexpr std::string_view kFamily = "org.mizan.";

// A test holds the sources against it.
constexpr std::string_view kTypes[] = {
    "org.mizan.kpi.value.published.v1",     "org.mizan.kpi.value.updated.v1",
    "org.mizan.kpi.value.restated.v1",      "org.mizan.release.published.v1",
    "org.mizan.release.revised.v1",         "org.mizan.reconciliation.signed.v1",
    "org.mizan.reconciliation.restated.v1", "org.mizan.reconciliation.withdrawn.v1",
    "org.mizan.deadline.approaching.v1",    "org.mizan.deadline.passed.v1",
    "org.mizan.handover.missing.v1",        "org.mizan.due.loaded.v1"};

}  // namespace

std::span<const std::string_view> event_types() {
  return kTypes;
}

std::string_view find_event_type(std::string_view name) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes), [&](std::string_view type) {
    return type == name || type.substr(kFamily.size()) == name;
  });
  return found == std::end(kTypes) ? std::string_view() : *found;
}

}  // namespace mizan::publish
