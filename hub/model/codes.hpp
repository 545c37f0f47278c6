#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace mizan::model {

/// Classes of the final order (KPIS rule 4), in the order that decides ties. The names are what code tables
/// map to and what coded fields hold.
enum class Disposal : std::uint8_t {
  kConvicted,
  kAcquitted,
  kAcquittedSummary,
  kAcquittedHostile,
  kCompromised,
  kWithdrawn,
  kDischarged,
  kCancelled,
  kUntraced,
  kQuashed,
  kAbated,
  kDiverted,
  kOther,
  kUnclassified,
  // Not disposals: dormant states and leaving the court (KPIS rule 4).
  kStopped249,
  kConsigned,
  kStayed,
  kTransferred,
};

/// "convicted", "acquitted_summary", "stopped_249" …
std::string_view disposal_name(Disposal disposal);
std::optional<Disposal> find_disposal(std::string_view name);

/// True for the final orders: every class before kStopped249.
bool is_final(Disposal disposal);
/// True for stopped_249, consigned and stayed.
bool is_dormant(Disposal disposal);
/// True for discharged, cancelled and untraced: with no institution these are "closed before trial".
bool closes_before_trial(Disposal disposal);

/// Common outcome codes of a hearing (KPIS rule 3).
inline constexpr std::string_view kEffective = "effective";
inline constexpr std::string_view kAdjourned = "adjourned";
inline constexpr std::string_view kVacated = "vacated";

/// What a coded field holds when the native code has no entry in its table.
inline constexpr std::string_view kUnmapped = "unclassified";

}  // namespace mizan::model
