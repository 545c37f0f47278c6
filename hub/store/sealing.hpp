#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/entry.hpp"
#include "store/store.hpp"

// Cases that nobody may look at any more (docs/sealing.md): their records leave the store with all that was
// kept of them, past moments too, and do not come back when a source sends them again. What is left is by
// what they are known again, as digests under a key that is kept apart from the store, and digests of the
// evidence.
namespace mizan::store {

/// A keyed digest of a text, the same for ever; without the key nobody can try texts against it.
using SealDigest = std::function<std::string(std::string_view text)>;

/// Whose order it is that a case is sealed, as the audit trail and `mizan seal list` have it.
struct SealOrder {
  std::string reason;  ///< "juvenile", "expunged" or "court-order"
  std::string order;   ///< what orders it, in words; no names of persons
  std::string by;      ///< who carried it out
  base::Micros at = 0;
};

struct SealRow {
  std::int64_t id = 0;
  SealOrder sealed;
  model::LinkedCaseId linked;  ///< as its case id numbers it
  bool whole = true;           ///< every holder's record of the case; else those of one
  std::int64_t records = 0;
  base::Micros lifted_at = 0;  ///< 0: it holds
  std::string lifted_by = {};
  std::string lifted_by_order = {};
};

/// One holder's record of a case.
struct SealedPart {
  std::string source;
  std::string key;
};

/// Of a store that is open for writing. After every call that changes something and fails the store is as it
/// was. One thread, as the store.
class Sealing {
 public:
  explicit Sealing(Store& store) : store_(&store) {}

  /// From now on sealed cases are known again, and what a source sends of them is unchanged: nothing of it is
  /// kept. kConfig: another key than the one that they were sealed under. A store that has sealed cases takes
  /// nothing in before this.
  base::Result<> guard(SealDigest digest);

  /// Seals a case, or `part` of it: from then on its records are gone, for the KPIs as for every reader, as
  /// if their sources had deleted them. What was kept of them is still there until purge(). `evidence`: a
  /// digest of each record. One transaction, with the audit entry. kNotFound: there is no such case, or no
  /// such part.
  base::Result<SealRow> seal(model::LinkedCaseId id, const std::optional<SealedPart>& part,
                             const SealOrder& order, const std::vector<std::string>& evidence,
                             const audit::Entry& told);

  /// True: something is sealed that was not purged. Also where a case came by another source, under the FIR
  /// of one that is sealed, and where a backup was restored.
  base::Result<bool> is_pending();
  /// Takes the records of sealed cases out that are still there, as seal() does. Gives how many.
  base::Result<std::int64_t> remove_again(base::Micros at);
  /// Takes away all that was kept of the records of sealed cases. kStore: the KPIs have not counted them away
  /// yet. One transaction.
  base::Result<> purge();
  /// Writes the file anew and empties the write-ahead log, so that no byte is left of what was deleted. Needs
  /// as much room again as the store, and time.
  base::Result<> wipe();

  /// What a source sends of the case is taken in again: the source must be read anew. kConfig: the law gives
  /// no way back (expunged), or it was lifted already; kNotFound.
  base::Result<> lift(std::int64_t seal, std::string_view order, std::string_view by, base::Micros at,
                      const audit::Entry& told);

 private:
  Store* store_;
};

/// All, the newest first.
base::Result<std::vector<SealRow>> seals(const Store& store);
/// Of one seal, in order.
base::Result<std::vector<std::string>> evidence_of(const Store& store, std::int64_t seal);

/// What is sealed in one store is sealed in the other too, an earlier state of it or a later one: to be
/// removed and purged there. What was lifted in either is lifted. Gives how many seals came. One transaction
/// of `to`. kConfig: both have sealed cases, under different keys.
base::Result<std::int64_t> carry_seals(const Store& from, Store& to);

}  // namespace mizan::store
