#pragma once
// For tests that load plugins of this build into their own process.
#include <filesystem>

#include "adapter/source.hpp"

namespace mizan::adapter {

inline const std::filesystem::path kPlugins = std::filesystem::path(MIZAN_BINARY_DIR) / "plugins";

class Quiet final : public SourceLog {
 public:
  void write(int, std::string_view) override {}
};

}  // namespace mizan::adapter
