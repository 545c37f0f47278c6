#pragma once
// Private to this folder: all values as they stand, as events before the feed.
#include <cstdint>
#include <string>
#include <string_view>

#include "api/feed.hpp"
#include "api/hub_view.hpp"

namespace mizan::api {

/// How many parts a snapshot has: one a definition.
std::size_t snapshot_parts(const HubView& hub);

/// The definitions whose values are the parts, as a digest: of others a part would be another.
std::uint32_t mark_of_definitions(const HubView& hub);

/// A snapshot as one subscriber is given it. `cursor`: from where the feed goes on behind it; ids of its
/// events are made of it, for the same value may come again in a later one.
class FeedSnapshot {
 public:
  FeedSnapshot(const HubView& hub, const FeedFilter& filter, const Framing& framing, std::string cursor)
      : hub_(hub), filter_(filter), framing_(framing), cursor_(std::move(cursor)) {}

  void add_begin(std::string& out, std::string_view reason) const;
  /// The values of one definition that are wanted. They carry no cursor: who is cut off half-way gets the
  /// part again. Takes the engine's shared lock, and as long as it takes to work them out.
  void add_part(std::string& out, std::size_t definition) const;
  /// `cursor`: of the end, which is not that of the beginning where more was told meanwhile.
  void add_end(std::string& out, std::string_view cursor) const;

 private:
  void add_edge(std::string& out, std::string_view type, std::string_view word, std::string_view cursor,
                std::string_view reason) const;

  const HubView& hub_;
  const FeedFilter& filter_;
  const Framing& framing_;
  std::string cursor_;
};

}  // namespace mizan::api
