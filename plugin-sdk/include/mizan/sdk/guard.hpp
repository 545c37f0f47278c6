#pragma once
#include <mizan/abi/mizan_extensions.h>
#include <cstdint>

#include <mizan/sdk/host.hpp>
#include <string_view>

namespace mizan::sdk {

/// Whether the hub wants to know which item an adapter is busy with; make one where the adapter is made.
class Guard {
 public:
  explicit Guard(const Host& host)
      : host_(host), table_(static_cast<const mizan_guard*>(host.extension(MIZAN_GUARD_1))) {}

 private:
  friend class Item;

  Host host_;
  const mizan_guard* table_;
};

/// Around the taking apart of one item of the source, so that an item that ends this process again and again
/// is passed over:
///
///     if (const Item item(guard_, "cases.csv:", line); item) batch.add(...);
///
/// False: leave the item out; the hub has rejected it. `where`, followed by `number` unless that is negative,
/// must name the item in the same words whenever it is read from the same checkpoint. No item within another.
class Item {
 public:
  Item(const Guard& guard, std::string_view where, std::int64_t number = -1)
      : guard_(guard),
        wanted_(guard.table_ == nullptr || guard.table_->enter(guard.host_.c(), view(where), number) != 0) {}
  ~Item() {
    if (guard_.table_ != nullptr) guard_.table_->leave(guard_.host_.c());
  }
  Item(const Item&) = delete;
  Item& operator=(const Item&) = delete;

  explicit operator bool() const { return wanted_; }

 private:
  const Guard& guard_;
  bool wanted_;
};

}  // namespace mizan::sdk
