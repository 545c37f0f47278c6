#include <mizan/mapping/mapping.hpp>

#include "adapter/never_stop.hpp"
#include "api/tls_context.hpp"
#include "app/access_policy.hpp"
#include "app/broker_post.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/connection.hpp"
#include "app/definition_folder.hpp"
#include "app/peer_config.hpp"
#include "app/webhook_config.hpp"

namespace mizan::app {
namespace {

using Problems = std::vector<std::string>;

template <class T>
bool note(Problems& problems, const base::Result<T>& result) {
  if (!result) problems.push_back(result.error().message);
  return result.has_value();
}

bool check_mapping(const std::filesystem::path& file, Problems& problems) {
  const auto text = read_text(file);
  if (!note(problems, text)) return false;
  const auto mistakes = mapping::Mapping::validate(*text, file.string());
  for (const auto& mistake : mistakes) problems.push_back(mistake.text());
  return mistakes.empty();
}

void check_source(const HubConfig& config, const SourceConfig& source, const SharedTables& shared,
                  Problems& problems) {
  const bool sound = source.mapping.empty() || check_mapping(source.mapping, problems);
  const auto meaning = read_meaning(source, shared);
  // With a mapping that does not compile, neither half of it can be judged further.
  if (!sound || !note(problems, meaning)) return;
  AdapterLog log(source.name);
  note(problems, open_adapter(config, source, *meaning, log, system_clock()));
}

void check_definitions(const std::filesystem::path& folder, Problems& problems) {
  const auto texts = read_definition_folder(folder);
  if (!note(problems, texts)) return;
  const auto before = problems.size();
  for (const auto& [file, text] : texts->definitions) {
    for (const auto& mistake : kpi::check_definition(text, file).mistakes) problems.push_back(mistake.text());
  }
  // What only several files show together.
  if (problems.size() == before) note(problems, read_definitions(folder));
}

// A broker's settings are its plugin's to judge; the broker is not asked.
void check_webhooks(const HubConfig& config, const access::Policy* policy, Problems& problems) {
  auto webhooks = read_webhook_configs(config.webhooks);
  if (!note(problems, webhooks)) return;
  const adapter::NeverStop never;
  for (auto& each : *webhooks) {
    if (policy != nullptr) note(problems, hold_to_audience(each, *policy));
    if (!each.plugin.empty()) note(problems, BrokerPost::open(config, each, never, system_clock()));
  }
}

Problems problems_of(const std::string& config_file) {
  Problems problems;
  const auto config = read_hub_config(config_file);
  if (!note(problems, config)) return problems;
  const auto tables = config->tables.empty() ? shipped_tables() : config->tables;
  check_definitions(tables / "kpis", problems);
  note(problems, read_peer_configs(config->hubs));
  if (config->tls) note(problems, api::make_tls_context(*config->tls));
  const auto policy = read_policy(*config, base::karachi_day(system_clock().now()));
  check_webhooks(*config, note(problems, policy) ? policy->get() : nullptr, problems);
  auto shared = read_public_tables(tables);
  if (shared) shared->own_places = config->places;
  note(problems, shared);
  const auto sources = read_source_configs(config->sources);
  if (!note(problems, sources) || !shared) return problems;
  for (const auto& source : *sources) check_source(*config, source, *shared, problems);
  return problems;
}

void validate(const Globals& globals) {
  const auto problems = problems_of(globals.config);
  if (globals.format == "table") {
    for (const auto& problem : problems) fmt::print("{}\n", problem);
    if (problems.empty()) fmt::print("config, sources, mappings, tables and KPI definitions are sound\n");
  } else {
    Table table({{"problem"}});
    for (const auto& problem : problems) table.add({problem});
    print(table, globals);
  }
  if (!problems.empty()) std::exit(2);
}

}  // namespace

void add_validate_command(Command& program, Globals& globals) {
  auto& command = program.add_command(
      "validate",
      "Check config, sources, adapters, mappings, code tables and KPI definitions; change nothing");
  command.footer =
      "Examples:\n  mizan validate\n  mizan --config hub/mizan.toml validate --format json\n\nEach problem "
      "is one "
      "line: file:line: what. Exit code 2: there are problems.";
  command.action = [&globals] { validate(globals); };
}

}  // namespace mizan::app
