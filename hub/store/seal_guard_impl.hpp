#pragma once
// Private to this folder: what is known of sealed cases, and where their records stand.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/sealing.hpp"
#include "store/store_impl.hpp"

namespace mizan::store {

/// Digests of what is sealed, and the way to them. One thread.
struct SealGuard {
  SealDigest digest;
  std::map<std::string, std::int64_t> sealed;  // digest to seal

  std::string of_case(std::string_view source, std::string_view key) const;
  std::string of_fir(std::string_view fir_key) const;
  /// The seal; 0: it is not sealed.
  std::int64_t find(const std::string& digest_of) const;
};

/// A place of one holder's records of a case, and whose it is.
struct CasePart {
  std::int64_t ref = 0;
  std::int64_t source = 0;
  std::string source_name;
  std::string key;
};

/// Of case_ref AS f and source AS s; `first` is bound to ?1 unless 0.
base::Result<std::vector<CasePart>> parts_where(const Database& db, const std::string& where,
                                                std::int64_t first);

/// Those that are sealed, whether they still have records or not.
base::Result<std::vector<CasePart>> sealed_parts(Store::Impl& impl);

/// Which items of a batch are of sealed cases; empty: none. Their raw texts, and what a rejection says, are
/// taken out of the batch before any of it is put. Within its transaction.
base::Result<std::vector<bool>> keep_sealed_out(Store::Impl& impl, IngestBatch& batch);

inline constexpr std::string_view kSealPending = "seal_pending";
/// Tells the key of the digests.
inline constexpr std::string_view kSealCheck = "seal_check";
/// From which change on the feed of records goes on without beginning anew.
inline constexpr std::string_view kRecordsFrom = "records_from";

}  // namespace mizan::store
