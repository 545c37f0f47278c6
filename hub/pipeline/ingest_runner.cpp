#include "pipeline/ingest_runner.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "adapter/checks.hpp"
#include "base/digest.hpp"
#include "pipeline/isolation.hpp"
#include "pipeline/stage_clock.hpp"
#include "pipeline/store_writer.hpp"

namespace mizan::pipeline {
namespace {

using adapter::text_of;

constexpr std::size_t kItemsPerTransaction = 4096;
// A first load need not be seen half-way, and larger steps write each page less often.
constexpr std::size_t kItemsPerLoadStep = 16'384;

normalize::RawType raw_type(std::uint16_t type) {
  switch (type) {
    case MIZAN_INT:
      return normalize::RawType::kInteger;
    case MIZAN_BOOL:
      return normalize::RawType::kBoolean;
    case MIZAN_TIME:
      return normalize::RawType::kTime;
    case MIZAN_DATE:
      return normalize::RawType::kDate;
    case MIZAN_LOCAL:
      return normalize::RawType::kLocal;
    default:
      return normalize::RawType::kText;
  }
}

store::Item to_item(normalize::Outcome outcome) {
  if (auto* accepted = std::get_if<normalize::Accepted>(&outcome)) {
    std::optional<std::string> fir;
    if (accepted->identity) fir = std::move(accepted->identity->fir_key);
    return store::Upsert{std::move(accepted->record), std::move(fir), std::move(accepted->findings),
                         std::move(accepted->raw)};
  }
  if (auto* deleted = std::get_if<normalize::Deleted>(&outcome))
    return store::Delete{deleted->kind, deleted->key};
  auto& rejected = std::get<normalize::Rejected>(outcome);
  return store::Quarantined{std::move(rejected.rejection), std::move(rejected.raw)};
}

std::string sentence_of(const model::Rejection& rejection) {
  const auto* field = model::find_field(rejection.field);
  return fmt::format("{}: {}{}", rejection.where, field != nullptr ? std::string(field->name) + ": " : "",
                     rejection.detail);
}

std::size_t step_of(const IngestJob& job, bool first_load) {
  if (job.step > 0) return job.step;
  return first_load ? kItemsPerLoadStep : kItemsPerTransaction;
}

/// Gathers what the source emits into transactions. Normalizing goes on while the store writes.
class StoreSink final : public adapter::SourceSink {
 public:
  StoreSink(normalize::Normalizer& normalizer, store::SharedStore& store, const IngestJob& job,
            store::RunStart start, const base::Clock& clock, std::uint32_t token_version, StageClock& stages)
      : normalizer_(normalizer),
        store_(store),
        job_(job),
        start_(std::move(start)),
        clock_(clock),
        today_(base::karachi_day(clock.now())),
        step_(step_of(job, store.take()->backfilling())),
        folder_(store.take()->folder()),
        seen_(folder_),
        stages_(stages),
        writer_(store, [&job](const store::Books& books) {
          if (job.progress) job.progress(books.received);
        }) {
    empty_.source = job.source;
    empty_.token_version = token_version;
    batch_ = empty_;
  }

  base::Result<> emit(std::span<const mizan_record> records) override {
    MIZAN_TRY(begin_run());
    take(records);
    while (batch_.items.size() >= step_) MIZAN_TRY(hand_over());
    return {};
  }

  base::Result<> checkpoint(std::string_view token) override {
    batch_.token = std::string(token);
    covered_ = batch_.items.size();
    // Small steps are gathered: a later token covers them as well.
    return batch_.items.size() < step_ / 2 ? base::Result<>{} : hand_over();
  }

  base::Result<> reject(const mizan_reject& reject) override {
    MIZAN_TRY(begin_run());
    // Its raw is not kept: nothing says which parts of it are personal.
    const auto raw = text_of(reject.raw);
    store::Quarantined item{{std::string(text_of(reject.reason)), static_cast<model::FieldId>(reject.field),
                             std::string(text_of(reject.where)), std::string(text_of(reject.detail))},
                            "",
                            raw.empty() ? 0 : base::digest64(raw)};
    note(item, true);
    batch_.items.emplace_back(std::move(item));
    return {};
  }

  base::Result<> snapshot(adapter::SnapshotPhase phase) override {
    if (phase == adapter::SnapshotPhase::kBegin) {
      seen_ = store::HashedRecords(folder_);
      unknown_.clear();
      told_of_unknown_.clear();
      in_snapshot_ = true;
      from_start_ = !anything_;
      return {};
    }
    MIZAN_TRY(begin_run());
    MIZAN_TRY(commit());
    // A completion without its beginning in this run proves nothing.
    if (!std::exchange(in_snapshot_, false)) return {};
    return complete_snapshot();
  }

  /// Everything so far is in the store when this returns.
  base::Result<> commit() {
    while (!batch_.items.empty() || batch_.token) {
      auto batch = next_batch();
      MIZAN_TRY(wait());
      const StageClock::Turn turn(stages_, Stage::kStore);
      MIZAN_TRY(writer_.finish(std::move(batch)));
    }
    return wait();
  }

  /// Begins the run, unless it has begun. It does so by itself when there is something to take in.
  base::Result<> begin_run() {
    if (run_) return {};
    MIZAN_TRY(wait());
    const StageClock::Turn turn(stages_, Stage::kStore);
    MIZAN_ASSIGN(run_, store_.take()->begin_run(start_));
    return {};
  }
  std::optional<store::RunId> run() const { return run_; }

  /// After an error of the store: nothing is being written when this returns.
  void settle() { static_cast<void>(writer_.drain()); }

  const store::Books& books() const { return writer_.books(); }
  std::int64_t vanished() const { return vanished_; }
  std::set<std::string> watched_accepted() const { return watched_accepted_; }
  const std::string& first_quarantined() const { return first_quarantined_; }
  /// What the operator should know of a run that went well.
  const std::string& remark() const { return remark_; }

  /// Seconds that another thread wrote.
  double written_aside() const { return writer_.seconds(); }

 private:
  void take(std::span<const mizan_record> records) {
    anything_ = true;
    const StageClock::Turn turn(stages_, Stage::kNormalize);
    for (const auto& record : records) {
      to_raw(record, raw_);
      auto outcome = normalizer_.normalize(raw_, today_);
      if (in_snapshot_) see(outcome);
      if (job_.watched != nullptr) look_for(outcome);
      const bool unknown = is_unknown(outcome);
      batch_.items.push_back(to_item(std::move(outcome)));
      if (const auto* item = std::get_if<store::Quarantined>(&batch_.items.back())) note(*item, unknown);
    }
  }

  base::Result<> hand_over() {
    auto batch = next_batch();
    const StageClock::Turn turn(stages_, Stage::kWait);
    return writer_.submit(std::move(batch));
  }

  // For what was handed over.
  base::Result<> wait() {
    const StageClock::Turn turn(stages_, Stage::kWait);
    return writer_.drain();
  }

  // Up to the last checkpoint, if there is one: then what it covers is what has been stored, to the item.
  store::IngestBatch next_batch() {
    auto full = std::exchange(batch_, empty_);
    batch_.items.reserve(full.items.size());
    if (full.token) {
      const auto rest = full.items.begin() + static_cast<std::ptrdiff_t>(covered_);
      std::move(rest, full.items.end(), std::back_inserter(batch_.items));
      full.items.erase(rest, full.items.end());
    }
    full.accepted_at = clock_.now();
    full.run = run_.value_or(store::RunId{});
    const StageClock::Turn turn(stages_, Stage::kNormalize);
    store::prepare(full);
    return full;
  }

  base::Result<> complete_snapshot() {
    const StageClock::Turn turn(stages_, Stage::kStore);
    store::SourceSnapshot snapshot{std::move(seen_), std::move(unknown_), job_.plausible_percent,
                                   from_start_};
    seen_ = store::HashedRecords(folder_);
    auto end = store_.take()->complete_snapshot(job_.source, *run_, std::move(snapshot), clock_.now());
    if (!end) return end.error();
    if (end->kept > 0) return incomplete(*end);
    vanished_ += end->vanished;
    if (end->repeated > 0) {
      remark_ =
          fmt::format("{} keys stand more than once in the snapshot{}; the last of each counts",
                      end->repeated, end->first_repeated.empty() ? "" : ", one is " + end->first_repeated);
    }
    return {};
  }

  base::Error incomplete(const store::SnapshotEnd& end) const {
    const auto first = end.unreadable.front();
    const auto told = first < told_of_unknown_.size() ? ", the first " + told_of_unknown_[first] : "";
    return {base::Code::kData,
            fmt::format("the snapshot lacks {} of the records held, and {} of its own could not be read and "
                        "may be these{}: what could be read was taken, nothing was taken for deleted",
                        end.kept, end.unreadable.size(), told)};
  }

  // By the key that the store knows the record by, which is not always the one that came.
  void see(const normalize::Outcome& outcome) {
    if (const auto* accepted = std::get_if<normalize::Accepted>(&outcome)) {
      seen_.add({store::record_hash(accepted->record.kind, accepted->record.key)});
    } else if (const auto* rejected = std::get_if<normalize::Rejected>(&outcome);
               rejected != nullptr && !rejected->key.empty()) {
      seen_.add({store::record_hash(static_cast<model::Kind>(raw_.kind), rejected->key)});
    }
  }

  static bool is_unknown(const normalize::Outcome& outcome) {
    const auto* rejected = std::get_if<normalize::Rejected>(&outcome);
    return rejected != nullptr && rejected->key.empty();
  }

  void look_for(const normalize::Outcome& outcome) {
    const auto* accepted = std::get_if<normalize::Accepted>(&outcome);
    if (accepted != nullptr && job_.watched->contains(accepted->record.key))
      watched_accepted_.insert(accepted->record.key);
  }

  // `unknown`: it may be any record that the source has.
  void note(const store::Quarantined& item, bool unknown) {
    if (first_quarantined_.empty()) first_quarantined_ = sentence_of(item.rejection);
    if (!in_snapshot_ || !unknown) return;
    unknown_.push_back(store::rejection_digest(item));
    if (told_of_unknown_.size() < kMostTold) told_of_unknown_.push_back(sentence_of(item.rejection));
  }

  static constexpr std::size_t kMostTold = 1000;  // an export may be torn from end to end

  normalize::Normalizer& normalizer_;
  store::SharedStore& store_;
  const IngestJob& job_;
  store::RunStart start_;
  std::optional<store::RunId> run_;
  const base::Clock& clock_;
  base::Day today_;
  std::size_t step_;
  store::IngestBatch empty_;
  store::IngestBatch batch_;
  std::size_t covered_ = 0;  // items of the batch that its token covers
  normalize::RawRecord raw_;
  std::filesystem::path folder_;  // of the store
  store::HashedRecords seen_;
  std::vector<std::int64_t> unknown_;         // of the snapshot: digests of what could not be read
  std::vector<std::string> told_of_unknown_;  // of the first of them
  std::string first_quarantined_;
  std::string remark_;
  std::set<std::string> watched_accepted_;
  std::int64_t vanished_ = 0;
  bool in_snapshot_ = false;
  bool anything_ = false;    // was emitted in this run
  bool from_start_ = false;  // nothing was before the snapshot began
  StageClock& stages_;
  StoreWriter writer_;
};

base::Result<std::string> token_for(store::Store& store, model::SourceId source, std::uint32_t version) {
  MIZAN_ASSIGN(const auto checkpoint, store.checkpoint(source));
  return checkpoint && checkpoint->version == version ? checkpoint->token : std::string();
}

StageTimes times_of(const StageClock& stages, double written_aside) {
  return {stages.seconds(Stage::kRead), stages.seconds(Stage::kNormalize), stages.seconds(Stage::kWait),
          stages.seconds(Stage::kStore) + written_aside, stages.all()};
}

// A checkpoint that the adapter does not understand any more means reading everything again.
base::Result<> read_from(adapter::Source& source, const std::string& token, StoreSink& sink,
                         const adapter::StopRequest& stop, StageClock& stages) {
  const StageClock::Turn turn(stages, Stage::kRead);
  auto read = source.read(token, sink, stop);
  if (!read && read.error().code == base::Code::kCheckpoint && !token.empty())
    return source.read("", sink, stop);
  return read;
}

IngestReport report_of(const StoreSink& sink, const StageClock& stages) {
  IngestReport report;
  report.status = "ok";
  report.message = sink.remark();
  report.books = sink.books();
  report.vanished = sink.vanished();
  report.times = times_of(stages, sink.written_aside());
  report.first_quarantined = sink.first_quarantined();
  report.watched_accepted = sink.watched_accepted();
  return report;
}

// What the end of the adapter's process, if it ended, means for the next run.
void tell(const Isolation::Finding& finding, IngestReport& report) {
  report.lost_at = finding.lost_at;
  report.lost_in = finding.item;
  report.passed_over = finding.passed_over;
  if (report.lost_in)
    report.message += fmt::format(" (within {}{})", *report.lost_in,
                                  report.passed_over ? ", which is passed over from now on" : "");
}

// Then a reading that finds nothing new has nothing to tell that is not known.
base::Result<bool> last_ended_well(store::Store& store, const store::RunStart& now) {
  MIZAN_ASSIGN(const auto runs, store.runs(now.source, 1));
  if (runs.empty()) return false;
  const auto& last = runs.front();
  return last.status == "ok" && last.adapter == now.adapter && last.adapter_version == now.adapter_version &&
         last.mapping == now.mapping;
}

}  // namespace

void to_raw(const mizan_record& from, normalize::RawRecord& to) {
  to.kind = from.kind;
  to.op = from.op == MIZAN_DELETE ? normalize::Op::kDelete : normalize::Op::kUpsert;
  to.key = text_of(from.key);
  to.revision = from.revision;
  to.changed_at = from.changed_at;
  to.raw = text_of(from.raw);
  to.fields.clear();
  for (std::uint32_t i = 0; i < from.field_count; ++i) {
    const auto& field = from.fields[i];
    if (field.type == MIZAN_NULL) continue;
    const bool text = field.type == MIZAN_TEXT;
    to.fields.push_back({field.id, raw_type(field.type),
                         text ? text_of(field.value.text) : std::string_view(),
                         text ? 0 : field.value.integer});
  }
}

base::Result<IngestReport> run_ingest(adapter::Source& source, normalize::Normalizer& normalizer,
                                      store::SharedStore& store, const IngestJob& job,
                                      const base::Clock& clock, const adapter::StopRequest& stop) {
  const auto& about = source.descriptor();
  const store::RunStart start{job.source, clock.now(), about.id, about.version, job.mapping_digest};
  MIZAN_ASSIGN(const auto token, token_for(*store.take(), job.source, about.checkpoint_version));
  Isolation isolation(store, start);
  MIZAN_TRY(isolation.begin(source, token));
  StageClock stages;
  StoreSink sink(normalizer, store, job, start, clock, about.checkpoint_version, stages);
  auto read = read_from(source, token, sink, stop, stages);
  const bool store_failed = !read && read.error().code == base::Code::kStore;
  if (store_failed) {
    sink.settle();
  } else {
    MIZAN_TRY(sink.commit());
  }
  auto report = report_of(sink, stages);
  if (!read) {
    report.status = sink.books().received > 0 ? "partial" : "failed";
    report.message = read.error().message;
    report.retry_after_ms = read.error().retry_after_ms;
  }
  if (!store_failed) {
    MIZAN_ASSIGN(const auto finding, isolation.end(source, read ? "" : read.error().message));
    tell(finding, report);
  }
  if (read && !sink.run()) {
    const auto turn = store.take();
    MIZAN_ASSIGN(const bool well, last_ended_well(*turn, start));
    if (well) {
      MIZAN_TRY(turn->note_idle(job.source, clock.now()));
      return report;
    }
  }
  MIZAN_TRY(sink.begin_run());
  const auto turn = store.take();
  MIZAN_TRY(turn->finish_run(*sink.run(), report.status, report.message, clock.now()));
  if (store_failed) return read.error();
  return report;
}

}  // namespace mizan::pipeline
