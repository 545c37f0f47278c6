#pragma once
// Private to this folder: which numbers of courts and prosecutions case records have.
#include <set>
#include <vector>

#include "store/linking.hpp"
#include "store/store_impl.hpp"

namespace mizan::store {

/// The table of numbers as digests, made once links by numbers are wanted and kept in step from then on. Of
/// one thread, inside one transaction.
class CaseNumbers {
 public:
  struct Number {
    std::int64_t digest = 0;
    NumberKind kind = NumberKind::kCourt;
  };

  CaseNumbers(Store::Impl& impl, const NumbersOf& numbers_of) : impl_(impl), numbers_of_(numbers_of) {}

  /// Follows the records that changed behind this place of the change log; all, if that is not known (-1).
  base::Result<> follow(model::Sequence position);
  /// Reads a record's numbers anew. Those that it had and has are affected.
  base::Result<> renumber(std::int64_t ref);
  /// A record counts elsewhere than before: who has a number of it may follow.
  base::Result<> touch(std::int64_t ref);

  /// The records that have a number which was affected since this was asked last.
  base::Result<std::set<std::int64_t>> take_affected();
  /// Of a record, in the order in which they are asked.
  base::Result<std::vector<Number>> of(std::int64_t ref);
  base::Result<std::vector<std::int64_t>> refs_with(std::int64_t digest);

 private:
  base::Result<bool> are_wanted();
  base::Result<bool> are_wanted_by(const std::set<std::int64_t>& changed);
  base::Result<bool> changes_are_known(model::Sequence position);
  base::Result<std::set<std::int64_t>> changed_refs(model::Sequence position);
  base::Result<std::optional<std::int64_t>> ref_of(std::int64_t source, std::string_view key);
  base::Result<std::vector<Number>> read(std::int64_t ref);
  base::Result<> build();
  base::Result<> put(const Number& number, std::int64_t ref);

  Store::Impl& impl_;
  const NumbersOf& numbers_of_;
  std::set<std::int64_t> affected_;  ///< digests
};

}  // namespace mizan::store
