#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "simulate/options.hpp"

namespace mizan::simulate {

/// Writes the exports of all provinces and truth.json below options.out. Streams: memory does not grow with
/// options.cases. Bad options are a kConfig error that names the option, a failing disk is kStore; files are
/// put in place whole. The same options give the same bytes. `progress` may be empty; it is called on the
/// caller's thread.
base::Result<Summary> write_dataset(const Options& options, const ProgressFn& progress = {});

/// What a round did to a record.
enum class RoundChange : std::uint8_t { kLateCase, kLateHearing, kCorrected, kDeleted, kReopened };

/// "late case", "corrected" …
std::string_view round_change_name(RoundChange change);

struct ChangedRecord {
  RoundChange change = RoundChange::kLateCase;
  std::string province;  ///< "PB"
  std::string case_id;   ///< the source's own: "PB-C0000017"
};

/// One round of changes, already on disk.
struct Round {
  int number = 0;  ///< from 1
  std::vector<ChangedRecord> changes;
  Summary summary;  ///< of the files as they are now
};

/// A live system for demonstrations: a first load, then round after round of late, corrected, deleted and
/// reopened records, each written as a new snapshot over the old files, with truth.json to match. Keeps all
/// cases in memory: options.cases may be at most kMaxCases. The day does not advance: rounds change what is
/// known of the past. Not for several threads at once; may be moved.
class Simulation {
 public:
  static constexpr std::int64_t kMaxCases = 50'000;

  static base::Result<Simulation> create(const Options& options);
  ~Simulation();
  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;

  /// Writes the first load. A few cases in a hundred are held back, to come late.
  base::Result<Summary> write_initial();

  /// Changes `per_kind` records of each kind in each province (fewer, if no more are fit) and writes all
  /// files.
  base::Result<Round> next_round(int per_kind = 2);

 private:
  struct State;
  explicit Simulation(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace mizan::simulate
