#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mizan::access {

/// What somebody is to this hub. What each may see stands in the sharing matrix, not here.
enum class Role : std::uint8_t {
  kPublic,       ///< anybody
  kMonitor,      ///< who answers for a province's or the nation's numbers
  kCoordinator,  ///< of police and prosecution, in districts of their own
  kOperator,     ///< whoever runs the hub
  kAuditor,      ///< who looks at how the hub is run
  kHub           ///< another hub that takes records or cells
};
inline constexpr std::size_t kRoleCount = 6;

std::string_view role_name(Role role);
std::optional<Role> find_role(std::string_view name);

/// Of what one row of an answer is: the finer, the nearer to a person.
enum class Grain : std::uint8_t {
  kHub,       ///< of the hub itself: definitions, sources, what is published
  kNation,    ///< a number of all provinces
  kProvince,  ///< of one
  kGroup,     ///< of a province's cases of one kind: offence group, sex, reason …
  kSource,    ///< of what one source gave
  kDistrict,
  kStation,
  kCourt,
  kPerson,   ///< a number of one prosecutor
  kCase,     ///< one case
  kRecord,   ///< the records themselves
  kUnknown,  ///< a breakdown that this table does not have: nobody is given it by name
};
inline constexpr std::size_t kGrainCount = 12;

std::string_view grain_name(Grain grain);
/// Not kUnknown, which has no name.
std::optional<Grain> find_grain(std::string_view name);

/// Of what a value is that is broken down by this ("" or "total": by nothing) in this province ("_T": all).
Grain grain_of(std::string_view by, std::string_view province);

/// Which grains, one flag each.
class Grains {
 public:
  void add(Grain grain) { has_[static_cast<std::size_t>(grain)] = true; }
  void add_all() { has_.fill(true); }
  bool has(Grain grain) const { return has_[static_cast<std::size_t>(grain)]; }
  bool any() const;
  /// Only those that are in both.
  void narrow(const Grains& other);
  bool operator==(const Grains&) const = default;

 private:
  std::array<bool, kGrainCount> has_{};
};

}  // namespace mizan::access
