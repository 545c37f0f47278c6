#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace mizan::simulate {

/// The two kinds of system that the simulator imitates: each has its own spelling of every code.
enum class Family : std::uint8_t { kA, kB };

/// One code, as each family writes it, and the common code it means (KPIS rules 3 and 4). A code that no
/// mapping knows (`mapped` false) means "unclassified".
struct Code {
  std::string_view common;
  std::string_view family_a;
  std::string_view family_b;
  bool mapped = true;

  std::string_view native(Family family) const { return family == Family::kA ? family_a : family_b; }
};

/// Position of a code in its table; kNoCode: the field is empty.
using CodeIndex = std::uint8_t;
inline constexpr CodeIndex kNoCode = 255;

/// The tables of README.md; the last code of disposals() and outcomes() is the one that no mapping knows.
std::span<const Code> disposals();
std::span<const Code> outcomes();
std::span<const Code> purposes();
std::span<const Code> adjourn_reasons();
std::span<const Code> adjourn_sides();

/// The table of a coded model field ("disposal", "outcome", "purpose", "adjourn_reason", "adjourn_side");
/// empty for any other name.
std::span<const Code> codes_of(std::string_view field);

/// Positions that the simulator asks for by meaning.
inline constexpr CodeIndex kDisposalTransfer = 16;
inline constexpr CodeIndex kDisposalUnknown = 17;
inline constexpr CodeIndex kDisposalCancelled = 9;
inline constexpr CodeIndex kDisposalUntraced = 10;
inline constexpr CodeIndex kOutcomeOrder = 3;
inline constexpr CodeIndex kOutcomeAdjourned = 4;
inline constexpr CodeIndex kOutcomeVacated = 7;
inline constexpr CodeIndex kOutcomeUnknown = 8;

}  // namespace mizan::simulate
