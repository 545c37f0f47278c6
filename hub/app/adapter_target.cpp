#include "app/adapter_target.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/session.hpp"
#include "app/text_file.hpp"
#include "base/json.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

fs::path plugin_named(const HubConfig& config, const std::string& name) {
  if (name.find('/') != std::string::npos || name.ends_with(".so"))
    return fs::absolute(name).lexically_normal();
  return fs::absolute(plugin_folder(config) / ("mizan_" + name + ".so"));
}

base::Result<std::string> settings_text(const std::string& given) {
  std::string text = given;
  if (!given.starts_with("{")) {
    MIZAN_ASSIGN(text, read_text(given));
  }
  if (!base::parse_json(text).is_object())
    return base::Error{base::Code::kConfig, "--settings: is neither a JSON object nor a file with one"};
  return text;
}

base::Result<ChosenAdapter> of_source(const HubConfig& config, const AdapterChoice& choice) {
  MIZAN_ASSIGN(const auto source, read_source_config(fs::absolute(choice.source)));
  MIZAN_ASSIGN(auto tables, read_public_tables(config.tables.empty() ? shipped_tables() : config.tables));
  if (!config.file.empty()) tables.own_places = config.places;
  MIZAN_ASSIGN(auto meaning, read_meaning(source, tables));
  const bool by_name = choice.plugin.empty() && source.adapter.find('/') == std::string::npos;
  RunnableAdapter build;
  if (by_name) {
    MIZAN_ASSIGN(build, find_runnable(config, source));
  } else {
    // Signed or not: whoever asks has chosen it.
    build.plugin = choice.plugin.empty() ? plugin_path(config, source) : plugin_named(config, choice.plugin);
  }
  auto target = target_of(std::move(build), source, meaning);
  return ChosenAdapter{std::move(target), std::move(meaning)};
}

}  // namespace

base::Result<ChosenAdapter> find_adapter(const HubConfig& config, const AdapterChoice& choice) {
  ChosenAdapter chosen;
  if (!choice.source.empty()) {
    MIZAN_ASSIGN(chosen, of_source(config, choice));
  } else if (choice.plugin.empty()) {
    return base::Error{base::Code::kConfig,
                       "name an adapter (./my_adapter.so), or a source file with --source"};
  } else {
    chosen.target.build.plugin = plugin_named(config, choice.plugin);
  }
  // One sentence, where every check would say the same.
  std::error_code failed;
  if (!fs::exists(chosen.target.build.plugin, failed)) {
    return base::Error{base::Code::kConfig,
                       fmt::format("{}: there is no such plugin; `mizan adapter list` shows those there are",
                                   chosen.target.build.plugin.string())};
  }
  if (!choice.settings.empty()) {
    MIZAN_ASSIGN(chosen.target.settings, settings_text(choice.settings));
  }
  return chosen;
}

}  // namespace mizan::app
