#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mizan::kpi {

/// Number of a place, person or code as facts and cells hold it. Given at first use; the store keeps it,
/// since stored facts name it.
using NameId = std::uint32_t;

inline constexpr NameId kNoName = 0;
inline constexpr NameId kWhole = 1;         ///< "_T": not broken down
inline constexpr NameId kUnknownName = 2;   ///< "_U"
inline constexpr NameId kUnattributed = 3;  ///< of a prosecutor: nobody is named
inline constexpr NameId kFirstOwnName = 4;  ///< the names before are those of every store

/// The names that facts and cells are made of. A number once given stays; texts live as long as this does.
/// Safe from any thread.
class Names {
 public:
  Names();

  NameId id(std::string_view text);
  std::optional<NameId> find(std::string_view text) const;
  /// Of a number below size().
  std::string_view text(NameId id) const;
  NameId size() const;
  /// Gives a text the number that it had when it was stored. False, and no change, if one of the two is taken
  /// otherwise.
  bool restore(NameId id, std::string_view text);

 private:
  mutable std::shared_mutex mutex_;
  std::deque<std::string> texts_;  // never moved: ids_ points into it
  std::unordered_map<std::string_view, NameId> ids_;
};

/// A thread's own way to the shared names: takes no lock for what it has met before. One thread.
class NameReader {
 public:
  explicit NameReader(Names& names) : names_(names) {}

  NameId operator()(std::string_view text);

 private:
  Names& names_;
  std::unordered_map<std::string_view, NameId> met_;
};

}  // namespace mizan::kpi
