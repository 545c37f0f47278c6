// `mizan kpi cells` and `mizan kpi merged`: KPI cells from hub to hub, and what several say together.
#include <unistd.h>

#include "api/cells_page.hpp"
#include "api/merged_page.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/deadline_files.hpp"
#include "app/declaration.hpp"
#include "app/kpi_table.hpp"
#include "app/merged_cache.hpp"
#include "app/text_file.hpp"
#include "merge/merged.hpp"
#include "store/sqlite.hpp"

namespace mizan::app {
namespace {

struct CellsWords {
  std::string hub;
};

base::Result<> to_stdout(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return {};
  return base::Error{base::Code::kStore, "the cells cannot be written to stdout"};
}

void export_cells(const Globals& globals, const CellsWords& words) {
  if (words.hub.empty() || words.hub.find_first_of("/\n") != std::string::npos)
    fail({base::Code::kConfig, "--hub: a name without \"/\", by which others know this hub"});
  if (isatty(STDOUT_FILENO) == 1)
    fail({base::Code::kConfig, "the cells are no reading matter: mizan kpi cells --hub NAME > NAME.cells"});
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  // Cells, receipts and sources are those of one moment.
  const auto snapshot = value_or_fail(store::Snapshot::begin(session.store().database()));
  or_fail(session.load_kpis_in_step());
  or_fail(merge::write_snapshot(
      session.engine(),
      {words.hub, session.now(), value_or_fail(api::declarations_of(session.engine(), session.store())),
       session.store().epoch()},
      to_stdout));
}

struct MergedWords {
  std::vector<std::string> files;
  std::string kpi;
  KpiQuestions questions;
};

// Of these files: they are taken as they are, and it is said what cannot be added up.
std::shared_ptr<const api::MergedKpis> merged_of(const std::vector<std::string>& files,
                                                 const std::vector<kpi::Definition>& definitions) {
  std::vector<merge::Snapshot> snapshots;
  for (const auto& file : files)
    snapshots.push_back(value_or_fail(merge::read_snapshot(value_or_fail(read_text(file)), file)));
  return std::make_shared<const api::MergedKpis>(
      api::MergedKpis{value_or_fail(merge::merge(definitions, snapshots, parse_declaration)), {}});
}

// Of the hubs that this one takes cells of.
std::shared_ptr<const api::MergedKpis> merged_of(const HubConfig& config,
                                                 const std::vector<kpi::Definition>& definitions) {
  auto peers = value_or_fail(read_peer_configs(config.hubs));
  if (peers.empty())
    fail({base::Code::kConfig, fmt::format("name files of cells, or hubs in {}", config.hubs.string())});
  MergedCache cache(std::move(peers), config.hub_cells, definitions, system_clock());
  auto kpis = value_or_fail(cache.get());
  for (const auto& part : kpis->parts) {
    if (!part.used) fmt::print(stderr, "mizan: {} is not in these values: {}\n", part.hub, part.why);
  }
  return kpis;
}

void print_merged(const Globals& globals, const MergedWords& words) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  const auto definitions = value_or_fail(read_hub_definitions(config));
  const auto kpis =
      words.files.empty() ? merged_of(config, definitions) : merged_of(words.files, definitions);
  const auto& merged = kpis->merged;
  if (!merged.left_out.empty())
    fmt::print(stderr, "mizan: left out, for not all hubs count them by the same words: {}\n",
               fmt::join(merged.left_out, ", "));
  auto questions = words.questions;
  if (!words.kpi.empty()) questions.kpis = {words.kpi};
  print(value_or_fail(
            kpi_table(questions, merged.engine, base::karachi_day(merged.known_at),
                      [&](const api::Selection& selection) { return api::merged_values(selection, *kpis); })),
        globals);
}

}  // namespace

void add_cells_commands(Command& kpi, Globals& globals) {
  static CellsWords cells_words;
  auto& cells = kpi.add_command("cells", "This hub's KPI cells, for a hub that adds up those of several");
  cells.add_option("--hub", &cells_words.hub, "what others call this hub").required();
  cells.footer =
      "Example:\n  mizan kpi cells --hub punjab > punjab.cells\n\nCounts, sums and day histograms by month, "
      "of every "
      "breakdown but prosecutors: nothing of a case.";
  cells.action = [&globals] { export_cells(globals, cells_words); };
  static MergedWords merged_words;
  auto& merged = kpi.add_command("merged", "Values of several hubs together, from their cells");
  merged.add_option(
      "files", &merged_words.files,
      "what `kpi cells` of each hub wrote; none: what is held of the hubs that this one takes cells of");
  merged.add_option("--kpi", &merged_words.kpi, "only this one");
  add_questions(merged, merged_words.questions);
  merged.footer =
      "Examples:\n  mizan kpi merged punjab.cells kp.cells --every year\n  mizan kpi merged *.cells --kpi "
      "pending --by "
      "district --period 2026-Q1 --format csv\n  mizan kpi merged --every year\n\nExact: the values of a hub "
      "that had all their records. The "
      "cells "
      "must be of one day, and no province in two\nof them.";
  merged.action = [&globals] { print_merged(globals, merged_words); };
}

}  // namespace mizan::app
