#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace mizan::webhook {

/// What an operator wants of a receiver's delivery.
struct Order {
  enum class What { kResume, kSkip, kRedrive, kDiscard };
  What what = What::kResume;
  /// kResume: "" goes on where it stands, else a cursor to go on from. kRedrive, kDiscard: an event's id; ""
  /// all.
  std::string text = {};

  friend bool operator==(const Order&, const Order&) = default;
};

/// Carries orders from a command to the process that delivers, which may not run just now: lines of
/// `folder`/NAME.orders. Any process may give orders; one takes them.
class OrderFile {
 public:
  OrderFile(const std::filesystem::path& folder, const std::string& name);
  base::Result<> give(const Order& order) const;
  /// Those given, in order. They are there again after a crash, until taken() says that they are done.
  base::Result<std::vector<Order>> take() const;
  void taken() const;

 private:
  std::filesystem::path file_;
  std::filesystem::path held_;
};

}  // namespace mizan::webhook
