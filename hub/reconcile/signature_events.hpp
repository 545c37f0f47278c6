#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "model/change.hpp"
#include "reconcile/signed_figures.hpp"

namespace mizan::reconcile {

inline constexpr std::string_view kSignedType = "org.mizan.reconciliation.signed.v1";
inline constexpr std::string_view kWithdrawnType = "org.mizan.reconciliation.withdrawn.v1";
/// A figure of a period that an office has signed is another now.
inline constexpr std::string_view kRestatedType = "org.mizan.reconciliation.restated.v1";
/// So many of the records that moved a figure stand in the row of its restatement; their number is that of
/// all. The event tells the number alone: who sees single records is a question of its own.
inline constexpr std::size_t kMostMovers = 100;

/// A record that moved a signed figure.
struct Mover {
  std::string source;
  model::Kind kind = model::Kind::kCase;
  std::string key;
  model::ChangeReason reason = model::ChangeReason::kCorrected;

  friend auto operator<=>(const Mover&, const Mover&) = default;
};

/// A signed figure that moved, and by what; no movers: the sources or their declarations are others, and
/// everything was counted anew.
struct Moved {
  const SignedFigure* figure = nullptr;
  std::int64_t was = 0;
  std::int64_t now = 0;
  std::vector<Mover> movers;
};

/// Events of the feed, under the subject "reconciliation/2026-03/PB/KASUR/police" and, of a figure, its
/// stage. Pure; any thread.
store::Event signed_event(const store::Signature& signature);
store::Event withdrawn_event(const store::Signature& signature);
store::Event restated_event(const Moved& moved, base::Micros at);

/// The same as a row of the store.
store::Restatement restatement_of(const Moved& moved, base::Micros at);

}  // namespace mizan::reconcile
