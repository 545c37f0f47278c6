// `mizan plan`: what the files of the config, as they are now, will change.
#include <algorithm>
#include <set>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/config_files.hpp"
#include "app/declaration.hpp"
#include "app/place_upkeep.hpp"

namespace mizan::app {
namespace {

/// What changes, a row each.
class Plan {
 public:
  explicit Plan(Session& session) : session_(session) {}

  base::Result<> make() {
    MIZAN_TRY(files());
    MIZAN_TRY(sources());
    return definitions();
  }
  const Table& table() const { return table_; }

 private:
  void add(std::string what, std::string change, std::string_view when, std::string then) {
    table_.add({std::move(what), std::move(change), std::string(when), std::move(then)});
  }

  // Since a hub that runs, or ran last, has read them.
  base::Result<> files() {
    const auto& config = session_.config();
    MIZAN_ASSIGN(const auto taken, TakenFiles(config).read());
    if (taken.empty()) return {};
    for (const auto& changed : changed_files(config_files(config, session_.source_configs()), taken))
      add(changed.file.what + " " + changed.file.file.string(), changed.how, taken_in_name(changed.file.when),
          "");
    return {};
  }

  base::Result<> sources() {
    MIZAN_ASSIGN(const auto rows, session_.store().sources());
    for (const auto& source : session_.source_configs()) {
      const auto row = std::ranges::find(rows, source.name, &store::SourceRow::name);
      if (row == rows.end())
        add("source " + source.name, "new", taken_in_name(TakenIn::kAtRestart), "is read from its beginning");
      else
        MIZAN_TRY(source_of(source, *row));
    }
    for (const auto& row : rows) {
      if (std::ranges::find(session_.source_configs(), row.name, &SourceConfig::name) ==
          session_.source_configs().end())
        add("source " + row.name, "gone", taken_in_name(TakenIn::kAtRestart),
            "its records stay and are not read again; KPIs count without what it declares");
    }
    return {};
  }

  base::Result<> source_of(const SourceConfig& source, const store::SourceRow& row) {
    const auto meaning = session_.meaning_of(source);
    if (!meaning) {
      add("source " + source.name, "cannot be used", taken_in_name(TakenIn::kAtReading),
          meaning.error().message);
      return {};
    }
    const auto name = "source " + source.name;
    const auto when = taken_in_name(TakenIn::kAtReading);
    MIZAN_ASSIGN(const auto runs, session_.store().runs(row.id, 1));
    if (!runs.empty() && runs.front().mapping != meaning->mapping_digest)
      add(name, "other mapping", when,
          "what is read from now on means what it says; `mizan quarantine redrive` reads again");
    if (row.declaration != declaration_json(*meaning))
      add(name, "declares other things", when,
          "every KPI is counted anew, and told where it is another (cause definition)");
    MIZAN_ASSIGN(const auto renewed, places_to_renew(session_.store(), row.id, *meaning));
    if (renewed.changed > 0)
      add(name, "other places", when,
          fmt::format("{} of {} records are read anew", renewed.changed, renewed.looked_at));
    return {};
  }

  base::Result<> definitions() {
    MIZAN_ASSIGN(const auto made_by, session_.store().kpi_definitions());
    if (made_by.empty()) return {};
    std::set<std::pair<std::string, std::int64_t>> seen;
    const auto when = taken_in_name(TakenIn::kAtRestart);
    for (const auto& definition : session_.engine().definitions()) {
      seen.emplace(definition.id, definition.version);
      const auto same = std::ranges::find_if(made_by, [&](const store::DefinitionRow& row) {
        return row.kpi == definition.id && row.version == definition.version;
      });
      const auto what = fmt::format("KPI {} version {}", definition.id, definition.version);
      if (same == made_by.end()) add(what, "new", when, "is counted over all records, and told");
      if (same != made_by.end() && same->text != definition.text)
        add(what, "other words", when,
            "is counted anew; values that are others are restated (cause definition)");
    }
    for (const auto& row : made_by) {
      if (!seen.contains({row.kpi, row.version}))
        add(fmt::format("KPI {} version {}", row.kpi, row.version), "gone", when,
            "its values are no longer told");
    }
    return {};
  }

  Session& session_;
  Table table_{{{"what"}, {"change"}, {"takes effect"}, {"then"}}};
};

void plan(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  Plan plan(session);
  or_fail(plan.make());
  if (plan.table().size() == 0) fmt::print(stderr, "nothing changes\n");
  print(plan.table(), globals);
}

}  // namespace

void add_plan_command(Command& program, Globals& globals) {
  auto& command = program.add_command("plan", "What the config's files, as they are now, will change");
  command.footer =
      "Example:\n  mizan plan\n\nHeld against what the hub has read (files) and what its store was made by "
      "(sources, "
      "mappings, places, KPI definitions). Changes nothing, and works beside a hub that runs. `mizan "
      "validate` says "
      "first whether the files can be used at all.";
  command.action = [&globals] { plan(globals); };
}

}  // namespace mizan::app
