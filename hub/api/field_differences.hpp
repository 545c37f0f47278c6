#pragma once
#include <map>
#include <optional>
#include <vector>

#include "api/disagreements.hpp"
#include "reconcile/reading.hpp"

namespace mizan::api {

/// A case whose holders say different things of some field.
struct DifferingCase {
  model::LinkedCaseId id;
  std::string case_id;
  std::string fir;
  std::vector<SharedValue> fields;  ///< those that differ
};

/// How often the holders that have a field differ in it.
struct FieldSum {
  std::int64_t shared = 0;
  std::int64_t differ = 0;
};

struct FieldDifferences {
  std::map<std::string, FieldSum> fields;  ///< of all cases, by field
  std::int64_t cases = 0;                  ///< those that differ in any
  std::vector<DifferingCase> page;
  bool more = false;  ///< cases follow behind the page
};

/// Field by field, what the holders say of the cases that any of them counts in the selection
/// (shared_values()), with those cases after that number, so many at most, that differ. Reads each such case
/// that several holders have.
base::Result<FieldDifferences> field_differences(store::Store& store, const reconcile::Selection& selection,
                                                 const reconcile::Sources& sources, base::Day today,
                                                 model::LinkedCaseId after, std::size_t limit);

}  // namespace mizan::api
