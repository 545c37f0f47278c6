#include "backup/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/json.hpp"

namespace mizan::backup {
using nlohmann::json;
using nlohmann::ordered_json;
namespace {

constexpr int kFormat = 1;

base::Error no_manifest(std::string_view why) {
  return {base::Code::kData, fmt::format("{}: {}", kManifestFile, why)};
}

// A name that leads out of the folder is of nobody who makes backups.
bool stays_within(const std::string& path) {
  const std::filesystem::path parts(path);
  if (path.empty() || parts.is_absolute() || path.find('\\') != std::string::npos) return false;
  return std::ranges::none_of(parts,
                              [](const auto& part) { return part == ".." || part == "." || part.empty(); });
}

struct NoNumber {};

std::int64_t number_at(const json& from, const char* name) {
  const auto number = base::whole_number(from, name);
  if (!number) throw NoNumber{};
  return *number;
}

base::Result<Manifest> manifest_of(const json& from) {
  Manifest manifest;
  const auto made_at = base::parse_rfc3339(from.at("made_at").get<std::string>());
  if (!made_at) return no_manifest("made_at is no moment");
  manifest.made_at = *made_at;
  const auto& store = from.at("store");
  manifest.store = {number_at(store, "schema_version"), store.at("epoch").get<std::string>(),
                    number_at(store, "last_event"), number_at(store, "last_sequence"),
                    store.at("audit_head").get<std::string>()};
  manifest.key_check = from.at("pseudonym_key_check").get<std::string>();
  for (const auto& file : from.at("files")) {
    Entry entry{file.at("path").get<std::string>(),
                {number_at(file, "bytes"), file.at("sha256").get<std::string>()}};
    if (!stays_within(entry.path)) return no_manifest("it names a file outside of its folder");
    manifest.files.push_back(std::move(entry));
  }
  for (const auto& each : from.at("left_out"))
    manifest.left_out.push_back({each.at("what").get<std::string>(), each.at("why").get<std::string>()});
  return manifest;
}

}  // namespace

std::string manifest_text(const Manifest& manifest) {
  auto files = ordered_json::array();
  for (const auto& file : manifest.files)
    files.push_back({{"path", file.path}, {"bytes", file.digest.bytes}, {"sha256", file.digest.sha256}});
  auto left_out = ordered_json::array();
  for (const auto& each : manifest.left_out) left_out.push_back({{"what", each.what}, {"why", each.why}});
  const ordered_json all = {{"format", kFormat},
                            {"made_at", base::to_rfc3339(manifest.made_at)},
                            {"store",
                             {{"schema_version", manifest.store.schema_version},
                              {"epoch", manifest.store.epoch},
                              {"last_event", manifest.store.last_event},
                              {"last_sequence", manifest.store.last_sequence},
                              {"audit_head", manifest.store.audit_head}}},
                            {"pseudonym_key_check", manifest.key_check},
                            {"files", std::move(files)},
                            {"left_out", std::move(left_out)}};
  return base::json_text(all, 2) + "\n";
}

base::Result<Manifest> read_manifest(std::string_view text) {
  const auto from = base::parse_json(text);
  if (!from.is_object()) return no_manifest("is not a manifest, or damaged");
  try {
    if (number_at(from, "format") > kFormat)
      return base::Error{base::Code::kUnsupported, "the backup is of a newer program"};
    return manifest_of(from);
  } catch (const json::exception&) {
    return no_manifest("is not a manifest, or damaged");
  } catch (const NoNumber&) {
    return no_manifest("is not a manifest, or damaged");
  }
}

std::string key_check_of(std::string_view key) {
  if (key.empty()) return {};
  base::Hmac hmac{base::Secret(std::string(key))};
  return base::to_hex(hmac("mizan backup 1")).substr(0, 16);
}

}  // namespace mizan::backup
