#pragma once
// Private to this folder: appeals of an FIR, and whom they concern.
#include <string_view>
#include <vector>

#include "kpi/applications.hpp"
#include "kpi/person.hpp"

namespace mizan::kpi {

/// An accused of a trial, as the records of the holder who lists him name him.
struct NamedAccused {
  const Chain* legs = nullptr;
  model::Holder holder = model::Holder::kCourt;
  std::string_view key;
  Person person;
};

/// The appeals of an FIR, by who appeals and day.
class Appeals {
 public:
  Appeals(const std::vector<HeldRecord>& parts, DateReader& dates);

  std::vector<Appeal> facts() const;

  /// The days on which the State filed an appeal that concerns him: one that names him, in a record of his
  /// holder by key, in another's as a person; or one in his trial that names nobody. Ascending.
  std::vector<base::Day> of_state_against(const NamedAccused& accused) const;

 private:
  Applications applications_;
  std::vector<Appeal> facts_;  // as the applications
};

}  // namespace mizan::kpi
