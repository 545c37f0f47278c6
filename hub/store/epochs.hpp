#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/entry.hpp"
#include "store/store.hpp"

// What a store is called in cursors. It gets another name when it goes on from an earlier state, since what
// comes then has the places of other events in it. Up to where it goes on from, cursors of its earlier names
// hold as they did.
namespace mizan::store {

/// A name that a store had, and the last that it told under it, as far as the store goes back to that.
struct EarlierEpoch {
  std::string epoch;
  std::int64_t last_event = 0;        ///< of the outbox
  model::Sequence last_sequence = 0;  ///< of the change log
};

/// The names of one store. A value; any thread.
class Epochs {
 public:
  /// Knows one name alone.
  explicit Epochs(std::string now) : now_(std::move(now)) {}
  static base::Result<Epochs> of(const Database& db);

  const std::string& now() const { return now_; }
  /// The name under which the event of that place was told: the same for ever.
  const std::string& of_event(std::int64_t place) const;
  /// The last event that was told under that name and that is here; of today's name the highest number there
  /// is. Nothing: the store never had that name.
  std::optional<std::int64_t> last_event_of(std::string_view epoch) const;
  /// The same for the change log.
  std::optional<model::Sequence> last_sequence_of(std::string_view epoch) const;

 private:
  const EarlierEpoch* find(std::string_view epoch) const;

  std::string now_;
  std::vector<EarlierEpoch> earlier_;  // by last_event
};

/// Says that the store goes on from where it stands, though others may have been told more: it gets a new
/// name, `told` goes into the feed as the first event under it, and `noted` into the audit trail. One
/// transaction.
base::Result<> go_on_from_here(Store& store, const Event& told, const audit::Entry& noted);

}  // namespace mizan::store
