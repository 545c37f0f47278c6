#include "webhook/orders.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace mizan::webhook {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 4> kWords = {"resume", "skip", "redrive", "discard"};

base::Result<Order> order_of(const std::string& line) {
  const auto json = base::parse_json(line);
  if (!json.is_object() || !json.contains("order") || !json.contains("text"))
    return base::Error{base::Code::kData, "a line of orders is damaged"};
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (json["order"] == kWords[i])
      return Order{static_cast<Order::What>(i), json["text"].get<std::string>()};
  }
  return base::Error{base::Code::kData, "a line of orders has an unknown word"};
}

base::Result<std::vector<Order>> orders_in(const fs::path& file) {
  std::vector<Order> orders;
  std::ifstream in(file, std::ios::binary);
  std::string line;
  while (std::getline(in, line)) {
    MIZAN_ASSIGN(auto order, order_of(line));
    orders.push_back(std::move(order));
  }
  return orders;
}

}  // namespace

OrderFile::OrderFile(const fs::path& folder, const std::string& name)
    : file_(folder / (name + ".orders")), held_(folder / (name + ".orders.held")) {}

// One write at the end of the file, so that two commands at once do not mix.
base::Result<> OrderFile::give(const Order& order) const {
  std::error_code ignored;
  fs::create_directories(file_.parent_path(), ignored);
  const nlohmann::ordered_json json = {{"order", kWords[static_cast<std::size_t>(order.what)]},
                                       {"text", order.text}};
  const auto line = base::json_text(json) + "\n";
  const int out = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const bool written = out >= 0 &&
                       ::write(out, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                       ::fsync(out) == 0;
  if (out >= 0) ::close(out);
  if (!written) return base::Error{base::Code::kStore, fmt::format("{} cannot be written", file_.string())};
  return {};
}

base::Result<std::vector<Order>> OrderFile::take() const {
  std::error_code none;
  if (!fs::exists(held_, none)) fs::rename(file_, held_, none);
  return orders_in(held_);
}

void OrderFile::taken() const {
  std::error_code ignored;
  fs::remove(held_, ignored);
}

}  // namespace mizan::webhook
