#include "app/toml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/text_file.hpp"

namespace mizan::app {

TomlReader::TomlReader(const toml::table& table, std::string file, std::string prefix)
    : table_(table), file_(std::move(file)), prefix_(std::move(prefix)) {}

const toml::node* TomlReader::take(std::string_view key) {
  known_.emplace_back(key);
  return table_.get(key);
}

void TomlReader::fail(const toml::node* node, std::string_view key, std::string_view what) {
  if (error_) return;
  const auto line = node != nullptr ? node->source().begin.line : table_.source().begin.line;
  error_ = base::Error{base::Code::kConfig, fmt::format("{}:{}: {}{}: {}", file_, line, prefix_, key, what)};
}

void TomlReader::read(std::string_view key, std::string& out) {
  const auto* node = take(key);
  if (node == nullptr) return;
  if (const auto value = node->value<std::string>(); value && node->is_string()) {
    out = *value;
  } else {
    fail(node, key, "expected text in quotes");
  }
}

void TomlReader::read(std::string_view key, std::filesystem::path& out) {
  std::string text;
  read(key, text);
  if (!text.empty()) out = text;
}

void TomlReader::read(std::string_view key, bool& out) {
  const auto* node = take(key);
  if (node == nullptr) return;
  if (!node->is_boolean()) return fail(node, key, "expected true or false");
  out = *node->value<bool>();
}

void TomlReader::read(std::string_view key, std::int64_t& out, std::int64_t low, std::int64_t high) {
  const auto* node = take(key);
  if (node == nullptr) return;
  const auto value =
      node->value_exact<std::int64_t>();  // 1e72 is no number of it, and casting it is undefined
  if (!value || *value < low || *value > high) {
    return fail(node, key, fmt::format("expected a whole number from {} to {}", low, high));
  }
  out = *value;
}

void TomlReader::require(std::string_view key, std::string& out) {
  if (table_.get(key) == nullptr) return fail(nullptr, key, "is missing");
  read(key, out);
}

void TomlReader::allow(std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) known_.emplace_back(key);
}

base::Result<> TomlReader::finish() {
  for (const auto& [key, node] : table_) {
    if (std::find(known_.begin(), known_.end(), key.str()) == known_.end()) {
      fail(&node, key.str(), fmt::format("is not a setting; known here: {}", fmt::join(known_, ", ")));
    }
  }
  if (error_) return *error_;
  return {};
}

base::Result<toml::table> TomlReader::parse(const std::filesystem::path& file) {
  MIZAN_ASSIGN(const auto text, read_text(file));
  auto parsed = toml_file::parse(text);
  if (parsed.mistake) {
    return base::Error{base::Code::kConfig, fmt::format("{}:{}: {}", file.string(), parsed.mistake->line,
                                                        parsed.mistake->message)};
  }
  return std::move(parsed.table);
}

}  // namespace mizan::app
