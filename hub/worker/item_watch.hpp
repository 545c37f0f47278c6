#pragma once
#include <string>
#include <vector>

#include "adapter/item_guard.hpp"
#include "adapter/source.hpp"

namespace mizan::worker {

/// Notes in the last words which item the adapter is busy with, and passes over those that the hub named.
class ItemWatch final : public adapter::ItemGuard {
 public:
  explicit ItemWatch(adapter::LastWordsPage& page) : page_(page) {}

  void pass_over(std::vector<adapter::PassedOver> items) { items_ = std::move(items); }
  /// Where what is passed over is rejected; null between reads.
  void during(adapter::SourceSink* sink) { sink_ = sink; }

  bool enter(std::string_view where, std::int64_t number) override;
  void leave() noexcept override { page_.size = 0; }

 private:
  const adapter::PassedOver* passed_over(std::string_view place) const;

  adapter::LastWordsPage& page_;
  std::vector<adapter::PassedOver> items_;
  adapter::SourceSink* sink_ = nullptr;
};

}  // namespace mizan::worker
