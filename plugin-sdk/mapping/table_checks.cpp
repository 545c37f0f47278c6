#include "table_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mizan::mapping {

void TableChecks::fail(const toml::node* node, std::string path, std::string message) {
  problems.push_back(
      {file_, node != nullptr ? node->source().begin.line : 1, std::move(path), std::move(message)});
}

void TableChecks::only(const toml::table& table, const std::string& path,
                       const std::vector<std::string_view>& keys) {
  for (const auto& [key, node] : table) {
    if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
    fail(&node, path + std::string(key.str()),
         fmt::format("is not a key here; known: {}", fmt::join(keys, ", ")));
  }
}

const toml::table* TableChecks::as_table(const toml::table& table, std::string_view key, bool required,
                                         const std::string& path) {
  const auto* node = table.get(key);
  if (node != nullptr && node->is_table()) return node->as_table();
  if (node != nullptr || required)
    fail(node != nullptr ? node : &table, path + std::string(key), "expected a table");
  return nullptr;
}

std::string TableChecks::text(const toml::table& table, std::string_view key, const std::string& path) {
  const auto* node = table.get(key);
  if (node == nullptr) return {};
  if (!node->is_string()) fail(node, path + std::string(key), "expected text in quotes");
  return node->value_or(std::string());
}

std::vector<std::string> TableChecks::texts(const toml::table& table, std::string_view key,
                                            const std::string& path) {
  std::vector<std::string> out;
  const auto* node = table.get(key);
  if (node == nullptr) return out;
  if (node->is_string()) return {node->value_or(std::string())};
  if (!node->is_array()) fail(node, path + std::string(key), "expected text or a list of texts");
  if (node->is_array() && node->as_array()->empty()) fail(node, path + std::string(key), "the list is empty");
  for (std::size_t i = 0; node->is_array() && i < node->as_array()->size(); ++i) {
    const auto& item = (*node->as_array())[i];
    if (!item.is_string()) fail(&item, path + std::string(key), "expected text in quotes");
    out.push_back(item.value_or(std::string()));
  }
  return out;
}

}  // namespace mizan::mapping
