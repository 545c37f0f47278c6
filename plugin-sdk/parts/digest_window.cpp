#include "mizan/parts/digest_window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace mizan::parts {
namespace {
constexpr std::size_t kLetters = 16;

bool is_letter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}
}  // namespace

void DigestWindow::add(std::uint64_t digest) {
  if (!known_.insert(digest).second) return;
  order_.push_back(digest);
  if (order_.size() <= most_) return;
  known_.erase(order_.front());
  order_.pop_front();
}

void DigestWindow::clear() {
  order_.clear();
  known_.clear();
}

std::string DigestWindow::text() const {
  std::string out;
  out.reserve(order_.size() * kLetters);
  for (const auto digest : order_) out += fmt::format("{:016x}", digest);
  return out;
}

bool DigestWindow::take(std::string_view text) {
  if (text.size() % kLetters != 0 || text.size() / kLetters > most_) return false;
  if (!std::all_of(text.begin(), text.end(), is_letter)) return false;
  clear();
  for (; !text.empty(); text.remove_prefix(kLetters)) {
    std::uint64_t digest = 0;
    std::from_chars(text.data(), text.data() + kLetters, digest, 16);
    add(digest);
  }
  return true;
}

}  // namespace mizan::parts
