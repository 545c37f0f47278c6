#include "mizan/parts/layout_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <mizan/sdk/error.hpp>

namespace mizan::parts {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos;
}

const toml::node* node_of(const toml::table& in, std::string_view key) {
  return in.get(key);
}

}  // namespace

std::string dotted(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string read_layout_text(const std::string& folder, const std::string& name) {
  if (!is_plain_name(name))
    throw sdk::Error(MIZAN_E_CONFIG, "setting \"layout\": expected the name of a file in \"folder\"");
  std::ifstream in(folder + "/" + name, std::ios::binary);
  std::string text;
  if (in) text.assign(std::istreambuf_iterator<char>(in), {});
  if (!in || text.size() > kMostBytes)
    throw sdk::Error(MIZAN_E_CONFIG, fmt::format("{}: cannot be read in the folder of the settings", name));
  return text;
}

LayoutFile::LayoutFile(std::string_view text, std::string name)
    : name_(std::move(name)), parsed_(toml_file::parse(text)) {
  if (parsed_.mistake) {
    throw sdk::Error(MIZAN_E_CONFIG,
                     fmt::format("{}:{}: {}", name_, parsed_.mistake->line, parsed_.mistake->message));
  }
  if (root()["format"].value<std::int64_t>() != 1) fail(root().get("format"), "format", "expected 1");
}

void LayoutFile::fail(const toml::node* node, std::string_view path, std::string_view what) const {
  const auto line = node == nullptr ? 1U : std::max(node->source().begin.line, 1U);
  throw sdk::Error(MIZAN_E_CONFIG, fmt::format("{}:{}: {}: {}", name_, line, path, what));
}

void LayoutFile::allow(const toml::table& table, std::string_view path,
                       const std::vector<std::string_view>& keys) const {
  for (const auto& [key, node] : table) {
    if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
      fail(&node, dotted(path, key.str()), "is not known here");
  }
}

const toml::table& LayoutFile::table(const toml::table& in, std::string_view key,
                                     std::string_view path) const {
  const auto* node = node_of(in, key);
  const auto* found = node == nullptr ? nullptr : node->as_table();
  if (found == nullptr) fail(node == nullptr ? &in : node, dotted(path, key), "expected a table");
  return *found;
}

std::string LayoutFile::text(const toml::table& in, std::string_view key, std::string_view path) const {
  const auto* node = node_of(in, key);
  auto value = node == nullptr ? std::nullopt : node->value_exact<std::string>();
  if (!value || value->empty()) fail(node == nullptr ? &in : node, dotted(path, key), "expected a text");
  return std::move(*value);
}

std::string LayoutFile::text(const toml::table& in, std::string_view key, std::string_view path,
                             const std::string& otherwise) const {
  return node_of(in, key) == nullptr ? otherwise : text(in, key, path);
}

std::int64_t LayoutFile::integer(const toml::table& in, std::string_view key, std::string_view path,
                                 std::int64_t otherwise, std::int64_t least, std::int64_t most) const {
  const auto* node = node_of(in, key);
  if (node == nullptr) return otherwise;
  const auto value = node->value_exact<std::int64_t>();
  if (!value || *value < least || *value > most)
    fail(node, dotted(path, key), fmt::format("expected a number from {} to {}", least, most));
  return *value;
}

std::vector<std::string> LayoutFile::texts(const toml::table& in, std::string_view key,
                                           std::string_view path) const {
  const auto* node = node_of(in, key);
  const auto* list = node == nullptr ? nullptr : node->as_array();
  if (list == nullptr || list->empty())
    fail(node == nullptr ? &in : node, dotted(path, key), "expected a list of texts");
  std::vector<std::string> out;
  for (const auto& item : *list) {
    auto value = item.value_exact<std::string>();
    if (!value || value->empty()) fail(&item, dotted(path, key), "expected a list of texts");
    out.push_back(std::move(*value));
  }
  return out;
}

std::int64_t LayoutFile::day(const toml::table& in, std::string_view key, std::string_view path,
                             std::int64_t otherwise) const {
  const auto* node = node_of(in, key);
  if (node == nullptr) return otherwise;
  const auto value = node->value_exact<toml::date>();
  if (!value) fail(node, dotted(path, key), "expected a day such as 2025-01-01, without quotes");
  const std::chrono::year_month_day date{std::chrono::year(value->year), std::chrono::month(value->month),
                                         std::chrono::day(value->day)};
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::vector<FieldPlace> LayoutFile::fields(const toml::table& in, std::string_view path,
                                           std::uint16_t kind) const {
  const auto at = dotted(path, "fields");
  std::vector<std::pair<std::uint32_t, FieldPlace>> found;
  const auto& wanted = table(in, "fields", path);
  for (const auto& [key, node] : wanted) {
    const auto* field = mapping::find_field(key.str(), kind);
    if (field == nullptr || key.str() == "case" || key.str() == "accused")
      fail(&node, dotted(at, key.str()), "is no field that such a record has");
    found.push_back({node.source().begin.line, {field, text(wanted, key.str(), at)}});
  }
  if (found.empty()) fail(&wanted, at, "names no field");
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<FieldPlace> out;
  for (auto& [line, place] : found) out.push_back(std::move(place));
  return out;
}

}  // namespace mizan::parts
