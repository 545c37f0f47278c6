#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace mizan::store {

/// A source as it was known at a moment.
struct PastSource {
  model::SourceId id;
  std::string name;
  std::string declaration;            ///< JSON
  std::optional<base::Day> read_day;  ///< of its last complete reading by then
  base::Micros newest_change = 0;     ///< 0: none by then
};

/// A change of one record of a linked case.
struct RecordEvent {
  enum class What : std::uint8_t { kNew, kChanged, kDeleted };
  What what = What::kNew;
  model::Kind kind = model::Kind::kCase;
  std::string key;
  std::string source;
  model::Sequence sequence = 0;
  base::Micros accepted_at = 0;
};

/// What happened to the records that are or were a linked case's, after `from` and up to `to`, oldest first.
base::Result<std::vector<RecordEvent>> events_of_case(const Store& reader, model::LinkedCaseId id,
                                                      model::Sequence from, model::Sequence to);

/// The store as it was at a moment: what was accepted, deleted, linked, declared and received by then. Of one
/// connection, which reads one state of the file while this lives, whatever a writer does. A moment before
/// the first change is an empty store; one that has not come yet is now. kData: the moment is before what the
/// store keeps (retention.hpp).
class Past {
 public:
  static base::Result<Past> at(Store& reader, base::Micros moment);

  base::Micros moment() const { return moment_; }
  /// The last change accepted by then.
  model::Sequence sequence() const { return sequence_; }

  base::Result<std::vector<PastSource>> sources();
  /// The connection that it is read by.
  const Database& database() const { return store_->database(); }
  /// By source and day; all of it counts as counted.
  base::Result<std::vector<ReceiptDay>> receipt_days();
  /// Every linked case as it was, in no particular order; only those that have changed since are put together
  /// from the change log. Stops at the first error of `visit`.
  base::Result<> for_each_case(const FieldChoice* fields, const CaseVisitor& visit);
  /// The linked cases of which a record has changed since, come, gone or moved; ascending.
  base::Result<std::vector<model::LinkedCaseId>> changed_since();

 private:
  Past(Store& reader, Snapshot snapshot, base::Micros moment)
      : store_(&reader), snapshot_(std::move(snapshot)), moment_(moment) {}

  Store* store_;
  Snapshot snapshot_;
  base::Micros moment_;
  model::Sequence sequence_ = 0;
};

}  // namespace mizan::store
