#pragma once
#include <cstdint>
#include <map>
#include <mizan/parts/digest_window.hpp>
#include <string>
#include <string_view>

namespace mizan::cmms {

/// How far reading one table has come. Times are texts as the server writes them ("2025-03-01 09:30:00.25").
struct TableProgress {
  static constexpr std::size_t kMostDigests = 240;

  std::string watermark;  ///< up to where everything was read; "": nowhere
  parts::DigestWindow seen{kMostDigests};

  // Of the round under way; `until` is "" if there is none.
  std::string until;  ///< the last change that it reads
  std::string reach;  ///< the watermark of its end
  std::string at;     ///< the last row's change and id; "": at the beginning
  std::string at_id;
  parts::DigestWindow next{kMostDigests};

  void begin(std::string last, std::string reached);
  /// The round came to its end. One that gave nothing and reached no further leaves all as it was.
  void finish(bool gave_something);
  bool under_way() const { return !until.empty(); }
};

/// How far reading has come, table by table. As a checkpoint it is JSON of 40 KiB at most.
class Progress {
 public:
  /// `identity`: a number for the database and the layout. Another one begins anew, by a whole reading.
  explicit Progress(std::uint64_t identity) : identity_(identity) {}

  /// Goes on from a token. Throws sdk::Error (MIZAN_E_CHECKPOINT) if it cannot be this adapter's; whether its
  /// values are the columns' own, the database must be asked.
  void resume(std::string_view token);
  std::string token() const;

  TableProgress& of(const std::string& table) { return tables_[table]; }
  bool other_layout() const { return other_layout_; }
  bool whole_due(std::int64_t now, std::int64_t every_hours) const;
  /// Everything was read from beginning to end, begun at `now` (seconds).
  void note_whole(std::int64_t now);
  /// Whether nothing was ever read whole.
  bool is_first() const { return whole_ == 0; }

 private:
  std::uint64_t identity_;
  std::int64_t whole_ = 0;
  bool other_layout_ = false;
  std::map<std::string, TableProgress> tables_;
};

}  // namespace mizan::cmms
