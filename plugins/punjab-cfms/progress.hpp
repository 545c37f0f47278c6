#pragma once
#include <cstdint>
#include <mizan/parts/digest_window.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::cfms {

/// The round of pages that is under way.
struct Round {
  bool begun = false;
  std::int64_t page = 0;               ///< the next one, as it is asked for
  std::int64_t pages = 0;              ///< taken before
  std::int64_t started = 0;            ///< seconds, by the hub's clock
  std::optional<std::int64_t> newest;  ///< the latest change seen, seconds
};

/// How far reading has come: up to which change everything was read, when everything was last read whole, and
/// where the round under way is. As a checkpoint it is JSON of 40 KiB at most.
class Progress {
 public:
  /// `identity`: a number for the address and the layout. Another one begins anew, by a whole reading.
  explicit Progress(std::uint64_t identity) : identity_(identity) {}

  /// Goes on from a token. Throws sdk::Error (MIZAN_E_CHECKPOINT) if it cannot be this adapter's.
  void resume(std::string_view token);
  std::string token() const;

  /// Up to which change everything was read, seconds; nothing: not even once.
  std::optional<std::int64_t> watermark() const { return watermark_; }
  Round& round() { return round_; }
  void begin(std::int64_t page, std::int64_t now);
  /// The round came to its end. The watermark never passes the time at which it began, or a date in the
  /// future would hide what changes until then. A round that gave nothing and reached no further leaves all
  /// as it was.
  void finish(bool whole, bool gave_something);

  /// Whether a whole reading is due: after the first one, every so many hours (0: never), and at once where
  /// what is held was read by another layout.
  bool whole_due(std::int64_t now, std::int64_t every_hours) const;
  bool other_layout() const { return other_layout_; }

  /// What was read near the watermark, and what the round under way has read so far.
  bool knows(std::uint64_t digest) const { return seen_.contains(digest); }
  void note(std::uint64_t digest) { next_.add(digest); }

 private:
  static constexpr std::size_t kMostDigests = 1200;

  std::uint64_t identity_;
  std::optional<std::int64_t> watermark_;
  std::int64_t whole_ = 0;
  bool other_layout_ = false;
  parts::DigestWindow seen_{kMostDigests};
  parts::DigestWindow next_{kMostDigests};
  Round round_;
};

}  // namespace mizan::cfms
