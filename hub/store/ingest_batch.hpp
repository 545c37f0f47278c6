#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "model/change.hpp"
#include "model/finding.hpp"
#include "model/record.hpp"
#include "model/source.hpp"

namespace mizan::store {

struct RunId {
  std::int64_t value = 0;
};

/// A record to be stored. `raw` is redacted already.
struct Upsert {
  model::Record record;
  std::optional<std::string> fir_key;  ///< kind case: what links it with other records of the same FIR
  std::vector<model::Finding> findings;
  std::string raw;
  std::optional<std::uint64_t> digest = std::nullopt;  ///< the record's; prepare() fills it in
};

/// The source says that this record is no more.
struct Delete {
  model::Kind kind = model::Kind::kCase;
  std::string key;
};

/// Something received that was not accepted. `raw` is redacted already.
struct Quarantined {
  model::Rejection rejection;
  std::string raw;
  /// Digest of the bytes received, where they are not kept; 0: they are, or unknown.
  std::uint64_t content = 0;
};

/// What a rejection is known again by: the bytes received where there is a digest of them (its line may
/// move), else its place, reason and raw.
std::int64_t rejection_digest(const Quarantined& item);

using Item = std::variant<Upsert, Delete, Quarantined>;

/// What one transaction of a run takes in, in the order received.
struct IngestBatch {
  model::SourceId source;
  RunId run;
  base::Micros accepted_at = 0;
  std::vector<Item> items;
  std::optional<std::string> token;  ///< covers all items up to here
  std::uint32_t token_version = 0;
  /// The raw texts of the upserts, in blocks, in order; nothing: prepare() has not made them.
  std::optional<std::vector<std::string>> raw_blocks = std::nullopt;
};

/// Does what of storing a batch needs no store: packs the raw texts, which are empty afterwards, and digests
/// the records. On any thread, so that the one that stores has less to do; what was not prepared,
/// Store::apply prepares.
void prepare(IngestBatch& batch);

/// How the items ended: received = accepted + unchanged + quarantined. A deletion counts as accepted, or as
/// unchanged where there was nothing to delete.
struct Books {
  std::int64_t received = 0;
  std::int64_t accepted = 0;
  std::int64_t unchanged = 0;
  std::int64_t quarantined = 0;
  std::int64_t deleted = 0;  ///< part of accepted

  Books& operator+=(const Books& other) {
    received += other.received;
    accepted += other.accepted;
    unchanged += other.unchanged;
    quarantined += other.quarantined;
    deleted += other.deleted;
    return *this;
  }
  friend bool operator==(const Books&, const Books&) = default;
};

}  // namespace mizan::store
