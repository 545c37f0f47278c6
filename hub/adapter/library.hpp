#pragma once
#include <mizan/abi/mizan_adapter.h>
#include <mizan/abi/mizan_publisher.h>

#include <filesystem>
#include <memory>

#include "base/error.hpp"

namespace mizan::adapter {

/// A loaded adapter. It keeps the code mapped: every instance holds one, and so does a list that is never
/// cleared, for unloading is a lottery (threads, thread-locals and unique symbols may outlive it).
class Library {
 public:
  /// Loads the plugin at an absolute path, or says in one sentence why not: no such file, no ELF library, no
  /// adapter, another ABI major, a missing dependency, a descriptor that is not whole. Safe from any thread.
  static base::Result<Library> open(const std::filesystem::path& path);

  const mizan_adapter_plugin& plugin() const { return *plugin_; }

 private:
  explicit Library(std::shared_ptr<const mizan_adapter_plugin> plugin) : plugin_(std::move(plugin)) {}

  std::shared_ptr<const mizan_adapter_plugin> plugin_;
};

/// A loaded publisher; the same.
class PublisherLibrary {
 public:
  static base::Result<PublisherLibrary> open(const std::filesystem::path& path);

  const mizan_publisher_plugin& plugin() const { return *plugin_; }

 private:
  explicit PublisherLibrary(std::shared_ptr<const mizan_publisher_plugin> plugin)
      : plugin_(std::move(plugin)) {}

  std::shared_ptr<const mizan_publisher_plugin> plugin_;
};

}  // namespace mizan::adapter
