// `mizan adapter`: what an author of an adapter needs, without a hub.
#include <algorithm>

#include "app/adapter_sample.hpp"
#include "app/adapter_subcommands.hpp"
#include "app/adapter_target.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/connection.hpp"
#include "conformance/runner.hpp"
#include "services/services.hpp"

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using conformance::Verdict;

struct CheckOptions {
  AdapterChoice adapter;
  std::string only;
  bool in_process = false;
  bool list = false;
  bool json = false;
  std::uint64_t seed = 1;
  int limit_seconds = 120;
};

struct RunOptions {
  AdapterChoice adapter;
  std::int64_t sample = 10;
  std::string token;
  bool in_process = false;
};

// These commands need no hub: its config, where there is one, says where tables and plugins are.
HubConfig hub_config(const Globals& globals) {
  std::error_code ignored;
  if (!fs::exists(globals.config, ignored)) return {};
  return value_or_fail(read_hub_config(globals.config));
}

conformance::Subject subject_of(ChosenAdapter chosen, adapter::HostServices& services,
                                const CheckOptions& options) {
  conformance::Subject subject;
  subject.plugin = chosen.target.build.plugin;
  subject.settings = chosen.target.settings;
  std::error_code ignored;
  if (fs::exists(worker_program(), ignored)) subject.worker = worker_program();
  subject.limits = worker_limits(chosen.target);
  subject.services = &services;
  subject.seed = options.seed;
  if (chosen.meaning)
    subject.meaning =
        conformance::Meaning{std::move(chosen.meaning->rules), std::move(chosen.meaning->declaration),
                             base::karachi_day(system_clock().now())};
  return subject;
}

std::vector<const conformance::Check*> chosen(const std::string& only) {
  std::vector<const conformance::Check*> checks;
  for (const auto& check : conformance::all_checks()) {
    if (only.empty() || check.name.find(only) != std::string_view::npos) checks.push_back(&check);
  }
  if (checks.empty())
    fail({base::Code::kNotFound, fmt::format("--only: no check has \"{}\" in its name", only)});
  return checks;
}

void print_line(const conformance::Result& result) {
  fmt::print("{:7}  {:29} {}\n", conformance::verdict_name(result.outcome.verdict), result.check->name,
             result.outcome.reason);
  std::fflush(stdout);
}

void print_rows(const std::vector<conformance::Result>& results, const Globals& globals) {
  Table table({{"check"}, {"result"}, {"reason"}, {"milliseconds", true}, {"asks"}});
  for (const auto& result : results)
    table.add({std::string(result.check->name),
               std::string(conformance::verdict_name(result.outcome.verdict)), result.outcome.reason,
               fmt::format("{}", result.took.count()), std::string(result.check->asks)});
  print(table, globals);
}

std::int64_t count(const std::vector<conformance::Result>& results, Verdict verdict) {
  return std::count_if(results.begin(), results.end(),
                       [&](const conformance::Result& result) { return result.outcome.verdict == verdict; });
}

void list_checks(const CheckOptions& options, const Globals& globals) {
  Table table({{"check"}, {"asks"}});
  for (const auto* check : chosen(options.only))
    table.add({std::string(check->name), std::string(check->asks)});
  print(table, globals);
}

void check(const Globals& globals, const CheckOptions& options) {
  if (options.list) return list_checks(options, globals);
  auto adapter = value_or_fail(find_adapter(hub_config(globals), options.adapter));
  const auto services = value_or_fail(services::open_services(adapter.target.services, system_clock()));
  const auto subject = subject_of(std::move(adapter), *services, options);
  std::vector<conformance::Result> results;
  for (const auto* each : chosen(options.only)) {
    results.push_back(options.in_process ? conformance::run_here(*each, subject)
                                         : conformance::run_isolated(
                                               *each, subject, std::chrono::seconds(options.limit_seconds)));
    if (globals.format == "table") print_line(results.back());
  }
  if (globals.format != "table") print_rows(results, globals);
  const auto bad = count(results, Verdict::kFailed) + count(results, Verdict::kCrashed);
  fmt::print(stderr, "{} passed, {} failed, {} warned, {} skipped\n", count(results, Verdict::kPassed), bad,
             count(results, Verdict::kWarned), count(results, Verdict::kSkipped));
  if (bad > 0) std::exit(3);
}

void run(const Globals& globals, const RunOptions& options) {
  auto target = value_or_fail(find_adapter(hub_config(globals), options.adapter)).target;
  target.worker.in_process = target.worker.in_process || options.in_process;
  auto sample = value_or_fail(sample_adapter(target, {options.sample, options.token}));
  print(sample.records, globals);
  fmt::print(stderr, "{} {}: {} records, {} rejected, {} checkpoints{}\n", sample.adapter, sample.version,
             sample.received, sample.rejected, sample.checkpoints,
             sample.whole ? "" : "; stopped after these");
  for (const auto& line : sample.log) fmt::print(stderr, "log: {}\n", line);
  for (const auto& line : sample.first_rejected) fmt::print(stderr, "rejected: {}\n", line);
  if (sample.error) fail(*sample.error);
}

void add_choice(Command& command, AdapterChoice& choice) {
  command.add_option("adapter", &choice.plugin,
                     "the plugin: ./my_adapter.so, or the name of an installed one (csv)");
  command.add_option("--settings", &choice.settings, "its settings: a JSON object, or a file with one");
  command.add_option("--source", &choice.source,
                     "a source file: its settings, and what fields and codes mean, are taken from it");
}

void add_check(Command& adapter, Globals& globals) {
  static CheckOptions options;
  auto& command = adapter.add_command("check", "Hold an adapter against everything that the hub asks of one");
  add_choice(command, options.adapter);
  command.add_option("--only", &options.only,
                     "checks with this in their name: \"resume\", \"stop.cancelled\"");
  command.add_option("--in-process", &options.in_process,
                     "in this process, for a debugger, not each check in its own");
  command.add_option("--reproduce", &options.seed, "the seed of everything random").show_default();
  command.add_option("--limit", &options.limit_seconds, "seconds that one check may take")
      .show_default()
      .within(1, 86'400);
  command.add_option("--list", &options.list, "list the checks and what they ask");
  command.add_option("--json", &options.json, "the same as --format json");
  command.footer = R"(Examples:
  mizan adapter check build/my_adapter.so --settings '{"cases": 5}'
  mizan adapter check --source sources/quetta.toml
  mizan adapter check --source sources/quetta.toml --only resume --format json
  gdb --args mizan adapter check ./my_adapter.so --only stop.cancelled --in-process

One line a check: passed, failed, crashed, warned (look at it), skipped (why). Checks of codes, coverage and the order of dates
need --source. Exit code 3: a check failed.)";
  command.action = [&globals] {
    if (options.json) globals.format = "json";
    check(globals, options);
  };
}

void add_run(Command& adapter, Globals& globals) {
  static RunOptions options;
  auto& command = adapter.add_command("run", "Run an adapter and show what it reads; nothing is stored");
  add_choice(command, options.adapter);
  command.add_option("--sample", &options.sample, "records to show; reading ends after them")
      .show_default()
      .within(1, 1'000'000);
  command.add_option("--token", &options.token, "go on from this checkpoint");
  command.add_option("--in-process", &options.in_process, "in this process, for a debugger, not in a worker");
  command.footer = R"examples(Examples:
  mizan adapter run build/my_adapter.so --settings '{"cases": 5}' --sample 20
  mizan adapter run --source sources/quetta.toml --format json

Names, CNIC numbers and other identity fields are shown as "(identity)".)examples";
  command.action = [&globals] { run(globals, options); };
}

}  // namespace

void add_adapter_commands(Command& program, Globals& globals) {
  auto& adapter = program.add_command("adapter", "Adapters: check, try and list them");
  add_adapter_new(adapter, globals);
  add_check(adapter, globals);
  add_run(adapter, globals);
  add_registry_commands(adapter, globals);
  add_trust_commands(adapter, globals);
}

}  // namespace mizan::app
