#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/last_words.hpp"

namespace mizan::adapter {

/// An item of a source that is left out, for its reading ended the adapter's process again and again.
struct PassedOver {
  std::string place;  ///< as the adapter names it: "cases.csv:17"
  std::string why;    ///< one sentence
};

/// Of one source, in one state of it. More are a broken adapter rather than broken records.
inline constexpr std::size_t kMostPassedOver = 100;

/// `reason` of the rejection that stands for such an item.
inline constexpr std::string_view kEndedAdapter = "ended_adapter";

/// Told which item an adapter is busy with. On the thread of the adapter's call alone.
class ItemGuard {
 public:
  virtual ~ItemGuard() = default;
  /// The item is `where` followed by `number`, which is left out where it is negative. False: it is passed
  /// over, and has been rejected for the adapter.
  virtual bool enter(std::string_view where, std::int64_t number) = 0;
  /// It is done with the item.
  virtual void leave() noexcept = 0;
};

}  // namespace mizan::adapter
