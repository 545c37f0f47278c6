#include "store/past.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/retention.hpp"
#include "store/schema.hpp"

namespace mizan::store {
namespace {

using model::Kind;

constexpr std::string_view kSources =
    "SELECT s.id, s.name, (SELECT declaration FROM source_history AS h WHERE h.source = s.id AND h.from_at "
    "<= "
    "?1 ORDER BY h.rowid DESC LIMIT 1) AS declared, "
    "(SELECT max(ended_at) FROM run AS r WHERE r.source = s.id AND r.status = 'ok' AND r.ended_at <= ?1), "
    "(SELECT max(day) FROM source_read AS d WHERE d.source = s.id AND d.at <= ?1), "
    "(SELECT max(b.accepted_at) FROM batch AS b JOIN run AS r ON r.id = b.run WHERE r.source = s.id AND "
    "b.accepted_at <= ?1) "
    "FROM source AS s WHERE declared IS NOT NULL ORDER BY s.id";

// Where a case record itself came, went or moved, both its linked cases of then and of now.
std::string changed_query() {
  std::string sql =
      "SELECT linked_case FROM rec_case WHERE seq > ?1 "
      "UNION SELECT linked_case FROM superseded WHERE seq_to > ?1 AND linked_case IS NOT NULL "
      "UNION SELECT c.linked_case FROM superseded AS s JOIN rec_case AS c USING (ref) WHERE s.seq_to > ?1";
  for (int k = static_cast<int>(Kind::kAccused); k <= model::kKindCount; ++k)
    sql += fmt::format(
        " UNION SELECT c.linked_case FROM {} AS r JOIN rec_case AS c USING (ref) WHERE r.seq > ?1",
        table_of(static_cast<Kind>(k)));
  return sql + " ORDER BY 1";
}

// Each span in which a record of the case stood as it was: of the past with its end, of now without.
std::string spans_query() {
  std::string sql =
      "WITH refs AS (SELECT ref FROM rec_case WHERE linked_case = ?1 UNION SELECT ref FROM superseded WHERE "
      "linked_case = ?1), spans AS (SELECT kind, ref, key, seq_from AS began, seq_to AS ended FROM "
      "superseded "
      "WHERE ref IN refs";
  for (int k = static_cast<int>(Kind::kCase); k <= model::kKindCount; ++k)
    sql += fmt::format(" UNION ALL SELECT {}, ref, key, seq, NULL FROM {} WHERE ref IN refs", k,
                       table_of(static_cast<Kind>(k)));
  return sql + ")";
}

// A span that begins where another of the same record ends is a change, and one that ends where none begins a
// deletion.
std::string events_query() {
  constexpr std::string_view kSame = "o.kind = s.kind AND o.ref = s.ref AND o.key = s.key";
  return spans_query() +
         fmt::format(
             ", events AS (SELECT kind, ref, key, began AS seq, EXISTS (SELECT 1 FROM spans AS o WHERE {0} "
             "AND "
             "o.ended = s.began) AS what FROM spans AS s WHERE began > ?2 AND began <= ?3 UNION ALL SELECT "
             "kind, "
             "ref, key, ended, 2 FROM spans AS s WHERE ended > ?2 AND ended <= ?3 AND NOT EXISTS (SELECT 1 "
             "FROM "
             "spans AS o WHERE {0} AND o.began = s.ended)) "
             "SELECT e.what, e.kind, e.key, n.name, e.seq, (SELECT accepted_at FROM batch WHERE first_seq <= "
             "e.seq ORDER BY first_seq DESC LIMIT 1) FROM events AS e JOIN case_ref AS f USING (ref) JOIN "
             "source "
             "AS n ON n.id = f.source ORDER BY e.seq",
             kSame);
}

std::optional<base::Day> later(const Statement& row, int ended_at, int day) {
  std::optional<base::Day> found;
  if (!row.is_null(ended_at)) found = base::karachi_day(row.integer(ended_at));
  if (row.is_null(day)) return found;
  const base::Day read{static_cast<std::int32_t>(row.integer(day))};
  return found ? std::max(*found, read) : read;
}

}  // namespace

base::Result<std::vector<RecordEvent>> events_of_case(const Store& reader, model::LinkedCaseId id,
                                                      model::Sequence from, model::Sequence to) {
  std::vector<RecordEvent> events;
  MIZAN_ASSIGN(auto query, reader.database().prepare(events_query()));
  query.bind(1, id.value).bind(2, from).bind(3, to);
  while (true) {
    MIZAN_ASSIGN(const bool row, query.step());
    if (!row) return events;
    events.push_back({static_cast<RecordEvent::What>(query.integer(0)), static_cast<Kind>(query.integer(1)),
                      std::string(query.text(2)), std::string(query.text(3)), query.integer(4),
                      query.integer(5)});
  }
}

base::Result<Past> Past::at(Store& reader, base::Micros moment) {
  const auto& db = reader.database();
  MIZAN_ASSIGN(auto snapshot, Snapshot::begin(db));
  MIZAN_ASSIGN(const auto kept, retention_of(reader));
  if (moment < kept.history_from)
    return base::Error{base::Code::kData,
                       fmt::format("what was known before {} is no longer kept ([retention] history_days): "
                                   "ask for that moment or a later one",
                                   base::to_rfc3339(kept.history_from))};
  Past past(reader, std::move(snapshot), moment);
  MIZAN_ASSIGN(auto query, db.prepare("SELECT max(last_seq) FROM batch WHERE accepted_at <= ?1"));
  MIZAN_ASSIGN(const bool row, query.bind(1, moment).step());
  past.sequence_ = row ? query.integer(0) : 0;
  return past;
}

base::Result<std::vector<PastSource>> Past::sources() {
  std::vector<PastSource> sources;
  MIZAN_ASSIGN(auto query, store_->database().prepare(std::string(kSources)));
  query.bind(1, moment_);
  while (true) {
    MIZAN_ASSIGN(const bool row, query.step());
    if (!row) return sources;
    sources.push_back({model::SourceId{static_cast<std::int32_t>(query.integer(0))},
                       std::string(query.text(1)), std::string(query.text(2)), later(query, 3, 4),
                       query.integer(5)});
  }
}

base::Result<std::vector<ReceiptDay>> Past::receipt_days() {
  std::vector<ReceiptDay> days;
  MIZAN_ASSIGN(auto query,
               store_->database().prepare(
                   "SELECT source, day, sum(received), sum(quarantined) FROM receipt_log WHERE at <= "
                   "?1 GROUP BY source, day HAVING sum(received) > 0 ORDER BY source, day"));
  query.bind(1, moment_);
  while (true) {
    MIZAN_ASSIGN(const bool row, query.step());
    if (!row) return days;
    days.push_back({model::SourceId{static_cast<std::int32_t>(query.integer(0))},
                    base::Day{static_cast<std::int32_t>(query.integer(1))}, query.integer(2),
                    query.integer(3), query.integer(2), query.integer(3)});
  }
}

base::Result<std::vector<model::LinkedCaseId>> Past::changed_since() {
  std::vector<model::LinkedCaseId> ids;
  MIZAN_ASSIGN(auto query, store_->database().prepare(changed_query()));
  query.bind(1, sequence_);
  while (true) {
    MIZAN_ASSIGN(const bool row, query.step());
    if (!row) return ids;
    ids.push_back(model::LinkedCaseId{query.integer(0)});
  }
}

base::Result<> Past::for_each_case(const FieldChoice* fields, const CaseVisitor& visit) {
  MIZAN_ASSIGN(const auto changed, changed_since());
  const auto unchanged = [&](const model::LinkedCase& linked) -> base::Result<> {
    return std::binary_search(changed.begin(), changed.end(), linked.id) ? base::Result<>{} : visit(linked);
  };
  MIZAN_TRY(store_->for_each_case(unchanged, {fields, 0, 1}));
  for (const auto id : changed) {
    MIZAN_ASSIGN(const auto linked, store_->load_case(id, sequence_));
    if (linked) MIZAN_TRY(visit(*linked));
  }
  return {};
}

}  // namespace mizan::store
