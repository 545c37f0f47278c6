#include "worker/item_watch.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstring>

namespace mizan::worker {
namespace {

constexpr std::size_t kMostDigits = 20;

mizan_str view_of(std::string_view text) {
  return {text.data(), text.size()};
}

// Its bytes; 0 if they do not fit.
std::uint32_t write_place(adapter::LastWordsPage& page, std::string_view where, std::int64_t number) {
  if (where.size() + kMostDigits > sizeof page.place) return 0;
  std::memcpy(page.place, where.data(), where.size());
  if (number < 0) return static_cast<std::uint32_t>(where.size());
  const auto end = std::to_chars(page.place + where.size(), page.place + sizeof page.place, number).ptr;
  return static_cast<std::uint32_t>(end - page.place);
}

}  // namespace

const adapter::PassedOver* ItemWatch::passed_over(std::string_view place) const {
  const auto found = std::find_if(items_.begin(), items_.end(),
                                  [&](const adapter::PassedOver& item) { return item.place == place; });
  return found == items_.end() ? nullptr : &*found;
}

// Whatever ends this process between two of these lines, the page names an item whole or none.
bool ItemWatch::enter(std::string_view where, std::int64_t number) {
  page_.size = 0;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  const auto size = write_place(page_, where, number);
  const auto* item = items_.empty() ? nullptr : passed_over({page_.place, size});
  if (item == nullptr) {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    page_.size = size;
    return true;
  }
  const mizan_reject reject{sizeof(mizan_reject), 0, view_of(item->place), view_of(adapter::kEndedAdapter),
                            view_of(item->why),   {}};
  // A hub that wants no more says so to the next record too.
  if (sink_ != nullptr) static_cast<void>(sink_->reject(reject));
  return false;
}

}  // namespace mizan::worker
