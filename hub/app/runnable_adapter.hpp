#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "adapter/file_descriptor.hpp"
#include "app/config.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// The build of an adapter that a source gets, and why it may run.
struct RunnableAdapter {
  std::filesystem::path plugin;  ///< absolute
  /// The bytes that were judged, sealed; null: what lies at the path, which is trusted as the program is, or
  /// which the config or a person lets run unsigned.
  std::shared_ptr<const adapter::FileDescriptor> image = nullptr;
  std::string name = {};      ///< "zhob 1.2.0"; of one that comes with the hub its id; of a path its file
  std::string sha256 = {};    ///< empty where nothing was judged
  std::string standing = {};  ///< "with the hub", "signed by IT cell, Punjab", "NOT SIGNED"
};

/// Finds it: what a path names; else of the installed builds of that id the newest that the source's pin and
/// trust.toml let run; else the plugin of that id that comes with the hub. An error says why there is none.
base::Result<RunnableAdapter> find_runnable(const HubConfig& config, const SourceConfig& source);

/// Tells a file from another that lies in its place, or from itself changed; empty if there is none.
std::string file_identity(const std::filesystem::path& file);

}  // namespace mizan::app
