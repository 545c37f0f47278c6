#pragma once
// Private to this folder: how the definitions of an engine are counted.
#include <cstdint>
#include <vector>

#include "kpi/alike_rows.hpp"

namespace mizan::kpi {

/// What all that is in one state adds to the cells of one dimension: on the day it begins, and once less on
/// the day it ends.
struct StateShare {
  bool unknown = false;  ///< of whom nobody knows whether it lasts
  Dimension dimension = Dimension::kTotal;
  bool in_parts = false;  ///< as Share::in_parts
  BundleId bundle = 0;
};

/// The spans of one state, and the definitions that count nothing but how many there are.
class AlikeSpans {
 public:
  explicit AlikeSpans(State state) : state_(state) {}

  void add(const Definition& definition, std::size_t place);

  State state() const { return state_; }
  const DefinitionSet& definitions() const { return set_; }
  /// As AlikeRows::find() has it.
  const std::vector<StateShare>& shares(const std::vector<Definition>& definitions,
                                        const std::vector<bool>& seen, std::uint32_t number,
                                        std::vector<Bundle>& bundles);

 private:
  std::vector<StateShare> worked_out(const std::vector<Definition>& definitions,
                                     const std::vector<bool>& seen, std::vector<Bundle>& bundles) const;

  State state_;
  DefinitionSet set_;
  std::vector<std::size_t> places_;
  std::vector<std::vector<StateShare>> by_number_;  // of what is seen
};

/// How the definitions of an engine are counted: row by row or span by span for all at once, what looks alike
/// in one step, or each by itself. One thread.
class CountingPlan {
 public:
  explicit CountingPlan(const std::vector<Definition>& definitions);

  /// The number of a set of definitions that are seen; there are few.
  std::uint32_t number_of(const std::vector<bool>& seen);

  std::vector<AlikeRows>& rows() { return rows_; }
  std::vector<AlikeSpans>& spans() { return spans_; }
  /// The definitions that must be counted each by itself, ascending.
  const std::vector<std::size_t>& others() const { return others_; }

  std::vector<Bundle>& bundles() { return bundles_; }
  const std::vector<Bundle>& bundles() const { return bundles_; }

 private:
  bool put_into_rows(const Definition& definition, std::size_t place);
  void put_into_spans(const Definition& definition, std::size_t place);

  std::vector<AlikeRows> rows_;
  std::vector<AlikeSpans> spans_;
  std::vector<std::size_t> others_;
  std::vector<Bundle> bundles_;
  std::vector<std::vector<bool>> seen_;  // by number
};

}  // namespace mizan::kpi
