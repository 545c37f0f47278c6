#include "registry/text_record.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mizan::registry {
namespace {

base::Error wrong(std::string message) {
  return {base::Code::kConfig, std::move(message)};
}

}  // namespace

std::string TextRecord::text(std::string_view key) {
  known_.emplace_back(key);
  const auto* node = table_.get(key);
  const auto* value = node == nullptr ? nullptr : node->as_string();
  if (value == nullptr) {
    fail(key, node == nullptr ? "is missing" : "expected text");
    return {};
  }
  return value->get();
}

void TextRecord::fail(std::string_view key, std::string_view what) {
  if (!error_) error_ = wrong(fmt::format("{}: {}: {}", where_, key, what));
}

base::Result<> TextRecord::finish() {
  for (const auto& [key, node] : table_) {
    const auto name = std::string(key.str());
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) fail(name, "is not known here");
  }
  if (error_) return *error_;
  return {};
}

base::Result<toml::table> parse_format_1(std::string_view text, std::string_view file,
                                         std::string_view what) {
  auto parsed = toml_file::parse(text);
  if (parsed.mistake)
    return wrong(
        fmt::format("{}:{}: is no {}: {}", file, parsed.mistake->line, what, parsed.mistake->message));
  const auto format = parsed.table["format"].value_exact<std::int64_t>();
  if (!format) return wrong(fmt::format("{}: is no {}: it lacks format = 1", file, what));
  if (*format != 1)
    return wrong(fmt::format("{}: is a {} of format {}; this program knows format 1", file, what, *format));
  return std::move(parsed.table);
}

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
  return out + '"';
}

}  // namespace mizan::registry
