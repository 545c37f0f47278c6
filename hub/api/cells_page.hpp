#pragma once
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/http.hpp"
#include "api/hub_view.hpp"
#include "api/unlinked_file.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// A page ends behind the line with which it has so many bytes.
inline constexpr std::size_t kFullCellsPage = std::size_t{4} << 20U;

/// What the store keeps of the sources' declarations, in the order of the engine's sources.
base::Result<std::vector<std::string>> declarations_of(const kpi::Engine& engine, store::Store& store);

/// The hub's KPI cells for a hub that adds up those of several (`/v1/cells`, docs/merging-hubs.md): written
/// once into a file when somebody asks and they are others than when they were written last, and given away
/// page by page from there. The last few stay, so that who reads pages comes to the end of what it began. Any
/// thread.
class CellsShelf {
 public:
  /// kNotFound: the hub gives none (HubView::cells_hub); kCheckpoint: `version` is no longer kept;
  /// kTransient: they are being written for somebody else; kData: a wrong parameter.
  base::Result<Response> answer(const Request& request, const HubView& hub, store::Store& store);

 private:
  struct Written {
    std::string version;
    UnlinkedFile file;
    std::chrono::steady_clock::time_point at;
    std::chrono::steady_clock::duration took;
  };
  using Kept = std::shared_ptr<const Written>;

  base::Result<Kept> newest(const HubView& hub, store::Store& store);
  base::Result<Kept> write(const HubView& hub, store::Store& store);
  Kept find(const std::string& version);
  Kept last();
  void keep(Kept written);

  std::mutex writing_;
  std::mutex mutex_;
  std::deque<Kept> kept_;  // guarded; the newest last
};

}  // namespace mizan::api
