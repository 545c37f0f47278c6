#include "duplicates.hpp"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <vector>

namespace mizan::json {

using simdjson::dom::element;
using simdjson::dom::element_type;

namespace {

constexpr std::size_t kBits = 1024;

// Names of one object differ in length, beginning or end, or they collide and are compared.
std::size_t slot_of(std::string_view name) {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  const auto size = std::min<std::size_t>(name.size(), sizeof head);
  std::memcpy(&head, name.data(), size);
  std::memcpy(&tail, name.data() + name.size() - size, size);
  const auto mixed = (head ^ (tail * 0x9E3779B97F4A7C15U) ^ name.size()) * 0xD6E8FEB86659FD93U;
  return static_cast<std::size_t>(mixed >> 54U);
}

std::optional<std::string_view> compare_all(const simdjson::dom::object& object) {
  std::vector<std::string_view> names;
  for (const auto member : object) names.push_back(member.key);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  return twice == names.end() ? std::nullopt : std::optional(*twice);
}

std::optional<std::string_view> twice_in(const simdjson::dom::object& object) {
  std::bitset<kBits> seen;
  for (const auto member : object) {
    const auto slot = slot_of(member.key);
    if (seen.test(slot)) return compare_all(object);
    seen.set(slot);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> duplicated_member(element at) {
  if (at.type() == element_type::OBJECT) {
    const simdjson::dom::object object = at.get_object().value_unsafe();
    if (const auto twice = twice_in(object)) return twice;
    for (const auto member : object) {
      if (const auto twice = duplicated_member(member.value)) return twice;
    }
  } else if (at.type() == element_type::ARRAY) {
    const simdjson::dom::array array = at.get_array().value_unsafe();
    for (const auto each : array) {
      if (const auto twice = duplicated_member(each)) return twice;
    }
  }
  return std::nullopt;
}

}  // namespace mizan::json
