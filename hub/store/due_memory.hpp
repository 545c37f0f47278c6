#pragma once
#include <cstdint>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace mizan::store {

/// What the feed was told of something that is due in a case: which it is, is the caller's affair.
struct DueMark {
  model::LinkedCaseId id;
  std::int32_t kind = 0;
  base::Day last;         ///< its last day: with another one it is another thing
  std::int32_t nth = 0;   ///< among those of the case with the same kind and last day
  std::int32_t told = 0;  ///< bits: what was told; 0: nothing
};

/// What was told of what is due, so that each is told once. Works in whatever transaction is open, that of a
/// KpiWriter: what is noted is kept with the events, or not at all. One thread; the store must outlive it.
class DueMemory {
 public:
  static base::Result<DueMemory> open(Store& store);

  /// What was told of it; `mark.told` is not looked at.
  base::Result<std::int32_t> told(const DueMark& mark);
  /// From now on it was told `mark.told`.
  base::Result<> note(const DueMark& mark);

  /// By which rules it is kept, in the caller's words; empty: nothing was ever told.
  base::Result<std::string> basis() const;
  base::Result<> set_basis(std::string_view basis);

 private:
  DueMemory(Store& store, Statement find, Statement put)
      : store_(&store), find_(std::move(find)), put_(std::move(put)) {}

  Store* store_;
  Statement find_;
  Statement put_;
};

}  // namespace mizan::store
