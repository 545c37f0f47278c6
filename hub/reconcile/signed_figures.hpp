#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reconcile/selection.hpp"
#include "store/signatures.hpp"

namespace mizan::reconcile {

/// One figure that an office stands by, as signed and as it is told to be now.
struct SignedFigure {
  std::int64_t signature = 0;
  base::Micros signed_at = 0;
  model::Period period;
  std::string province;
  std::string district;  ///< empty: the whole province
  model::Holder holder = model::Holder::kCourt;
  std::string office;
  std::string by;
  Stage stage = Stage::kFirs;
  std::int64_t signed_count = 0;
  std::int64_t now = 0;

  bool has(const Entry& entry) const;
};

/// What moves a signed figure in a linked case: by how many, by place in the list.
using Moves = std::map<std::size_t, std::int64_t>;

/// The figures of the signatures that hold. One thread.
class SignedFigures {
 public:
  /// kStore: a signature that cannot be read.
  static base::Result<SignedFigures> read(const store::Store& store);

  const std::vector<SignedFigure>& all() const { return all_; }
  std::vector<SignedFigure>& all() { return all_; }
  /// The one that is of that cell, stage and holder, nothing more and nothing less; null if it is not signed.
  const SignedFigure* find(const Cell& cell, Stage stage, model::Holder holder) const;
  bool of_holder(model::Holder holder) const;
  /// True if the day falls into a signed period of the holder.
  bool of_day(model::Holder holder, base::Day day) const;
  /// Adds, for each figure, `times` the entries of the case that it counts.
  void add(const HeldCase& held, std::int64_t times, Moves& moves) const;

 private:
  std::vector<SignedFigure> all_;
};

}  // namespace mizan::reconcile
