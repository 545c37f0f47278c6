#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "store/key_naming_impl.hpp"

namespace mizan::store {
namespace {

// What no key of a system ends or begins beside.
bool is_inner(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

template <class Names>
bool any_value(const nlohmann::json& value, const Names& names) {
  if (value.is_string()) return names(value.get_ref<const std::string&>());
  if (value.is_number()) return names(base::json_text(value));
  if (!value.is_structured()) return false;
  return std::any_of(value.begin(), value.end(), [&](const auto& each) { return any_value(each, names); });
}

}  // namespace

bool KeyNaming::in(std::string_view text) const {
  const auto parsed = base::parse_json(text);
  if (!parsed.is_structured()) return as_word(text);
  return any_value(parsed, [this](const std::string& value) { return as_word(value); });
}

bool KeyNaming::as_word(std::string_view text) const {
  return std::ranges::any_of(keys_, [&](const std::string& key) {
    for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
      const bool begins = at == 0 || !is_inner(text[at - 1]);
      const auto end = at + key.size();
      if (begins && (end == text.size() || !is_inner(text[end]))) return true;
    }
    return false;
  });
}

}  // namespace mizan::store
