#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/connection.hpp"
#include "app/table.hpp"

namespace mizan::app {

/// How to try an adapter.
struct SampleOptions {
  std::int64_t records = 10;  ///< reading ends after so many
  std::string token = {};     ///< the checkpoint to go on from
};

/// What it gave. Identity fields are not in it.
struct AdapterSample {
  std::string adapter;
  std::string version;
  Table records{{{"kind"}, {"op"}, {"key"}, {"fields"}}};
  std::int64_t received = 0;
  std::int64_t rejected = 0;
  std::int64_t checkpoints = 0;
  bool whole = false;  ///< it ended by itself
  std::vector<std::string> first_rejected;
  std::vector<std::string> log;      ///< the first lines
  std::optional<base::Error> error;  ///< how it ended otherwise
};

/// Reads that many records. An error: it could not begin.
base::Result<AdapterSample> sample_adapter(const AdapterTarget& target, const SampleOptions& options);

/// What a plugin's file says of itself.
struct PluginAbout {
  std::string id;
  std::string version;
  std::string abi;    ///< "1.0"
  std::string needs;  ///< "network", "programs", both, or nothing
};
base::Result<PluginAbout> describe_plugin(const std::filesystem::path& file);

}  // namespace mizan::app
