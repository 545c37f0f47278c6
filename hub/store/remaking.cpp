#include "store/remaking.hpp"

#include <fmt/format.h>

#include "store/in_transaction_impl.hpp"
#include "store/record_writer.hpp"

namespace mizan::store {
namespace {

using model::Kind;

constexpr int kFirstField = 4;
constexpr int kCasesInAStep = 1024;

std::string basis_name(model::SourceId source) {
  return fmt::format("places:{}", source.value);
}

base::Result<std::vector<model::Finding>> findings_of(Store::Impl& impl, const model::Record& record,
                                                      std::int64_t ref) {
  std::vector<model::Finding> findings;
  MIZAN_ASSIGN(auto* query,
               impl.statement("SELECT code, field, detail FROM finding WHERE ref = ?1 AND kind = ?2 AND "
                              "key = ?3 ORDER BY n"));
  const ResetGuard guard(*query);
  query->bind(1, ref).bind(2, static_cast<std::int64_t>(record.kind)).bind(3, std::string_view(record.key));
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return findings;
    findings.push_back({std::string(query->text(0)), static_cast<model::FieldId>(query->integer(1)),
                        std::string(query->text(2))});
  }
}

// The hub's own work stands in no source's books.
base::Result<RunId> note_run(Store::Impl& impl, std::string_view basis, base::Micros at) {
  MIZAN_ASSIGN(auto* insert,
               impl.statement(
                   "INSERT INTO run(source, started_at, ended_at, status, message, adapter, adapter_version, "
                   "mapping) VALUES (0, ?1, ?1, 'ok', 'place tables', 'mizan', '', ?2)"));
  MIZAN_TRY(insert->bind(1, at).bind(2, basis).run());
  return RunId{impl.db.last_row()};
}

struct RawPlace {
  std::int64_t block = 0;
  std::int64_t at = 0;
};

base::Result<RawPlace> raw_place(Store::Impl& impl, const model::Record& record, std::int64_t ref) {
  const bool is_case = record.kind == Kind::kCase;
  MIZAN_ASSIGN(auto* query,
               impl.statement(is_case ? "SELECT raw_block, raw_at FROM rec_case WHERE ref = ?1"
                                      : "SELECT raw_block, raw_at FROM rec_hearing WHERE ref = ?1 AND key = "
                                        "?2"));
  const ResetGuard guard(*query);
  query->bind(1, ref);
  if (!is_case) query->bind(2, std::string_view(record.key));
  MIZAN_ASSIGN(const bool row, query->step());
  return row ? RawPlace{query->integer(0), query->integer(1)} : RawPlace{};
}

}  // namespace

/// The records of some cases.
struct Remaking::Step {
  Store::Impl& impl;
  model::SourceId source;
  const Remaker& remaker;
  bool dry = false;
  RemakeCount count = {};

  /// A case of the source.
  struct Ref {
    std::int64_t ref = 0;
    std::string key;
  };

  base::Result<std::vector<Ref>> refs_after(std::int64_t last) {
    std::vector<Ref> refs;
    MIZAN_ASSIGN(auto* query, impl.statement(fmt::format(
                                  "SELECT ref, key FROM case_ref WHERE source = ?1 AND ref > ?2 ORDER BY ref "
                                  "LIMIT {}",
                                  kCasesInAStep)));
    const ResetGuard guard(*query);
    query->bind(1, std::int64_t{source.value}).bind(2, last);
    while (true) {
      MIZAN_ASSIGN(const bool row, query->step());
      if (!row) return refs;
      refs.push_back({query->integer(0), std::string(query->text(1))});
    }
  }

  base::Result<std::vector<model::Record>> records(Kind kind, const Ref& of) {
    std::vector<model::Record> found;
    auto& load = impl.kinds[static_cast<std::size_t>(kind)].load;
    const ResetGuard guard(load);
    load.bind(1, of.ref);
    while (true) {
      MIZAN_ASSIGN(const bool row, load.step());
      if (!row) return found;
      found.push_back(read_record(load, kind, kFirstField));
      if (kind != Kind::kCase) found.back().set_text(model::field::case_id, of.key);
    }
  }

  base::Result<> remake(model::Record record, std::int64_t ref) {
    ++count.looked_at;
    MIZAN_ASSIGN(auto findings, findings_of(impl, record, ref));
    Remade remade{record, findings, std::nullopt};
    remaker(remade);
    const bool other_findings = remade.findings != findings;
    const bool other = !(remade.record == record);
    if (dry) count.changed += other ? 1 : 0;
    // A case goes on: its FIR may be another though its fields are not.
    if (dry || (!other && !other_findings && record.kind != Kind::kCase)) return {};
    Upsert item{std::move(remade.record), std::move(remade.fir_key), std::move(remade.findings), ""};
    MIZAN_ASSIGN(const auto raw, raw_place(impl, record, ref));
    RecordWriter writer(impl, source, model::ChangeReason::kConfig);
    MIZAN_ASSIGN(const auto ending, writer.upsert(item, raw.block, raw.at));
    if (ending == Ending::kAccepted) {
      ++count.changed;
    } else if (other_findings) {
      MIZAN_TRY(writer.replace_findings(item, ref));
    }
    return {};
  }

  base::Result<> run(const std::vector<Ref>& refs) {
    for (const auto& each : refs) {
      for (const auto kind : {Kind::kCase, Kind::kHearing}) {
        MIZAN_ASSIGN(auto found, records(kind, each));
        for (auto& record : found) MIZAN_TRY(remake(std::move(record), each.ref));
      }
    }
    return {};
  }
};

base::Result<std::string> Remaking::basis(model::SourceId source) {
  return setting(store_->impl_->db, basis_name(source));
}

base::Result<> Remaking::set_basis(model::SourceId source, std::string_view basis) {
  return put_setting(store_->impl_->db, basis_name(source), basis);
}

base::Result<RemakeCount> Remaking::remake(model::SourceId source, std::string_view basis, base::Micros at,
                                           const Remaker& remaker) {
  auto& impl = *store_->impl_;
  Step step{impl, source, remaker};
  std::optional<RunId> run;
  for (std::int64_t last = 0;;) {
    MIZAN_ASSIGN(const auto refs, step.refs_after(last));
    if (refs.empty()) break;
    last = refs.back().ref;
    const auto done = in_transaction<bool>(impl, [&]() -> base::Result<bool> {
      const auto before = impl.head;
      MIZAN_TRY(step.run(refs));
      if (impl.head == before) return false;
      if (!run) {
        MIZAN_ASSIGN(run, note_run(impl, basis, at));
      }
      MIZAN_TRY(put_batch_row(impl, before, at, *run));
      return true;
    });
    if (!done) return done.error();
  }
  MIZAN_TRY(set_basis(source, basis));
  return step.count;
}

base::Result<RemakeCount> Remaking::would_change(model::SourceId source, const Remaker& remaker) {
  Step step{*store_->impl_, source, remaker, true};
  for (std::int64_t last = 0;;) {
    MIZAN_ASSIGN(const auto refs, step.refs_after(last));
    if (refs.empty()) return step.count;
    last = refs.back().ref;
    MIZAN_TRY(step.run(refs));
  }
}

}  // namespace mizan::store
