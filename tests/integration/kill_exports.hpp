#pragma once
#include <filesystem>
#include <string>

#include "support/hub_folder.hpp"

namespace mizan::test {

/// How the sources of a hub send: each time everything, or what is new.
enum class Mode { kSnapshot, kIncremental };

/// Exports of the same two provinces. In the second, records of the first are changed, gone and new; both
/// have lines that cannot be read, and the second of an incremental source has more of them.
class Exports {
 public:
  explicit Exports(Mode mode);
  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }

 private:
  enum class Which { kFirst, kSecond };
  void write(const std::string& name, Which which) const;
  std::string edited(const std::filesystem::path& file, Which which) const;

  Mode mode_;
  HubFolder folder_;
};

}  // namespace mizan::test
