#include "app/adapter_target.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/connection.hpp"
#include "app/session.hpp"
#include "app/text_file.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

fs::path plugin_named(const HubConfig& config, const std::string& name) {
  if (name.find('/') != std::string::npos || name.ends_with(".so"))
    return fs::absolute(name).lexically_normal();
  return fs::absolute(plugin_folder(config) / ("mizan_" + name + ".so"));
}

base::Result<std::string> settings_text(const std::string& given) {
  if (given.empty()) return std::string("{}");
  std::string text = given;
  if (!given.starts_with("{")) {
    MIZAN_ASSIGN(text, read_text(given));
  }
  if (!nlohmann::json::parse(text, nullptr, false).is_object())
    return base::Error{base::Code::kConfig, "--settings: is neither a JSON object nor a file with one"};
  return text;
}

// What a worker must be able to read: folders that are named, as the hub names a source's own.
void add_folder(const std::string& settings, std::vector<fs::path>& readable) {
  const auto json = nlohmann::json::parse(settings, nullptr, false);
  const auto folder = json.is_object() ? json.value("folder", nlohmann::json()) : nlohmann::json();
  if (folder.is_string()) readable.emplace_back(folder.get<std::string>());
}

base::Result<AdapterTarget> of_source(const HubConfig& config, const AdapterChoice& choice) {
  MIZAN_ASSIGN(const auto source, read_source_config(fs::absolute(choice.source)));
  MIZAN_ASSIGN(const auto tables,
               read_public_tables(config.tables.empty() ? shipped_tables() : config.tables));
  MIZAN_ASSIGN(auto meaning, read_meaning(source, tables));
  AdapterTarget target;
  target.plugin = choice.plugin.empty() ? plugin_path(config, source) : plugin_named(config, choice.plugin);
  target.settings = adapter_settings(source, meaning);
  target.worker = source.worker;
  target.services = source.services;
  target.source = source.name;
  target.meaning = std::move(meaning);
  return target;
}

}  // namespace

base::Result<AdapterTarget> find_adapter(const HubConfig& config, const AdapterChoice& choice) {
  AdapterTarget target;
  if (!choice.source.empty()) {
    MIZAN_ASSIGN(target, of_source(config, choice));
  } else if (choice.plugin.empty()) {
    return base::Error{base::Code::kConfig,
                       "name an adapter (./my_adapter.so), or a source file with --source"};
  } else {
    target.plugin = plugin_named(config, choice.plugin);
  }
  if (!choice.settings.empty() || choice.source.empty()) {
    MIZAN_ASSIGN(target.settings, settings_text(choice.settings));
  }
  add_folder(target.settings, target.readable);
  return target;
}

}  // namespace mizan::app
