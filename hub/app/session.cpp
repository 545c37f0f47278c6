#include "app/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "adapter/never_stop.hpp"
#include "api/reconciliation.hpp"
#include "app/connection.hpp"
#include "app/deadline_files.hpp"
#include "app/declaration.hpp"
#include "app/link_files.hpp"
#include "app/place_upkeep.hpp"
#include "app/seal_key.hpp"
#include "app/text_file.hpp"
#include "normalize/identity.hpp"
#include "ops/log.hpp"
#include "pipeline/restating.hpp"
#include "publish/cloud_event.hpp"
#include "store/record_feed.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

store::Event to_event(const model::KpiChange& change, const std::optional<model::Fairness>& fairness) {
  return {0, change.now.known_at, std::string(publish::event_type(change)),
          publish::event_subject(change.now), publish::event_body(change, fairness)};
}

store::Event loaded_event(base::Micros now) {
  return {0, now, std::string(publish::kLoadedType), "", publish::loaded_body(now)};
}

const pipeline::EventMaker& event_maker() {
  static const pipeline::EventMaker kMaker{to_event, loaded_event};
  return kMaker;
}

std::vector<store::CaseNumber> case_numbers(const model::Record& record) {
  std::vector<store::CaseNumber> numbers{
      {store::NumberKind::kCourt, normalize::court_number(record)},
      {store::NumberKind::kProsecution, normalize::prosecution_number(record)}};
  std::erase_if(numbers, [](const store::CaseNumber& number) { return number.text.empty(); });
  return numbers;
}

}  // namespace

fs::path shipped_tables() {
  return found_beside_program({"../share/mizan/config", "../../../config", "../../config"});
}

base::Result<std::vector<kpi::Definition>> read_definitions(const fs::path& folder) {
  MIZAN_ASSIGN(const auto files, files_of(folder, ".toml"));
  std::vector<kpi::Definition> definitions;
  for (const auto& file : files) {
    MIZAN_ASSIGN(const auto text, read_text(file));
    MIZAN_ASSIGN(auto definition, kpi::parse_definition(text, file.string()));
    const auto same = std::find_if(definitions.begin(), definitions.end(), [&](const kpi::Definition& other) {
      return other.id == definition.id && other.version == definition.version;
    });
    if (same != definitions.end()) {
      return base::Error{base::Code::kConfig, fmt::format("{}: version {} of \"{}\" is defined twice",
                                                          file.string(), definition.version, definition.id)};
    }
    definitions.push_back(std::move(definition));
  }
  if (definitions.size() > kpi::kMostDefinitions) {
    return base::Error{base::Code::kConfig,
                       fmt::format("{}: {} definitions are more than a hub counts ({})", folder.string(),
                                   definitions.size(), kpi::kMostDefinitions)};
  }
  return definitions;
}

base::Result<Session> Session::open(const fs::path& config_file, store::OpenMode mode,
                                    const base::Clock& clock) {
  Session session;
  session.clock_ = &clock;
  session.adapters_ = std::make_unique<ServingAdapters>(clock);
  MIZAN_ASSIGN(session.config_, read_hub_config(config_file));
  auto& config = session.config_;
  if (config.tables.empty()) config.tables = shipped_tables();
  MIZAN_ASSIGN(session.source_configs_, read_source_configs(config.sources));
  MIZAN_ASSIGN(session.shared_, read_shared_tables(config.tables, config.pseudonym_key));
  session.shared_.own_places = config.places;
  MIZAN_ASSIGN(session.due_rules_, read_due_rules(config));
  MIZAN_ASSIGN(auto definitions, read_hub_definitions(config));
  session.engine_ = std::make_unique<kpi::Engine>(std::move(definitions));
  MIZAN_ASSIGN(auto store, store::Store::open(config.store.string(), mode));
  if (mode == store::OpenMode::kWrite) {
    MIZAN_TRY(store::keep_log_order(store, config.publish_records));
    MIZAN_TRY(guard_seals(config, store));
  }
  session.store_ = std::make_unique<store::Store>(std::move(store));
  session.shared_store_ = std::make_unique<store::SharedStore>(*session.store_);
  return session;
}

base::Result<pipeline::IngestReport> Session::ingest(const SourceConfig& source,
                                                     const std::function<void(std::int64_t)>& progress) {
  return ingest(source, progress, adapter::NeverStop());
}

base::Result<pipeline::IngestReport> Session::ingest(const SourceConfig& source,
                                                     const std::function<void(std::int64_t)>& progress,
                                                     const adapter::StopRequest& stop) {
  pipeline::IngestJob job;
  job.progress = progress;
  return run(source, stop, std::move(job));
}

base::Result<pipeline::IngestReport> Session::ingest(const SourceConfig& source,
                                                     const std::function<void(std::int64_t)>& progress,
                                                     const std::set<std::string>& watched) {
  pipeline::IngestJob job;
  job.progress = progress;
  job.watched = &watched;
  return run(source, adapter::NeverStop(), std::move(job));
}

base::Result<pipeline::IngestReport> Session::run(const SourceConfig& source,
                                                  const adapter::StopRequest& stop, pipeline::IngestJob job) {
  MIZAN_ASSIGN(auto meaning, read_meaning(source, shared_));
  MIZAN_ASSIGN(auto* const adapter, adapters_->open(config_, source, meaning));
  MIZAN_ASSIGN(job.source, turn()->register_source(source.name, declaration_json(meaning), now()));
  MIZAN_ASSIGN(const auto renewed, renew_places(*turn(), job.source, meaning, now()));
  note_declaration(source, meaning.declaration);
  job.mapping_digest = meaning.mapping_digest;
  job.plausible_percent = meaning.plausible_percent;
  job.step = static_cast<std::size_t>(config_.records_per_transaction);
  normalize::Normalizer normalizer(std::move(meaning.rules));
  auto report = pipeline::run_ingest(*adapter, normalizer, *shared_store_, job, *clock_, stop);
  adapters_->end_run(source, report && report->status == "ok");
  if (report) report->read_anew = renewed.changed;
  return report;
}

base::Result<Meaning> Session::meaning_of(const SourceConfig& source) const {
  return read_meaning(source, shared_);
}

void Session::note_declaration(const SourceConfig& source, model::SourceDeclaration declaration) {
  const std::lock_guard lock(*declarations_lock_);
  declarations_[source.name] = std::move(declaration);
}

base::Result<model::SourceDeclaration> Session::declaration_of(const SourceConfig& source) {
  {
    const std::lock_guard lock(*declarations_lock_);
    if (const auto known = declarations_.find(source.name); known != declarations_.end())
      return known->second;
  }
  MIZAN_ASSIGN(auto meaning, read_meaning(source, shared_));
  note_declaration(source, meaning.declaration);
  return std::move(meaning.declaration);
}

namespace {

// The day on which a source was last read to its end.
base::Result<std::optional<base::Day>> read_to_its_end(store::Store& store, const store::SourceRow& source) {
  auto last = source.read_at;
  MIZAN_ASSIGN(const auto runs, store.runs(source.id, 50));
  const auto ok =
      std::find_if(runs.begin(), runs.end(), [](const store::RunRow& run) { return run.status == "ok"; });
  if (ok != runs.end()) last = std::max(last, ok->ended_at);
  return last == 0 ? std::optional<base::Day>() : base::karachi_day(last);
}

}  // namespace

// The horizon is the capture day that the source declares, else the day of its last complete reading.
base::Result<> Session::declare_sources() {
  std::vector<kpi::SourceState> states;
  MIZAN_ASSIGN(const auto rows, store_->sources());
  for (const auto& source : source_configs_) {
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const store::SourceRow& r) { return r.name == source.name; });
    if (row == rows.end()) continue;
    kpi::SourceState state;
    MIZAN_ASSIGN(state.declaration, declaration_of(source));
    state.declaration.id = row->id;
    state.horizon = state.declaration.capture_day;
    if (!state.horizon) {
      MIZAN_ASSIGN(state.horizon, read_to_its_end(*store_, *row));
    }
    MIZAN_ASSIGN(state.newest_change, store_->newest_change(row->id));
    states.push_back(std::move(state));
  }
  engine_->set_sources(std::move(states));
  return {};
}

base::Result<> Session::load_kpis() {
  const bool fresh = make_runner();
  MIZAN_TRY(declare_sources());
  return fresh ? runner_->load() : base::Result<>();
}

base::Result<> Session::load_kpis_in_step() {
  MIZAN_TRY(load_kpis());
  MIZAN_ASSIGN(const auto behind, kpis_behind());
  if (behind.empty()) return {};
  return base::Error{base::Code::kStore, "the KPI values are not those of the records held: " + behind +
                                             "; run `mizan ingest` or `mizan kpi rebuild` first"};
}

// Whether there was none.
bool Session::make_runner() {
  if (runner_) return false;
  runner_ = std::make_unique<pipeline::KpiRunner>(*engine_, *store_, config_.published);
  if (due_rules_) runner_->tell_of_due(*due_rules_);
  return true;
}

// A mistake in the file of reviewed links keeps nobody's records from being counted.
base::Result<> Session::settle_links() {
  const auto reviewed = read_links(config_.links);
  if (!reviewed) {
    ops::log_warn("links.unreadable", "links stay as they are: " + reviewed.error().message);
    return {};
  }
  store::Linking linking(*store_, case_numbers);
  MIZAN_ASSIGN(last_links_, linking.settle(*reviewed, now()));
  return {};
}

// Before the KPIs, for the changes that they have counted are gone.
base::Result<> Session::tell_signed_figures() {
  const auto told = pipeline::tell_restated(*store_, api::reconciled_sources(*engine_), now());
  return told ? base::Result<>() : told.error();
}

base::Result<std::vector<model::KpiChange>> Session::catch_up_kpis() {
  MIZAN_TRY(settle_links());
  MIZAN_TRY(load_kpis());
  MIZAN_TRY(tell_signed_figures());
  MIZAN_ASSIGN(auto changes, runner_->catch_up(now(), event_maker()));
  const auto count = [&]() -> base::Result<> {
    MIZAN_TRY(tell_signed_figures());
    MIZAN_ASSIGN(auto more, runner_->catch_up(now(), event_maker()));
    std::move(more.begin(), more.end(), std::back_inserter(changes));
    return {};
  };
  MIZAN_TRY(purge_sealed(*store_, now(), count));
  return changes;
}

base::Result<std::string> Session::kpis_behind() {
  return runner_->behind(now());
}

base::Result<> Session::rebuild_kpis(pipeline::CountFrom from) {
  const bool fresh = make_runner();
  MIZAN_TRY(declare_sources());
  if (fresh) MIZAN_TRY(runner_->load_for_recount());
  MIZAN_TRY(tell_signed_figures());
  const auto done = runner_->rebuild(now(), event_maker(), model::ChangeReason::kConfig, from);
  if (!done) return done.error();
  return {};
}

}  // namespace mizan::app
