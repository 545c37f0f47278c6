#include "progress.hpp"

#include <fmt/format.h>

#include <charconv>
#include <mizan/mapping/stable_digest.hpp>
#include <mizan/sdk/error.hpp>
#include <nlohmann/json.hpp>

#include "watermark.hpp"

namespace mizan::sql {
namespace {
using nlohmann::json;

constexpr int kVersion = 1;
constexpr std::size_t kMostAt = 9;  // "changed" and the columns of a key

[[noreturn]] void refuse() {
  throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint is none of this connector's");
}

std::string hex(std::uint64_t number) {
  return fmt::format("{:016x}", number);
}

std::uint64_t from_hex(const json& node) {
  if (!node.is_string()) refuse();
  const auto& text = node.get_ref<const std::string&>();
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, 16);
  if (text.size() != 16 || error != std::errc{} || end != text.data() + text.size()) refuse();
  return out;
}

// A whole number is one, a text is one.
json to_json(const Value& value) {
  if (!value.integer) return value.text;
  std::int64_t number = 0;
  std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
  return number;
}

Value value_of(const json& node) {
  Value out;
  out.null = false;
  out.integer = node.is_number_integer();
  if (!node.is_string() && !out.integer) refuse();
  out.text = out.integer ? fmt::format("{}", node.get<std::int64_t>()) : node.get<std::string>();
  if (out.text.find('\0') != std::string::npos) refuse();
  return out;
}

Value measured(const json& parent, const char* member) {
  const auto found = parent.find(member);
  if (found == parent.end()) return {};
  auto out = value_of(*found);
  if (!measure(out)) refuse();
  return out;
}

template <class T, class Read>
std::vector<T> list(const json& parent, const char* member, std::size_t most, Read read) {
  std::vector<T> out;
  const auto found = parent.find(member);
  if (found == parent.end()) return out;
  if (!found->is_array() || found->size() > most) refuse();
  for (const auto& item : *found) out.push_back(read(item));
  return out;
}

json to_json(const QueryProgress& progress) {
  json out = json::object();
  if (!progress.watermark.null) out["w"] = to_json(progress.watermark);
  for (const auto digest : progress.seen) out["s"].push_back(hex(digest));
  if (progress.until.null) return out;
  out["u"] = to_json(progress.until);
  out["r"] = to_json(progress.reach);
  for (const auto& value : progress.at) out["a"].push_back(to_json(value));
  for (const auto digest : progress.next) out["n"].push_back(hex(digest));
  return out;
}

QueryProgress progress_of(const json& node) {
  if (!node.is_object()) refuse();
  QueryProgress out;
  out.watermark = measured(node, "w");
  out.until = measured(node, "u");
  out.reach = measured(node, "r");
  if (out.until.null != out.reach.null) refuse();
  out.at = list<Value>(node, "a", kMostAt, value_of);
  out.seen = list<std::uint64_t>(node, "s", Progress::kMostDigests, from_hex);
  out.next = list<std::uint64_t>(node, "n", Progress::kMostDigests, from_hex);
  if (out.until.null && !(out.at.empty() && out.next.empty())) refuse();
  return out;
}

}  // namespace

Progress::Progress(std::string_view mapping) : mapping_(mapping::stable_digest(mapping)) {}

void Progress::resume(std::string_view token) {
  queries_.clear();
  if (token.empty()) return;
  const auto root = json::parse(token, nullptr, false);
  if (!root.is_object() || root.value("v", json()) != kVersion || !root.contains("m")) refuse();
  const auto queries = root.find("q");
  if (queries == root.end() || !queries->is_object()) refuse();
  std::map<std::string, QueryProgress> read;
  for (const auto& [name, node] : queries->items()) read[name] = progress_of(node);
  if (from_hex(root["m"]) == mapping_) queries_ = std::move(read);
}

std::string Progress::token() const {
  json queries = json::object();
  for (const auto& [name, progress] : queries_) queries[name] = to_json(progress);
  return json{{"v", kVersion}, {"m", hex(mapping_)}, {"q", queries}}.dump();
}

}  // namespace mizan::sql
