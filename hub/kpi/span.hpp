#pragma once
#include "base/civil.hpp"

namespace mizan::kpi {

/// Half-open span of days; without an end it goes on.
struct Span {
  base::Day from;
  base::Day to = base::kFarFuture;

  /// True if no day lies in it.
  bool empty() const { return from >= to; }

  friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace mizan::kpi
