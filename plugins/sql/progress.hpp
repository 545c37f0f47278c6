#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "value.hpp"

namespace mizan::sql {

/// How far reading one query has come. A round reads all rows from `overlap` before the watermark to the
/// largest value of "changed" that there was when it began; then its reach is the watermark.
struct QueryProgress {
  Value watermark;                  ///< null: no round was finished
  std::vector<std::uint64_t> seen;  ///< digests of rows near the watermark that were read already

  // Of the round under way; `until` is null if there is none.
  Value until;
  Value reach;
  std::vector<Value> at;  ///< "changed" and key of the last row, or "changed" alone; empty: at the beginning
  std::vector<std::uint64_t> next;
};

/// How far reading has come: what a checkpoint says. Another mapping begins anew.
class Progress {
 public:
  /// `mapping`: its text.
  explicit Progress(std::string_view mapping);

  /// Goes on from a token; "" begins. Throws sdk::Error (MIZAN_E_CHECKPOINT) if it cannot be read.
  void resume(std::string_view token);
  std::string token() const;
  QueryProgress& of(const std::string& query) { return queries_[query]; }

  /// Digests kept in all, so that a token stays below 64 KiB.
  static constexpr std::size_t kMostDigests = 2400;

 private:
  std::uint64_t mapping_;
  std::map<std::string, QueryProgress> queries_;
};

}  // namespace mizan::sql
