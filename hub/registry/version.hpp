#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::registry {

/// MAJOR.MINOR.PATCH, or MAJOR.MINOR.PATCH-WORD for what comes before it, ordered as semver.org orders them;
/// of two words the alphabet decides.
struct Version {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::uint32_t patch = 0;
  std::string before;  ///< letters, digits, '.' and '-'; empty: the release itself

  static std::optional<Version> parse(std::string_view text);
  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const = default;
};

/// 1 to 64 lower-case letters, digits, '-' and '_', the first a letter: what names an adapter.
bool is_adapter_id(std::string_view text);

/// 64 lower-case hexadecimal digits.
bool is_sha256(std::string_view text);

}  // namespace mizan::registry
