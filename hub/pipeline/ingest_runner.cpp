#include "pipeline/ingest_runner.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "adapter/checks.hpp"

namespace mizan::pipeline {
namespace {

using adapter::text_of;

constexpr std::size_t kItemsPerTransaction = 4096;

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

void convert(const mizan_record& from, normalize::RawRecord& to) {
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

/// Gathers what the source emits into transactions.
class StoreSink final : public adapter::SourceSink {
 public:
  StoreSink(normalize::Normalizer& normalizer, store::Store& store, const IngestJob& job, store::RunId run,
            const base::Clock& clock, std::uint32_t token_version)
      : normalizer_(normalizer),
        store_(store),
        job_(job),
        clock_(clock),
        today_(base::karachi_day(clock.now())) {
    batch_.source = job.source;
    batch_.run = run;
    batch_.token_version = token_version;
  }

  base::Result<> emit(std::span<const mizan_record> records) override {
    for (const auto& record : records) {
      convert(record, raw_);
      if (in_snapshot_) seen_.push_back(store::record_hash(static_cast<model::Kind>(record.kind), raw_.key));
      batch_.items.push_back(to_item(normalizer_.normalize(raw_, today_)));
    }
    if (batch_.items.size() >= kItemsPerTransaction) return commit();
    return {};
  }

  base::Result<> checkpoint(std::string_view token) override {
    batch_.token = std::string(token);
    // Small steps are gathered: a later token covers them as well.
    return batch_.items.size() < kItemsPerTransaction / 2 ? base::Result<>{} : commit();
  }

  base::Result<> reject(const mizan_reject& reject) override {
    normalize::RawRecord raw;
    raw.raw = text_of(reject.raw);
    batch_.items.push_back(
        store::Quarantined{{std::string(text_of(reject.reason)), static_cast<model::FieldId>(reject.field),
                            std::string(text_of(reject.where)), std::string(text_of(reject.detail))},
                           ""});
    return {};
  }

  base::Result<> snapshot(adapter::SnapshotPhase phase) override {
    if (phase == adapter::SnapshotPhase::kBegin) {
      seen_.clear();
      in_snapshot_ = true;
      return {};
    }
    MIZAN_TRY(commit());
    // A completion without its beginning in this run proves nothing.
    if (!std::exchange(in_snapshot_, false)) return {};
    auto vanished = store_.complete_snapshot(job_.source, batch_.run, std::move(seen_),
                                             job_.plausible_percent, clock_.now());
    seen_ = {};
    if (!vanished) return vanished.error();
    vanished_ += *vanished;
    return {};
  }

  base::Result<> commit() {
    if (batch_.items.empty() && !batch_.token) return {};
    batch_.accepted_at = clock_.now();
    auto books = store_.apply(batch_);
    if (!books) return books.error();
    books_ += *books;
    batch_.items.clear();
    batch_.token.reset();
    if (job_.progress) job_.progress(books_.received);
    return {};
  }

  const store::Books& books() const { return books_; }
  std::int64_t vanished() const { return vanished_; }

 private:
  normalize::Normalizer& normalizer_;
  store::Store& store_;
  const IngestJob& job_;
  const base::Clock& clock_;
  base::Day today_;
  store::IngestBatch batch_;
  normalize::RawRecord raw_;
  store::Books books_;
  std::vector<std::uint64_t> seen_;
  std::int64_t vanished_ = 0;
  bool in_snapshot_ = false;
};

base::Result<std::string> token_for(store::Store& store, model::SourceId source, std::uint32_t version) {
  MIZAN_ASSIGN(const auto checkpoint, store.checkpoint(source));
  return checkpoint && checkpoint->version == version ? checkpoint->token : std::string();
}

}  // namespace

base::Result<IngestReport> run_ingest(adapter::Source& source, normalize::Normalizer& normalizer,
                                      store::Store& store, const IngestJob& job, const base::Clock& clock,
                                      const adapter::StopRequest& stop) {
  const auto& about = source.descriptor();
  MIZAN_ASSIGN(const auto run,
               store.begin_run({job.source, clock.now(), about.id, about.version, job.mapping_digest}));
  MIZAN_ASSIGN(const auto token, token_for(store, job.source, about.checkpoint_version));
  StoreSink sink(normalizer, store, job, run, clock, about.checkpoint_version);
  auto read = source.read(token, sink, stop);
  if (!read && read.error().code == base::Code::kCheckpoint && !token.empty())
    read = source.read("", sink, stop);
  const bool store_failed = !read && read.error().code == base::Code::kStore;
  if (!store_failed) MIZAN_TRY(sink.commit());
  IngestReport report{"ok", "", sink.books(), sink.vanished()};
  if (!read) {
    report.status = sink.books().received > 0 ? "partial" : "failed";
    report.message = read.error().message;
  }
  MIZAN_TRY(store.finish_run(run, report.status, report.message, clock.now()));
  if (store_failed) return read.error();
  return report;
}

}  // namespace mizan::pipeline
