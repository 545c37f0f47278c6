#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/hub_view.hpp"
#include "app/peer_cells.hpp"
#include "app/peer_config.hpp"

namespace mizan::app {

/// The KPIs of all hubs together, added up anew when what is kept of one is another, or one falls silent. Any
/// thread; who asks meanwhile waits.
class MergedCache {
 public:
  MergedCache(std::vector<PeerConfig> peers, std::filesystem::path folder,
              std::vector<kpi::Definition> definitions, const base::Clock& clock)
      : peers_(std::move(peers)),
        folder_(std::move(folder)),
        definitions_(std::move(definitions)),
        clock_(clock) {}

  /// kTransient: no hub has given its cells yet; kStore: what is kept cannot be read, or added up.
  base::Result<std::shared_ptr<const api::MergedKpis>> get();

 private:
  std::string stamp() const;
  base::Result<std::shared_ptr<const api::MergedKpis>> add_up() const;

  std::vector<PeerConfig> peers_;
  std::filesystem::path folder_;
  std::vector<kpi::Definition> definitions_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::string stamp_;                              // guarded, as is what follows
  std::shared_ptr<const api::MergedKpis> merged_;  // by that stamp
};

}  // namespace mizan::app
