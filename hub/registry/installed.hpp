#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "registry/plugin_bytes.hpp"
#include "registry/trust.hpp"
#include "registry/version.hpp"

namespace mizan::registry {

/// One installed build: FOLDER/ID/VERSION-DIGEST/ with adapter.so, manifest.toml and, where it is signed,
/// adapter.so.sig. Nothing in it changes after it is there.
struct Installed {
  Build build;
  std::string abi;           ///< major of the boundary that it is built for
  std::string signer;        ///< who signed it, as was known when it was installed; empty: nobody trusted
  std::string installed_at;  ///< RFC 3339
  std::filesystem::path folder;

  std::filesystem::path plugin() const { return folder / "adapter.so"; }
};

/// What is installed, by id, newest version first; of one version the one installed last. A folder without a
/// sound manifest is an error. No folder: nothing is installed.
base::Result<std::vector<Installed>> list_installed(const std::filesystem::path& folder);

struct Installation {
  Build build;
  std::string abi;
  std::string signer;
  std::string installed_at;
  std::filesystem::path from;  ///< the plugin's file: its signature is taken from beside it
};

/// Copies a build beside those that are there: it appears whole or not at all. The very same build is an
/// error.
base::Result<Installed> install(const std::filesystem::path& folder, const PluginBytes& bytes,
                                const Installation& what);

/// Takes it away. What runs of it goes on running.
base::Result<> remove_installed(const Installed& what);

}  // namespace mizan::registry
