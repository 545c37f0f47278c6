#include "store/record_writer.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"

namespace mizan::store {

using model::Kind;
using model::Record;

namespace {

constexpr int kFirstField = 4;

void bind_key(Statement& statement, Kind kind, std::int64_t ref, std::string_view key) {
  statement.bind(1, ref);
  if (kind != Kind::kCase) statement.bind(2, key);
}

}  // namespace

base::Result<std::optional<std::int64_t>> RecordWriter::known_ref(std::string_view case_key) {
  auto& slot = impl_.ref_cache[base::digest64(case_key) & (impl_.ref_cache.size() - 1)];
  if (slot.source == source_.value && slot.key == case_key) return std::optional(slot.ref);
  MIZAN_ASSIGN(auto* query, impl_.statement("SELECT ref FROM case_ref WHERE source = ?1 AND key = ?2"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, std::int64_t{source_.value}).bind(2, case_key).step());
  if (!row) return std::optional<std::int64_t>();
  slot = {source_.value, std::string(case_key), query->integer(0)};
  return std::optional(slot.ref);
}

base::Result<std::int64_t> RecordWriter::mint_ref(std::string_view case_key) {
  MIZAN_ASSIGN(auto* insert, impl_.statement("INSERT INTO case_ref(source, key) VALUES (?1, ?2)"));
  MIZAN_TRY(insert->bind(1, std::int64_t{source_.value}).bind(2, case_key).run());
  auto& slot = impl_.ref_cache[base::digest64(case_key) & (impl_.ref_cache.size() - 1)];
  slot = {source_.value, std::string(case_key), impl_.db.last_row()};
  return slot.ref;
}

base::Result<std::int64_t> RecordWriter::ref_of(std::string_view case_key) {
  MIZAN_ASSIGN(const auto known, known_ref(case_key));
  return known ? base::Result<std::int64_t>(*known) : mint_ref(case_key);
}

base::Result<std::int64_t> RecordWriter::linked_by_fir(std::string_view fir_key) {
  MIZAN_ASSIGN(auto* insert,
               impl_.statement("INSERT INTO linked_case(fir_key) VALUES (?1) ON CONFLICT DO NOTHING"));
  MIZAN_TRY(insert->bind(1, fir_key).run());
  if (impl_.db.changed_rows() == 1) return impl_.db.last_row();
  MIZAN_ASSIGN(auto* query, impl_.statement("SELECT id FROM linked_case WHERE fir_key = ?1"));
  const ResetGuard guard(*query);
  MIZAN_TRY(query->bind(1, fir_key).step());
  return query->integer(0);
}

// Without a FIR a source case is a linked case of its own, the same one each time it loses its FIR.
base::Result<std::int64_t> RecordWriter::linked_for_own(std::int64_t ref) {
  MIZAN_ASSIGN(auto* query, impl_.statement("SELECT own_case FROM case_ref WHERE ref = ?1"));
  {
    const ResetGuard guard(*query);
    MIZAN_ASSIGN(const bool row, query->bind(1, ref).step());
    if (row && !query->is_null(0)) return query->integer(0);
  }
  MIZAN_ASSIGN(auto* insert, impl_.statement("INSERT INTO linked_case(fir_key) VALUES (NULL)"));
  MIZAN_TRY(insert->run());
  const auto id = impl_.db.last_row();
  MIZAN_ASSIGN(auto* update, impl_.statement("UPDATE case_ref SET own_case = ?2 WHERE ref = ?1"));
  MIZAN_TRY(update->bind(1, ref).bind(2, id).run());
  return id;
}

// A reviewed link holds whatever FIR the record names; a number links only a record that names none.
base::Result<std::optional<std::int64_t>> RecordWriter::linked_otherwise(
    std::int64_t ref, const std::optional<std::string>& fir_key) {
  std::int64_t linked = 0;
  bool reviewed = false;
  {
    MIZAN_ASSIGN(
        auto* query,
        impl_.statement("SELECT linked_case, reason IN ('manual', 'apart') FROM case_link WHERE ref = "
                        "?1"));
    const ResetGuard guard(*query);
    MIZAN_ASSIGN(const bool row, query->bind(1, ref).step());
    if (!row) return std::optional<std::int64_t>();
    linked = query->integer(0);
    reviewed = query->integer(1) != 0;
  }
  if (!reviewed && !fir_key) return std::optional(linked);
  if (!reviewed) {
    MIZAN_ASSIGN(auto* clear, impl_.statement("DELETE FROM case_link WHERE ref = ?1"));
    MIZAN_TRY(clear->bind(1, ref).run());
    return std::optional<std::int64_t>();
  }
  MIZAN_ASSIGN(auto* note, impl_.statement("UPDATE case_link SET own_fir = ?2 WHERE ref = ?1"));
  note->bind(1, ref);
  fir_key ? note->bind(2, std::string_view(*fir_key)) : note->bind_null(2);
  MIZAN_TRY(note->run());
  return std::optional(linked);
}

base::Result<std::int64_t> RecordWriter::linked_for(std::int64_t ref,
                                                    const std::optional<std::string>& fir_key) {
  if (impl_.has_links) {
    MIZAN_ASSIGN(const auto otherwise, linked_otherwise(ref, fir_key));
    if (otherwise) return *otherwise;
  }
  return fir_key ? linked_by_fir(*fir_key) : linked_for_own(ref);
}

base::Result<> RecordWriter::move_case(std::int64_t ref, std::int64_t linked) {
  std::string key;
  {
    MIZAN_ASSIGN(auto* query, impl_.statement("SELECT key FROM case_ref WHERE ref = ?1"));
    const ResetGuard guard(*query);
    MIZAN_ASSIGN(const bool row, query->bind(1, ref).step());
    if (row) key = query->text(0);
  }
  MIZAN_ASSIGN(const auto found, find(Kind::kCase, ref, key));
  if (!found || found->linked == linked) return {};
  const model::Sequence seq = impl_.head + 1;
  MIZAN_ASSIGN(const auto image, supersede(Kind::kCase, ref, key, *found, seq));
  MIZAN_ASSIGN(auto* put, impl_.statement("UPDATE rec_case SET linked_case = ?2, seq = ?3 WHERE ref = ?1"));
  MIZAN_TRY(put->bind(1, ref).bind(2, linked).bind(3, seq).run());
  impl_.head = seq;
  return note(seq, found->linked, linked, image, image);
}

base::Result<std::int64_t> RecordWriter::linked_of(std::int64_t ref) {
  MIZAN_ASSIGN(const auto found, find(Kind::kCase, ref, ""));
  return found ? found->linked : std::int64_t{0};
}

base::Result<std::optional<RecordWriter::Found>> RecordWriter::find(Kind kind, std::int64_t ref,
                                                                    std::string_view key) {
  auto& statement = of(kind).find;
  const ResetGuard guard(statement);
  bind_key(statement, kind, ref, key);
  MIZAN_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<Found>();
  return std::optional(Found{statement.integer(0), statement.integer(1), statement.integer(2),
                             statement.integer(3), statement.integer(4), statement.integer(5)});
}

base::Result<std::vector<std::int64_t>> RecordWriter::refs_by_key(Kind kind, std::string_view key) {
  std::vector<std::int64_t> refs;
  auto& statement = of(kind).by_key;
  const ResetGuard guard(statement);
  statement.bind(1, key).bind(2, std::int64_t{source_.value});
  while (true) {
    MIZAN_ASSIGN(const bool row, statement.step());
    if (!row) return refs;
    refs.push_back(statement.integer(0));
  }
}

base::Result<std::string> RecordWriter::supersede(Kind kind, std::int64_t ref, std::string_view key,
                                                  const Found& found, model::Sequence seq) {
  std::string image;
  {
    auto& load = of(kind).load_one;
    const ResetGuard guard(load);
    bind_key(load, kind, ref, key);
    MIZAN_ASSIGN(const bool row, load.step());
    if (row) image = read_record(load, kind, kFirstField).encode();
  }
  MIZAN_ASSIGN(auto* keep,
               impl_.statement("INSERT INTO superseded(kind, ref, linked_case, key, seq_from, seq_to, image, "
                               "raw_block, raw_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
  keep->bind(1, static_cast<std::int64_t>(kind)).bind(2, ref);
  kind == Kind::kCase ? keep->bind(3, found.linked) : keep->bind_null(3);
  keep->bind(4, key).bind(5, found.seq).bind(6, seq).bind_blob(7, image);
  keep->bind(8, found.raw_block).bind(9, found.raw_at);
  MIZAN_TRY(keep->run());
  return image;
}

base::Result<> RecordWriter::put(Statement& statement, const Record& record, const Row& row,
                                 model::Sequence seq) {
  statement.bind(1, row.ref).bind(2, std::string_view(record.key)).bind(3, record.revision);
  statement.bind(4, seq).bind(5, row.digest).bind(6, row.raw_block).bind(7, row.raw_at);
  const bool is_case = record.kind == Kind::kCase;
  if (is_case) statement.bind(8, row.linked);
  bind_fields(statement, is_case ? 9 : 8, record);
  return statement.run();
}

base::Result<> RecordWriter::clear_findings(Kind kind, std::int64_t ref, std::string_view key) {
  MIZAN_ASSIGN(auto* clear, impl_.statement("DELETE FROM finding WHERE ref = ?1 AND kind = ?2 AND key = ?3"));
  return clear->bind(1, ref).bind(2, static_cast<std::int64_t>(kind)).bind(3, key).run();
}

base::Result<> RecordWriter::put_findings(const Upsert& item, std::int64_t ref) {
  MIZAN_ASSIGN(auto* put, impl_.statement("INSERT INTO finding(ref, kind, key, n, code, field, detail) "
                                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  std::int64_t n = 0;
  for (const auto& finding : item.findings) {
    put->bind(1, ref)
        .bind(2, static_cast<std::int64_t>(item.record.kind))
        .bind(3, std::string_view(item.record.key));
    put->bind(4, n++).bind(5, std::string_view(finding.code)).bind(6, std::int64_t{finding.field});
    MIZAN_TRY(put->bind(7, std::string_view(finding.detail)).run());
  }
  return {};
}

base::Result<> RecordWriter::replace_findings(const Upsert& item, std::int64_t ref) {
  MIZAN_TRY(clear_findings(item.record.kind, ref, item.record.key));
  return put_findings(item, ref);
}

base::Result<> RecordWriter::note(model::Sequence seq, std::int64_t case_before, std::int64_t case_after,
                                  const std::optional<std::string>& before,
                                  const std::optional<std::string>& after) {
  if (impl_.backfill) return {};
  MIZAN_ASSIGN(auto* insert,
               impl_.statement("INSERT INTO pending_change VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  insert->bind(1, seq).bind(2, std::int64_t{source_.value}).bind(3, case_before).bind(4, case_after);
  before ? insert->bind_blob(5, *before) : insert->bind_null(5);
  after ? insert->bind_blob(6, *after) : insert->bind_null(6);
  cause_ ? insert->bind(7, static_cast<std::int64_t>(*cause_)) : insert->bind_null(7);
  return insert->run();
}

// A child record that now names another case leaves the one it stood under.
base::Result<std::optional<std::string>> RecordWriter::take_from_other_case(const Record& record,
                                                                            std::int64_t ref,
                                                                            model::Sequence seq,
                                                                            std::int64_t& case_before) {
  if (record.kind == Kind::kCase || impl_.backfill) return std::optional<std::string>();
  MIZAN_ASSIGN(const auto others, refs_by_key(record.kind, record.key));
  std::optional<std::string> image;
  for (const auto other : others) {
    if (other == ref) continue;
    MIZAN_ASSIGN(const auto found, find(record.kind, other, record.key));
    MIZAN_ASSIGN(image, supersede(record.kind, other, record.key, *found, seq));
    MIZAN_ASSIGN(case_before, linked_of(other));
    bind_key(of(record.kind).remove, record.kind, other, record.key);
    MIZAN_TRY(of(record.kind).remove.run());
    MIZAN_TRY(clear_findings(record.kind, other, record.key));
  }
  return image;
}

// In a first load nearly every record is new, and to look first would cost as much as to put it.
base::Result<bool> RecordWriter::put_if_new(const Upsert& item, const Row& row) {
  const model::Sequence seq = impl_.head + 1;
  MIZAN_TRY(put(of(item.record.kind).insert, item.record, row, seq));
  if (impl_.db.changed_rows() == 0) return false;
  if (!item.findings.empty()) MIZAN_TRY(put_findings(item, row.ref));
  impl_.head = seq;
  return true;
}

base::Result<Ending> RecordWriter::upsert(const Upsert& item, std::int64_t raw_block, std::int64_t raw_at) {
  const auto& record = item.record;
  const bool is_case = record.kind == Kind::kCase;
  const auto digest = item.digest ? *item.digest : record.digest();
  Row row{0, 0, static_cast<std::int64_t>(digest), raw_block, raw_at};
  MIZAN_ASSIGN(row.ref, ref_of(is_case ? std::string_view(record.key)
                                       : record.text(model::field::case_id).value_or("")));
  if (is_case) {
    MIZAN_ASSIGN(row.linked, linked_for(row.ref, item.fir_key));
  }
  if (impl_.backfill) {
    MIZAN_ASSIGN(const bool fresh, put_if_new(item, row));
    if (fresh) return Ending::kAccepted;
  }
  MIZAN_ASSIGN(const auto found, find(record.kind, row.ref, record.key));
  if (found) {
    const bool stale = record.revision != 0 && found->revision != 0 && record.revision < found->revision;
    if (stale || (found->digest == row.digest && found->linked == row.linked)) return Ending::kUnchanged;
  }
  const model::Sequence seq = impl_.head + 1;
  std::optional<std::string> before;
  std::int64_t case_before = 0;
  if (found) {
    MIZAN_ASSIGN(before, supersede(record.kind, row.ref, record.key, *found, seq));
    case_before = found->linked;
    MIZAN_TRY(clear_findings(record.kind, row.ref, record.key));
  } else {
    MIZAN_ASSIGN(before, take_from_other_case(record, row.ref, seq, case_before));
  }
  MIZAN_TRY(put(of(record.kind).upsert, record, row, seq));
  MIZAN_TRY(put_findings(item, row.ref));
  impl_.head = seq;
  if (impl_.backfill) return Ending::kAccepted;
  std::int64_t case_after = row.linked;
  if (!is_case) {
    MIZAN_ASSIGN(case_after, linked_of(row.ref));
    if (found) case_before = case_after;
  }
  MIZAN_TRY(note(seq, case_before, case_after, before, record.encode()));
  return Ending::kAccepted;
}

base::Result<> RecordWriter::remove_at(Kind kind, std::int64_t ref, std::string_view key) {
  MIZAN_ASSIGN(const auto found, find(kind, ref, key));
  if (!found) return {};
  const model::Sequence seq = impl_.head + 1;
  std::int64_t linked = found->linked;
  if (kind != Kind::kCase) {
    MIZAN_ASSIGN(linked, linked_of(ref));
  }
  MIZAN_ASSIGN(auto image, supersede(kind, ref, key, *found, seq));
  bind_key(of(kind).remove, kind, ref, key);
  MIZAN_TRY(of(kind).remove.run());
  MIZAN_TRY(clear_findings(kind, ref, key));
  impl_.head = seq;
  return note(seq, linked, 0, std::optional(std::move(image)), std::nullopt);
}

base::Result<Ending> RecordWriter::remove(Kind kind, std::string_view key) {
  std::vector<std::int64_t> refs;
  if (kind == Kind::kCase) {
    MIZAN_ASSIGN(const auto ref, known_ref(key));
    if (ref) refs.push_back(*ref);
  } else {
    MIZAN_ASSIGN(refs, refs_by_key(kind, key));
  }
  const auto before = impl_.head;
  for (const auto ref : refs) MIZAN_TRY(remove_at(kind, ref, key));
  return impl_.head == before ? Ending::kUnchanged : Ending::kAccepted;
}

base::Result<> RecordWriter::keep_newest(Kind kind, std::string_view key) {
  MIZAN_ASSIGN(const auto refs, refs_by_key(kind, key));
  std::int64_t newest = 0;
  model::Sequence newest_seq = 0;
  for (const auto ref : refs) {
    MIZAN_ASSIGN(const auto found, find(kind, ref, key));
    if (found && found->seq > newest_seq) {
      newest = ref;
      newest_seq = found->seq;
    }
  }
  for (const auto ref : refs) {
    if (ref == newest) continue;
    MIZAN_ASSIGN(const auto found, find(kind, ref, key));
    MIZAN_ASSIGN(const auto image, supersede(kind, ref, key, *found, newest_seq));
    bind_key(of(kind).remove, kind, ref, key);
    MIZAN_TRY(of(kind).remove.run());
    MIZAN_TRY(clear_findings(kind, ref, key));
  }
  return {};
}

}  // namespace mizan::store
