#include "audit/chain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace mizan::audit {
namespace {

std::string_view view(const base::Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool read_digest(std::string_view hex, base::Sha256& out) {
  if (hex.size() != 2 * out.size()) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto high = digit_of(hex[2 * i]);
    const auto low = digit_of(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return true;
}

}  // namespace

std::string head_text(const Head& head) {
  return fmt::format("{}:{}", head.number, base::to_hex(head.digest));
}

std::optional<Head> read_head(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto number = base::parse_int(text.substr(0, colon));
  Head head;
  if (!number || *number < 0 || !read_digest(text.substr(colon + 1), head.digest)) return std::nullopt;
  head.number = *number;
  return head;
}

base::Result<> Chain::take(const Entry& entry, std::string_view digest) {
  if (entry.number != head_.number + 1)
    return base::Error{
        base::Code::kData,
        fmt::format("behind entry {} comes entry {}: what was between is gone", head_.number, entry.number)};
  const auto expected = link(head_.digest, entry);
  if (digest != view(expected))
    return base::Error{base::Code::kData, fmt::format("entry {} is not what was written", entry.number)};
  head_ = {entry.number, expected};
  return {};
}

}  // namespace mizan::audit
