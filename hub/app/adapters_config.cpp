#include "app/adapters_config.hpp"

#include "registry/version.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kDigestPrefix = "sha256:";

base::Result<> read_table(const toml::table& table, const fs::path& file, AdaptersConfig& config) {
  TomlReader reader(table, file.string(), "adapters.");
  std::string unsigned_ones = "refuse";
  reader.read("folder", config.folder);
  reader.read("trust", config.trust);
  reader.read("unsigned", unsigned_ones);
  config.allow_unsigned = unsigned_ones == "allow";
  if (!config.allow_unsigned && unsigned_ones != "refuse")
    reader.fail(table.get("unsigned"), "unsigned", "expected \"allow\" or \"refuse\"");
  return reader.finish();
}

}  // namespace

base::Result<AdaptersConfig> read_adapters(const toml::table& whole, const fs::path& file) {
  AdaptersConfig config{"adapters", "trust.toml"};
  if (const auto* node = whole.get("adapters")) {
    const auto* table = node->as_table();
    if (table == nullptr) {
      TomlReader outer(whole, file.string());
      outer.fail(node, "adapters", "expected a table");
      return outer.finish().error();
    }
    MIZAN_TRY(read_table(*table, file, config));
  }
  for (auto* path : {&config.folder, &config.trust})
    if (path->is_relative()) *path = fs::absolute(file).parent_path() / *path;
  return config;
}

AdapterPin read_pin(TomlReader& reader, const toml::table& whole, const std::string& adapter) {
  AdapterPin pin;
  std::string digest;
  reader.read("version", pin.version);
  reader.read("digest", digest);
  if (!pin.version.empty() && adapter.find('/') != std::string::npos)
    reader.fail(whole.get("version"), "version", "a path names one build; pin it with digest");
  if (digest.starts_with(kDigestPrefix)) pin.digest = digest.substr(kDigestPrefix.size());
  if (!digest.empty() && !registry::is_sha256(pin.digest))
    reader.fail(whole.get("digest"), "digest", "expected \"sha256:\" and 64 hexadecimal digits");
  return pin;
}

}  // namespace mizan::app
