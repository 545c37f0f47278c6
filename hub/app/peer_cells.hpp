#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "app/peer_config.hpp"
#include "base/clock.hpp"
#include "kpi/definition.hpp"
#include "merge/nation.hpp"

namespace mizan::app {

/// What is kept of another hub: `NAME.cells`, the newest cells that it gave, `NAME.before.cells`, the last
/// ones of the day before those, and `NAME.json`. Each file is replaced whole; other processes may read it.
class PeerCells {
 public:
  PeerCells(std::filesystem::path folder, std::string name);

  struct State {
    std::string version;          ///< of the newest cells, as the other hub calls it; empty: there are none
    std::string epoch;            ///< of the store that they are from
    base::Micros known_at = 0;    ///< of the newest cells
    base::Micros checked_at = 0;  ///< when the other hub last said that they are its newest
  };
  /// Of one that never answered: nothing. A file that says nothing sensible is one that is not there.
  State state() const;

  /// Keeps these as the newest. kConfig: they cannot be written.
  base::Result<> keep(std::string_view text, const State& state) const;
  /// They still are the newest.
  base::Result<> confirm(base::Micros now) const;

  /// What is kept, for adding up. kData: a file is no longer what was kept.
  base::Result<merge::HubCells> read(base::Micros now, std::int64_t silent_hours) const;
  /// Other files give another text.
  std::string stamp(base::Micros now, std::int64_t silent_hours) const;

 private:
  std::filesystem::path file(std::string_view ending) const;
  base::Result<> put_state(const State& state) const;
  bool silent(base::Micros now, std::int64_t silent_hours) const;

  std::filesystem::path folder_;
  std::string name_;
};

/// Why these cells are not taken from that hub, though they can be read: kData, one sentence. `state` is of
/// what is kept, `definitions` are this hub's.
base::Result<> check_cells(const merge::Snapshot& cells, const PeerConfig& peer,
                           const PeerCells::State& state, const std::vector<kpi::Definition>& definitions);

}  // namespace mizan::app
