#pragma once
// Private to this folder: rows that look alike.
#include <bitset>
#include <cstdint>
#include <optional>
#include <vector>

#include "kpi/bundle.hpp"
#include "kpi/look.hpp"

namespace mizan::kpi {

/// Definitions by their place in the engine.
using DefinitionSet = std::bitset<kMostDefinitions + 1>;

/// The dimension whose members are together the whole of what the definition counts: whoever counts a great
/// many need not put the total. Nothing if there is none.
std::optional<Dimension> dimension_of_whole(const Definition& definition);

/// True for a definition that counts rows, each of which adds what its look says.
bool are_told_by_looks(const Definition& definition);

/// What rows of one look add to the cells of one dimension.
struct Share {
  Dimension dimension = Dimension::kTotal;
  bool in_parts = false;  ///< the total of definitions that have a dimension_of_whole()
  Bundle bundle;          ///< of looks that are kept it is the one of the number `id`
  BundleId id = 0;
};

/// What they add in the month of one of their dates, which they have.
struct OnDate {
  DateFact on = DateFact::kNone;
  std::vector<Share> shares;
};

/// The rows of one unit, and what definitions count of them that are told by looks. What a look adds is
/// worked out once. One thread.
class AlikeRows {
 public:
  explicit AlikeRows(Unit unit) : unit_(unit) {}

  /// Takes the terms of a definition, which is told by looks, that count this unit. False, and nothing done,
  /// if there would be too many questions.
  bool add(const Definition& definition, std::size_t place);

  Unit unit() const { return unit_; }
  const DefinitionSet& definitions() const { return set_; }

  /// What a row adds, where the definitions see what `seen` says, by their places; `number` is that
  /// set's. New bundles are added to `bundles`. Null if more looks came than are kept: see worked_out().
  const std::vector<OnDate>* find(const Row& row, const std::vector<Definition>& definitions,
                                  const std::vector<bool>& seen, std::uint32_t number,
                                  std::vector<Bundle>& bundles);
  /// The same, of no number and not kept.
  std::vector<OnDate> worked_out(const Row& row, const std::vector<Definition>& definitions,
                                 const std::vector<bool>& seen) const;

 private:
  struct Kept {
    Look look;
    std::vector<OnDate> adds;
  };

  bool counts(const Definition& definition) const;
  std::uint32_t& place_of(const Look& look);
  void widen();

  static constexpr std::size_t kMostKept = 1U << 14U;

  Unit unit_;
  DefinitionSet set_;
  std::vector<std::size_t> places_;  // of the definitions, ascending
  Questions questions_;
  std::vector<Kept> kept_;
  std::vector<std::uint32_t> table_;  // by hash: place in kept_, from 1
};

}  // namespace mizan::kpi
