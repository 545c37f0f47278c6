#pragma once
// Private to this folder: reads the keys of a definition's file.
#include <fmt/format.h>
#include <mizan/toml/toml.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kpi/checked_definition.hpp"
#include "kpi/words.hpp"

namespace mizan::kpi {

/// "a, b, c".
template <class T>
std::string list_of(std::span<const Word<T>> words) {
  std::string list;
  for (const auto& [name, meaning] : words) list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

/// Walks one file and keeps every mistake. What a wrong value would have meant is absent, so that no other
/// rule judges it.
class DefinitionReader {
 public:
  explicit DefinitionReader(std::string file) : file_(std::move(file)) {}

  void fail(const toml::node* node, std::string_view key, std::string_view what) {
    if (mistakes_.size() >= kMostMistakes) return;
    const auto line = node != nullptr ? node->source().begin.line : 1;
    Mistake mistake{file_, line, std::string(key), std::string(what)};
    // One rule can meet the same key twice: for each word of a list, for each row of a table.
    if (std::find(mistakes_.begin(), mistakes_.end(), mistake) == mistakes_.end())
      mistakes_.push_back(std::move(mistake));
  }

  std::string text(const toml::table& table, std::string_view key, bool required) {
    const auto* node = table.get(key);
    if (node == nullptr) {
      if (required) fail(&table, key, "is missing");
      return {};
    }
    if (!node->is_string()) fail(node, key, "expected text in quotes");
    return node->value_or(std::string());
  }

  std::optional<std::int64_t> number(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    if (node != nullptr && node->is_integer()) return node->value<std::int64_t>();
    fail(node != nullptr ? node : &table, key, "expected a whole number");
    return std::nullopt;
  }

  std::optional<bool> boolean(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    if (!node->is_boolean()) fail(node, key, "expected true or false");
    return node->value_exact<bool>();
  }

  std::vector<std::string> texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> out;
    for_each_item(table, key, [&](const toml::node& item) {
      if (const auto text = item.value_exact<std::string>()) return out.push_back(*text);
      fail(&item, key, "expected text in quotes");
    });
    return out;
  }

  std::vector<std::int64_t> numbers(const toml::table& table, std::string_view key) {
    std::vector<std::int64_t> out;
    for_each_item(table, key, [&](const toml::node& item) {
      if (const auto number = item.value_exact<std::int64_t>()) return out.push_back(*number);
      fail(&item, key, "expected whole numbers");
    });
    return out;
  }

  /// What one of `words` means.
  template <class T>
  std::optional<T> named(const toml::node& node, std::string_view key, std::string_view word,
                         std::span<const Word<T>> words) {
    for (const auto& [name, meaning] : words) {
      if (name == word) return meaning;
    }
    fail(&node, key, fmt::format("\"{}\" is none of {}", word, list_of(words)));
    return std::nullopt;
  }

  /// The same of a key's text.
  template <class T>
  std::optional<T> word(const toml::table& table, std::string_view key, bool required,
                        std::span<const Word<T>> words) {
    const auto* node = table.get(key);
    if (node == nullptr) {
      if (required) fail(&table, key, "is missing: write one of " + list_of(words));
      return std::nullopt;
    }
    if (const auto text = node->value_exact<std::string>()) return named(*node, key, *text, words);
    fail(node, key, "expected text in quotes: one of " + list_of(words));
    return std::nullopt;
  }

  /// The same of a list's texts; what is none of the words is left out.
  template <class T>
  std::vector<T> word_list(const toml::table& table, std::string_view key, std::span<const Word<T>> words) {
    std::vector<T> out;
    for_each_item(table, key, [&](const toml::node& item) {
      const auto text = item.value_exact<std::string>();
      if (!text) return fail(&item, key, "expected text in quotes: some of " + list_of(words));
      if (const auto meaning = named(item, key, *text, words)) out.push_back(*meaning);
    });
    return out;
  }

  /// Refuses other keys than these.
  void only(const toml::table& table, std::string_view path, const std::vector<std::string_view>& keys) {
    for (const auto& [key, node] : table) {
      if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
      fail(&node, std::string(path) + std::string(key.str()),
           fmt::format("is not a key of a definition: there are {}", fmt::join(keys, ", ")));
    }
  }

  std::vector<Mistake>& mistakes() { return mistakes_; }

 private:
  // More than anybody reads; a file of nothing but mistakes must not take long.
  static constexpr std::size_t kMostMistakes = 1000;

  template <class Visit>
  void for_each_item(const toml::table& table, std::string_view key, Visit visit) {
    const auto* node = table.get(key);
    if (node == nullptr) return;
    const auto* list = node->as_array();
    if (list == nullptr) return fail(node, key, "expected a list");
    for (const auto& item : *list) visit(item);
  }

  std::string file_;
  std::vector<Mistake> mistakes_;
};

}  // namespace mizan::kpi
