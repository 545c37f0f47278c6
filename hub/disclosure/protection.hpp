#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "disclosure/table.hpp"

namespace mizan::disclosure {

using Slices = std::set<Slice>;

/// Which slices of the table must be hidden, so that no small count of it follows from what is shown of it;
/// and `at_least` these. Every equation of the table (nation of provinces, province of the members of a
/// breakdown) then has hidden parts whose counts come, together, to `least` or more wherever one of them is
/// small: each of them can be anything from 0 to that sum.
Slices hidden_slices(const Table& table, const Slices& at_least);

/// What the public was shown of the periods so far, one table after the other. One thread.
class Publication {
 public:
  /// What of a table the public is shown, as it is taken in.
  struct Shown {
    bool taken = false;  ///< false: not this table; of its period what was shown before goes on
    Slices hidden = {};  ///< of what is shown now
  };

  /// The next table that an office published, in the order of publishing. It is not taken if its period was
  /// shown and would now need more slices hidden, or has days of another one that was shown: what is new
  /// would tell what was hidden. What was hidden of a period stays hidden, for who knew the rest would know
  /// it.
  Shown add(const Table& table);

 private:
  bool overlaps_another(const model::Period& period) const;

  struct Taken {
    model::Period period;
    Slices hidden;
  };
  std::map<std::string, Taken> taken_;  // by the period's label
};

}  // namespace mizan::disclosure
