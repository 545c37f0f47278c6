#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "limits.hpp"

struct zip;

namespace mizan::xlsx {

/// The parts of a workbook: a zip archive, unpacked part by part within its limits. Throws Flaw for what is
/// no such archive, and sdk::Error (MIZAN_E_TRANSIENT) if the file cannot be opened.
class Package {
 public:
  Package(const std::string& path, const Limits& limits);
  ~Package();
  Package(const Package&) = delete;
  Package& operator=(const Package&) = delete;

  bool has(const std::string& part) const;
  /// The whole part, unpacked: well-formed UTF-8. Throws Flaw, also if there is none.
  std::string read(const std::string& part);

 private:
  std::int64_t find(const std::string& part) const;

  Limits limits_;
  std::uint64_t file_bytes_ = 0;
  std::uint64_t unpacked_ = 0;
  struct zip* archive_ = nullptr;
};

}  // namespace mizan::xlsx
