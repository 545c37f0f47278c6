#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace mizan::store {

/// A current record with what stands beside it, as other tables may read it.
struct Remade {
  model::Record record;
  std::vector<model::Finding> findings;
  std::optional<std::string> fir_key;  ///< kind case; as of Upsert
};
/// Reads the record anew, in place.
using Remaker = std::function<void(Remade&)>;

struct RemakeCount {
  std::int64_t looked_at = 0;
  std::int64_t changed = 0;
};

/// What is done to the records of one source when the tables that give them their meaning are others: the
/// hub's own work, and no run of the source. Each record that comes out different is a change with the reason
/// "config"; its raw and its revision stay. Of one thread, as the store is.
class Remaking {
 public:
  explicit Remaking(Store& store) : store_(&store) {}

  /// By what a source's places were last read; empty: by nothing.
  base::Result<std::string> basis(model::SourceId source);
  base::Result<> set_basis(model::SourceId source, std::string_view basis);

  /// Every current case and hearing record of the source, in transactions of about a thousand cases; what
  /// they change is noted as of `at`. A crash leaves some changed and the basis as it was: done again, it
  /// goes on. Not during a first load.
  base::Result<RemakeCount> remake(model::SourceId source, std::string_view basis, base::Micros at,
                                   const Remaker& remaker);
  /// The same, counting only.
  base::Result<RemakeCount> would_change(model::SourceId source, const Remaker& remaker);

 private:
  friend class Sealing;
  struct Step;
  /// What else changes records without their sources works on the same.
  static Store::Impl& inside_of(Store& store) { return *store.impl_; }

  Store* store_;
};

}  // namespace mizan::store
