#include "store/sealing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "store/audit_trail.hpp"
#include "store/in_transaction_impl.hpp"
#include "store/record_writer.hpp"
#include "store/remaking.hpp"
#include "store/seal_guard_impl.hpp"

namespace mizan::store {
namespace {

using model::Kind;

constexpr std::string_view kExpunged = "expunged";

base::Result<> put_sealed(Store::Impl& impl, const std::string& digest, std::int64_t seal) {
  MIZAN_ASSIGN(auto* put, impl.statement("INSERT OR IGNORE INTO sealed_key VALUES (?1, ?2)"));
  MIZAN_TRY(put->bind_blob(1, digest).bind(2, seal).run());
  impl.sealed->sealed.emplace(digest, seal);
  return {};
}

// The hub's own work, as reading records anew is.
base::Result<RunId> note_run(Store::Impl& impl, base::Micros at) {
  MIZAN_ASSIGN(auto* insert,
               impl.statement("INSERT INTO run(source, started_at, ended_at, status, message, adapter, "
                              "adapter_version, mapping) VALUES (0, ?1, ?1, 'ok', '', '', '', '')"));
  MIZAN_TRY(insert->bind(1, at).run());
  return RunId{impl.db.last_row()};
}

/// Takes the current records of some places out, as their sources would.
class Removing {
 public:
  Removing(Store::Impl& impl, base::Micros at) : impl_(impl), at_(at) {}

  base::Result<std::int64_t> run(const std::vector<CasePart>& refs) {
    const auto before = impl_.head;
    std::int64_t removed = 0;
    // What belongs to a case goes before it, while it is known whose it is.
    for (int k = model::kKindCount; k >= 1; --k) {
      for (const auto& ref : refs) {
        MIZAN_ASSIGN(const auto some, remove(static_cast<Kind>(k), ref));
        removed += some;
      }
    }
    if (impl_.head == before) return removed;
    MIZAN_ASSIGN(const auto run, note_run(impl_, at_));
    MIZAN_TRY(put_batch_row(impl_, before, at_, run));
    // Who has read the records before must read them anew, for it cannot be told which went.
    MIZAN_TRY(put_setting(impl_.db, kRecordsFrom, std::to_string(impl_.head)));
    return removed;
  }

 private:
  base::Result<std::int64_t> remove(Kind kind, const CasePart& ref) {
    std::vector<std::string> keys;
    {
      MIZAN_ASSIGN(auto rows,
                   impl_.db.prepare(fmt::format("SELECT key FROM {} WHERE ref = ?1", table_of(kind))));
      rows.bind(1, ref.ref);
      while (true) {
        MIZAN_ASSIGN(const bool row, rows.step());
        if (!row) break;
        keys.emplace_back(rows.text(0));
      }
    }
    RecordWriter writer(impl_, model::SourceId{static_cast<std::int32_t>(ref.source)});
    for (const auto& key : keys) MIZAN_TRY(writer.remove_at(kind, ref.ref, key));
    return std::ssize(keys);
  }

  Store::Impl& impl_;
  base::Micros at_;
};

// Those of a case, or of one holder.
base::Result<std::vector<CasePart>> parts_of(const Database& db, model::LinkedCaseId id,
                                             const std::optional<SealedPart>& part) {
  MIZAN_ASSIGN(auto refs,
               parts_where(db, "JOIN rec_case AS c USING (ref) WHERE c.linked_case = ?1", id.value));
  if (part)
    std::erase_if(
        refs, [&](const CasePart& ref) { return ref.source_name != part->source || ref.key != part->key; });
  return refs;
}

// What the case is known by beyond its holders' keys: its FIR, and those that linked records name themselves.
base::Result<std::vector<std::string>> firs_of(const Database& db, model::LinkedCaseId id) {
  std::vector<std::string> firs;
  MIZAN_ASSIGN(auto rows,
               db.prepare("SELECT fir_key FROM linked_case WHERE id = ?1 AND fir_key IS NOT NULL UNION "
                          "SELECT own_fir FROM case_link WHERE linked_case = ?1 AND own_fir IS NOT NULL"));
  rows.bind(1, id.value);
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return firs;
    firs.emplace_back(rows.text(0));
  }
}

base::Result<> put_evidence(Store::Impl& impl, std::int64_t seal, const std::vector<std::string>& evidence) {
  MIZAN_ASSIGN(auto* put, impl.statement("INSERT INTO seal_evidence VALUES (?1, ?2, ?3)"));
  std::int64_t n = 0;
  for (const auto& digest : evidence) MIZAN_TRY(put->bind(1, seal).bind(2, n++).bind_blob(3, digest).run());
  return {};
}

base::Result<std::int64_t> put_row(Store::Impl& impl, const SealRow& row) {
  MIZAN_ASSIGN(auto* put,
               impl.statement("INSERT INTO seal(at, reason, \"order\", by, linked_case, whole, records) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  const auto& sealed = row.sealed;
  put->bind(1, sealed.at).bind(2, std::string_view(sealed.reason)).bind(3, std::string_view(sealed.order));
  put->bind(4, std::string_view(sealed.by))
      .bind(5, row.linked.value)
      .bind(6, std::int64_t{row.whole ? 1 : 0});
  MIZAN_TRY(put->bind(7, row.records).run());
  return impl.db.last_row();
}

// How many records stand at these places.
base::Result<std::int64_t> count_records(const Database& db, const std::vector<CasePart>& refs) {
  std::int64_t all = 0;
  for (const auto& ref : refs) {
    for (int k = 1; k <= model::kKindCount; ++k) {
      MIZAN_ASSIGN(const auto some, db.query_integer(fmt::format("SELECT count(*) FROM {} WHERE ref = {}",
                                                                 table_of(static_cast<Kind>(k)), ref.ref)));
      all += some;
    }
  }
  return all;
}

}  // namespace

base::Result<> Sealing::guard(SealDigest digest) {
  auto& impl = Remaking::inside_of(*store_);
  auto guard = std::make_shared<SealGuard>();
  guard->digest = std::move(digest);
  MIZAN_ASSIGN(auto rows, impl.db.prepare("SELECT digest, seal FROM sealed_key"));
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) break;
    guard->sealed.emplace(std::string(rows.blob(0)), rows.integer(1));
  }
  MIZAN_ASSIGN(const auto check, setting(impl.db, kSealCheck));
  if (!check.empty() && check != base::to_hex(guard->digest("check")))
    return base::Error{
        base::Code::kConfig,
        "the pseudonym key is not the one that cases of this store were sealed under, so they would "
        "not be known again: put that key back"};
  impl.sealed = std::move(guard);
  return {};
}

base::Result<SealRow> Sealing::seal(model::LinkedCaseId id, const std::optional<SealedPart>& part,
                                    const SealOrder& order, const std::vector<std::string>& evidence,
                                    const audit::Entry& told) {
  auto& impl = Remaking::inside_of(*store_);
  if (!impl.sealed || impl.backfill)
    return base::Error{base::Code::kTransient, "cases cannot be sealed during a first load"};
  auto sealing = [&]() -> base::Result<SealRow> {
    MIZAN_ASSIGN(const auto refs, parts_of(impl.db, id, part));
    if (refs.empty()) return base::Error{base::Code::kNotFound, "there is no such case"};
    SealRow row{0, order, id, !part};
    MIZAN_ASSIGN(row.records, count_records(impl.db, refs));
    MIZAN_ASSIGN(row.id, put_row(impl, row));
    for (const auto& ref : refs)
      MIZAN_TRY(put_sealed(impl, impl.sealed->of_case(ref.source_name, ref.key), row.id));
    if (row.whole) {
      MIZAN_ASSIGN(const auto firs, firs_of(impl.db, id));
      for (const auto& fir : firs) MIZAN_TRY(put_sealed(impl, impl.sealed->of_fir(fir), row.id));
    }
    MIZAN_TRY(put_evidence(impl, row.id, evidence));
    MIZAN_TRY(put_setting(impl.db, kSealCheck, base::to_hex(impl.sealed->digest("check"))));
    MIZAN_TRY(put_setting(impl.db, kSealPending, "1"));
    MIZAN_ASSIGN(const auto removed, Removing(impl, order.at).run(refs));
    static_cast<void>(removed);
    MIZAN_TRY(append_audit(impl.db, told));
    return row;
  };
  const auto known = impl.sealed->sealed;
  auto done = in_transaction<SealRow>(impl, sealing);
  if (!done) impl.sealed->sealed = known;
  return done;
}

base::Result<bool> Sealing::is_pending() {
  MIZAN_ASSIGN(const auto pending,
               Remaking::inside_of(*store_).db.query_integer(
                   fmt::format("SELECT count(*) FROM meta WHERE name = '{}' AND value = '1'", kSealPending)));
  return pending != 0;
}

base::Result<std::int64_t> Sealing::remove_again(base::Micros at) {
  auto& impl = Remaking::inside_of(*store_);
  MIZAN_ASSIGN(const auto refs, sealed_parts(impl));
  return in_transaction<std::int64_t>(impl, [&] { return Removing(impl, at).run(refs); });
}

base::Result<> Sealing::lift(std::int64_t seal, std::string_view order, std::string_view by, base::Micros at,
                             const audit::Entry& told) {
  MIZAN_ASSIGN(const auto all, seals(*store_));
  const auto found = std::ranges::find(all, seal, &SealRow::id);
  if (found == all.end())
    return base::Error{base::Code::kNotFound,
                       fmt::format("there is no seal {}; `mizan seal list` lists them", seal)};
  if (found->lifted_at != 0)
    return base::Error{base::Code::kConfig, fmt::format("seal {} was lifted already", seal)};
  if (found->sealed.reason == kExpunged)
    return base::Error{
        base::Code::kConfig,
        fmt::format("seal {} is of a record that was expunged, and there is no way back from that", seal)};
  auto& impl = Remaking::inside_of(*store_);
  const auto done = in_transaction<bool>(impl, [&]() -> base::Result<bool> {
    MIZAN_ASSIGN(auto* forget, impl.statement("DELETE FROM sealed_key WHERE seal = ?1"));
    MIZAN_TRY(forget->bind(1, seal).run());
    MIZAN_ASSIGN(auto* note,
                 impl.statement("UPDATE seal SET lifted_at = ?2, lifted_by = ?3, lifted_order = ?4 "
                                "WHERE id = ?1"));
    MIZAN_TRY(note->bind(1, seal).bind(2, at).bind(3, by).bind(4, order).run());
    MIZAN_TRY(append_audit(impl.db, told));
    return true;
  });
  if (!done) return done.error();
  std::erase_if(impl.sealed->sealed, [&](const auto& each) { return each.second == seal; });
  return {};
}

base::Result<std::vector<SealRow>> seals(const Store& store) {
  std::vector<SealRow> all;
  MIZAN_ASSIGN(auto rows,
               store.database().prepare(
                   "SELECT id, reason, \"order\", by, at, linked_case, whole, records, lifted_at, lifted_by, "
                   "lifted_order FROM seal ORDER BY id DESC"));
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    all.push_back(
        {rows.integer(0),
         {std::string(rows.text(1)), std::string(rows.text(2)), std::string(rows.text(3)), rows.integer(4)},
         model::LinkedCaseId{rows.integer(5)},
         rows.integer(6) != 0,
         rows.integer(7),
         rows.integer(8),
         std::string(rows.text(9)),
         std::string(rows.text(10))});
  }
}

base::Result<std::vector<std::string>> evidence_of(const Store& store, std::int64_t seal) {
  std::vector<std::string> digests;
  MIZAN_ASSIGN(auto rows,
               store.database().prepare("SELECT digest FROM seal_evidence WHERE seal = ?1 ORDER BY n"));
  rows.bind(1, seal);
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return digests;
    digests.emplace_back(rows.blob(0));
  }
}

}  // namespace mizan::store
