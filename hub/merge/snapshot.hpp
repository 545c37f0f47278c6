#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "kpi/engine.hpp"

namespace mizan::merge {

/// The version of a snapshot, its member `v`; a reader refuses one that it does not know.
inline constexpr int kSnapshotVersion = 1;

/// What a hub says of itself beside its cells.
struct Origin {
  std::string hub;  ///< a name, for messages and before those of its sources
  base::Micros known_at = 0;
  std::vector<std::string> declarations;  ///< of its sources, as the store keeps them, in the engine's order
  std::string epoch = {};                 ///< names its store; another after a restore
};

/// Writes the KPI cells of a hub, with all that it takes to make values of them: JSON lines, the first of
/// which says what it is, the last how many there were and their digest. Counts, sums and day histograms by
/// month; nothing of a case, and no cell of a single person (prosecutors). An error of `write` ends it.
base::Result<> write_snapshot(const kpi::Engine& engine, const Origin& origin,
                              const std::function<base::Result<>(std::string_view)>& write);

/// A hub's cells as read.
struct Snapshot {
  std::string hub;
  base::Micros known_at = 0;
  std::string epoch;  ///< empty: it does not say
  struct Source {
    std::string name;
    std::string declaration;
    std::optional<base::Day> horizon;
    base::Micros newest_change = 0;
  };
  struct Definition {
    std::string stored_name;  ///< kpi::stored_name
    std::uint64_t digest = 0;
  };
  struct Part {
    std::uint8_t component = 0;
    std::int16_t month = 0;
    kpi::Bucket bucket;
  };
  struct Cell {
    std::string kpi;  ///< its stored name
    std::string province;
    kpi::Dimension dimension = kpi::Dimension::kTotal;
    std::string member;
    std::vector<Part> parts;
  };
  std::vector<Source> sources;
  std::vector<Definition> definitions;
  std::vector<kpi::Receipt> receipts;
  std::vector<Cell> cells;
};

/// Reads it back from any bytes. kData, with `file` and line: it is none, it was cut off or changed on its
/// way, or something of it is not what it should be.
base::Result<Snapshot> read_snapshot(std::string_view text, const std::string& file);

}  // namespace mizan::merge
