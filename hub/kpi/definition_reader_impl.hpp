#pragma once
// Private to this folder: reads the keys of a definition's file.
#include <fmt/format.h>
#include <mizan/toml/toml.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "kpi/words.hpp"

namespace mizan::kpi {

/// Walks one file; the first mistake is kept and ends the reading.
class DefinitionReader {
 public:
  explicit DefinitionReader(std::string file) : file_(std::move(file)) {}

  void fail(const toml::node* node, std::string_view path, std::string_view what) {
    if (error_) return;
    const auto line = node != nullptr ? node->source().begin.line : 1;
    error_ = base::Error{base::Code::kConfig, fmt::format("{}:{}: {}: {}", file_, line, path, what)};
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

  std::int64_t number(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    if (node == nullptr || !node->is_integer()) fail(node ? node : &table, key, "expected a whole number");
    return node != nullptr ? node->value_or(std::int64_t{0}) : 0;
  }

  bool boolean(const toml::table& table, std::string_view key) {
    const auto* node = table.get(key);
    if (node != nullptr && !node->is_boolean()) fail(node, key, "expected true or false");
    return node != nullptr && node->value_or(false);
  }

  std::vector<std::string> texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> out;
    const auto* node = table.get(key);
    if (node == nullptr) return out;
    const auto* list = node->as_array();
    if (list == nullptr) {
      fail(node, key, "expected a list");
      return out;
    }
    for (const auto& item : *list) {
      if (!item.is_string()) fail(&item, key, "expected text in quotes");
      out.push_back(item.value_or(std::string()));
    }
    return out;
  }

  std::vector<std::int64_t> numbers(const toml::table& table, std::string_view key) {
    std::vector<std::int64_t> out;
    const auto* node = table.get(key);
    if (node == nullptr) return out;
    const auto* list = node->as_array();
    if (list == nullptr) {
      fail(node, key, "expected a list");
      return out;
    }
    for (const auto& item : *list) {
      if (!item.is_integer()) fail(&item, key, "expected whole numbers");
      out.push_back(item.value_or(std::int64_t{0}));
    }
    return out;
  }

  template <class T>
  T named(const toml::table& table, std::string_view key, std::string_view value,
          std::span<const Word<T>> names) {
    for (const auto& [name, meaning] : names) {
      if (name == value) return meaning;
    }
    std::string known;
    for (const auto& [name, meaning] : names) known += (known.empty() ? "" : ", ") + std::string(name);
    const auto* node = table.get(key);
    fail(node != nullptr ? node : &table, key, fmt::format("\"{}\" is none of {}", value, known));
    return names.front().second;
  }

  void only(const toml::table& table, std::string_view path, std::vector<std::string_view> keys) {
    for (const auto& [key, node] : table) {
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end()) {
        fail(&node, std::string(path) + std::string(key.str()), "is not a key of a definition");
      }
    }
  }

  std::optional<base::Error>& error() { return error_; }

 private:
  std::string file_;
  std::optional<base::Error> error_;
};

}  // namespace mizan::kpi
