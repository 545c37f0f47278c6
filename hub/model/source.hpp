#pragma once
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "model/field.hpp"

namespace mizan::model {

/// Number of a source within one store, given at its first run and never reused.
struct SourceId {
  std::int32_t value = 0;
  friend auto operator<=>(SourceId, SourceId) = default;
};

/// Who keeps the source's records (DESIGN §6).
enum class Holder : std::uint8_t { kPolice, kProsecution, kCourt, kPrison };

std::string_view holder_name(Holder holder);
std::optional<Holder> find_holder(std::string_view name);

/// A population that a source sees whole (KPIS rule 6).
enum class Population : std::uint8_t { kFirs, kSubmissions, kCases, kHearings, kBail, kCustody };

std::span<const Population> all_populations();
std::string_view population_name(Population population);
std::optional<Population> find_population(std::string_view name);

/// Set of fields of one kind, by field number; those of identity data, from 256 on, among them.
using FieldSet = std::bitset<320>;

/// What a source says of itself: what it can see, where and until when (DESIGN §6, KPIS rule 6).
struct SourceDeclaration {
  SourceId id;
  std::string name;      ///< "punjab-cfms"
  std::string province;  ///< province of records that do not say theirs; may be empty
  Holder holder = Holder::kCourt;
  bool snapshot = false;                ///< true: each read gives everything that exists
  std::vector<std::string> districts;   ///< scope; empty: all of its province
  std::optional<base::Day> scope_from;  ///< first start date in scope
  std::optional<base::Day> scope_to;    ///< first start date after the scope
  FieldSet observes[kKindCount + 1];    ///< by Kind
  std::bitset<8> populations;
  std::optional<base::Day> capture_day;  ///< declared horizon; else the day of the last complete run

  bool sees(Kind kind, FieldId id_of_field) const {
    return id_of_field < 256 && observes[static_cast<std::size_t>(kind)].test(id_of_field);
  }
  bool sees_all(Population population) const {
    return populations.test(static_cast<std::size_t>(population));
  }
  /// Every field and every population: of golden cases, and of tests that are about something else.
  void see_everything() {
    for (auto& fields : observes) fields.set();
    populations.set();
  }
};

}  // namespace mizan::model
