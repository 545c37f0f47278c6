#include "page.hpp"

#include <fmt/format.h>

#include <duplicates.hpp>
#include <mizan/sdk/adapter.hpp>
#include <new>

namespace mizan::cfms {
namespace {

constexpr std::size_t kMaxDepth = 64;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       std::string_view("-_.~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

Page::Page() {
  if (parser_.allocate(std::size_t{1} << 20U, kMaxDepth) != simdjson::SUCCESS) throw std::bad_alloc();
}

void Page::open(const std::string& body, const ListQuery& query) {
  documents_.clear();
  more_ = false;
  simdjson::dom::element root;
  if (const auto error = parser_.parse(body).get(root); error != simdjson::SUCCESS)
    throw sdk::Error(MIZAN_E_DATA, fmt::format("the reply is no JSON: {}", simdjson::error_message(error)));
  if (json::duplicated_member(root))
    throw sdk::Error(MIZAN_E_DATA, "a member stands twice in one object of the reply");
  simdjson::dom::array items;
  const auto found = query.items.find(root);
  if (!found || found->get(items) != simdjson::SUCCESS)
    throw sdk::Error(MIZAN_E_DATA, "the reply has no list of cases where the layout says (list.items)");
  for (const auto item : items) documents_.push_back(item);
  const auto more = query.more.find(root);
  if (!more || more->get(more_) != simdjson::SUCCESS)
    throw sdk::Error(MIZAN_E_DATA, "the reply does not say whether there is more (list.more)");
}

std::string target_of(const ListQuery& query, std::int64_t page, std::int64_t size,
                      const std::string& since) {
  auto out = fmt::format("{}?{}={}&{}={}", query.path, escaped(query.page), page, escaped(query.size), size);
  return since.empty() ? out : out + fmt::format("&{}={}", escaped(query.since), escaped(since));
}

}  // namespace mizan::cfms
