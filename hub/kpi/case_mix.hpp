#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kpi/engine.hpp"

namespace mizan::kpi {

/// What a unit's share would be if it were judged by its own mix of cases: indirect standardisation. No
/// figure of it is a ranking. Fractions are rounded half up to 4 decimals.
struct StandardisedShare {
  std::string province;
  std::string member;         ///< the district, prosecutor …
  std::int64_t observed = 0;  ///< its numerator
  std::int64_t denominator = 0;
  model::Fraction expected;  ///< its denominator in each group × the province's share in that group, summed
  std::optional<model::Fraction> ratio;  ///< observed / expected; absent: 0 is expected
  std::optional<model::Fraction> rate;   ///< ratio × the province's share, percent
};

/// True if shares of the definition can be standardised so: a ratio that is a share, broken down by places or
/// persons (`by`) and by a property of cases or accused (`group`).
bool can_standardise(const Definition& definition, Dimension by, Dimension group);

/// Counts a ratio's parts by two breakdowns at once, unit and group, within a province and one period: what
/// cells do not hold. Of the facts of every case, each added once. One thread; engine and definition must
/// outlive it.
class CaseMix {
 public:
  /// `definition` is one of the engine's that can_standardise(). The engine needs no cells.
  CaseMix(const Engine& engine, const Definition& definition, Dimension by, Dimension group,
          model::Period period, base::Day today);

  void add(const Facts& facts);

  /// Every unit with a denominator, by province and member.
  std::vector<StandardisedShare> shares() const;

 private:
  struct Counts {
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;

    void add(const Counts& more) {
      numerator += more.numerator;
      denominator += more.denominator;
    }
  };
  using Pair = std::pair<NameId, NameId>;  // unit and group
  using Mix = std::map<Pair, Counts>;

  void count(Mix& mix, const Facts& facts, const Setting& setting) const;
  bool counts(const Contribution& part) const;
  bool is_observed_in(NameId province);
  void add_shares(NameId province, const Mix& mix, std::vector<StandardisedShare>& shares) const;

  const Engine& engine_;
  const Definition& definition_;
  Dimension by_;
  Dimension group_;
  model::Period period_;
  base::Day today_;
  std::map<NameId, Mix> provinces_;
  std::map<NameId, bool> observed_;
};

}  // namespace mizan::kpi
