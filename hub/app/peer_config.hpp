#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "services/config.hpp"

namespace mizan::app {

/// Another hub whose KPI cells this one takes (docs/merging-hubs.md): one file of the folder `hubs`.
struct PeerConfig {
  std::filesystem::path file;
  std::string name;  ///< what it calls itself in its cells
  std::string url;   ///< "https://hub.example.pk"; without a slash at its end
  std::string credential = {};
  std::vector<std::string> provinces;  ///< whose cells it may have; of no other they are taken
  std::int64_t poll_minutes = 15;
  std::int64_t silent_hours = 24;  ///< after so long without an answer nobody waits for it
  std::int64_t most_mib = 512;     ///< larger cells are refused
  services::ServicesConfig services;
};

/// Reads every *.toml of the folder, in the order of their names; a folder that is not there has none.
/// kConfig names file, line and key; two hubs of one name, or with one province, are an error.
base::Result<std::vector<PeerConfig>> read_peer_configs(const std::filesystem::path& folder);

}  // namespace mizan::app
