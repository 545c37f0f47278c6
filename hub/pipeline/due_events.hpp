#pragma once
#include <array>
#include <map>
#include <string>

#include "base/clock.hpp"
#include "due/obligations.hpp"
#include "store/store.hpp"

namespace mizan::pipeline {

/// What is told of something that is due. Numbers are the bits of `due_told`.
enum class DueNote : std::uint8_t { kNone = 0, kApproaching = 1, kPassed = 2 };

/// Where the case is, by code; empty: nobody says.
struct DuePlace {
  std::string_view province;
  std::string_view district;
  std::string_view station;
};

/// `org.mizan.deadline.approaching.v1`, `org.mizan.deadline.passed.v1`, or `org.mizan.handover.missing.v1` of
/// what was sent or forwarded and has not arrived. Without persons; `today` is the day that it is told on.
store::Event due_event(DueNote note, const due::Obligation& what, model::LinkedCaseId id,
                       const DuePlace& place, base::Day today, base::Micros now);

/// How many things are due, of a province: by district, then by kind. [0] approaching, [1] passed.
using DueCounts = std::map<std::string, std::map<due::Kind, std::array<std::int64_t, 2>>>;

/// `org.mizan.due.loaded.v1`: what a load has brought, in one event a province.
store::Event due_loaded_event(const std::string& province, const DueCounts& counts, base::Day today,
                              base::Micros now);

}  // namespace mizan::pipeline
