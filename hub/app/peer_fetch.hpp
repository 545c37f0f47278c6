#pragma once
#include <memory>
#include <vector>

#include "adapter/host_services.hpp"
#include "app/peer_cells.hpp"
#include "app/peer_config.hpp"
#include "base/clock.hpp"
#include "kpi/definition.hpp"

namespace mizan::app {

/// Takes the cells of another hub over HTTP (`/v1/cells`) and keeps them. Whatever comes instead of them is
/// one sentence, and what was held stays. One thread.
class PeerFetch {
 public:
  /// `services` makes the requests: TLS, secrets, limits, another try after what may pass.
  PeerFetch(PeerConfig peer, PeerCells kept, std::vector<kpi::Definition> definitions,
            std::unique_ptr<adapter::HostServices> services)
      : peer_(std::move(peer)),
        kept_(std::move(kept)),
        definitions_(std::move(definitions)),
        services_(std::move(services)) {}

  /// Asks once. True: the cells are others, and kept; false: they are as before.
  base::Result<bool> once(const adapter::StopRequest& stop);

  const PeerConfig& peer() const { return peer_; }

 private:
  base::Result<adapter::HttpResponse> ask(const std::string& query, const std::string& held,
                                          const adapter::StopRequest& stop);
  base::Result<std::string> rest_of(std::string text, const std::string& version,
                                    const adapter::StopRequest& stop);
  base::Error wrong(std::string_view what) const;

  PeerConfig peer_;
  PeerCells kept_;
  std::vector<kpi::Definition> definitions_;
  std::unique_ptr<adapter::HostServices> services_;
};

/// With the services that the peer's file asks for. kConfig: a secret is not there.
base::Result<PeerFetch> open_peer(const PeerConfig& peer, const std::filesystem::path& folder,
                                  const std::vector<kpi::Definition>& definitions, const base::Clock& clock);

}  // namespace mizan::app
