#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "limits.hpp"

namespace mizan::xlsx {

/// The texts that a workbook's cells refer to by number, one after the other in one block of memory.
class SharedStrings {
 public:
  /// None.
  SharedStrings() = default;
  /// Of the part's XML. Throws Flaw.
  SharedStrings(std::string_view xml, const std::string& part, const Limits& limits);

  /// Nothing if there is no such number.
  std::optional<std::string_view> text(std::uint64_t number) const;
  std::size_t size() const { return ends_.size(); }

 private:
  std::string all_;
  std::vector<std::size_t> ends_;
};

}  // namespace mizan::xlsx
