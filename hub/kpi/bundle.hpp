#pragma once
// Private to this folder: additions that come together.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "kpi/definition.hpp"

namespace mizan::kpi {

/// One addition to a cell, in a month that comes with it.
struct Addition {
  std::uint8_t kpi = 0;
  std::uint8_t component = 0;
  std::int32_t x = 0;
  std::int64_t n = 0;
};

/// Additions that a row makes to one cell in one month, all of them or none: whoever counts a great many puts
/// them in one step.
class Bundle {
 public:
  explicit Bundle(Dimension dimension) : dimension_(dimension) {}

  void add(const Addition& addition) {
    additions_.push_back(addition);
    if (std::find(kpis_.begin(), kpis_.end(), addition.kpi) == kpis_.end()) kpis_.push_back(addition.kpi);
  }
  Dimension dimension() const { return dimension_; }
  const std::vector<Addition>& additions() const { return additions_; }
  /// Of the additions, each once.
  const std::vector<std::uint8_t>& kpis() const { return kpis_; }

 private:
  Dimension dimension_;
  std::vector<Addition> additions_;
  std::vector<std::uint8_t> kpis_;
};

/// The number of a bundle, from 0, given by who makes it.
using BundleId = std::uint32_t;

}  // namespace mizan::kpi
