#include "store/provenance.hpp"

#include <fmt/format.h>

#include <map>

#include "store/raw_block.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

using model::Kind;

/// A record with where its raw text and its findings are.
struct Place {
  Provenance provenance;
  std::int64_t ref = 0;
  std::int64_t block = 0;
  std::int64_t at = 0;
  bool current = false;
};

// kind, ref, key, sequence, raw block, place in it, 1 if it is so now, source. A source case may belong to
// another linked case now than then; its records of other kinds go where it goes.
std::string places_query() {
  std::string sql =
      "WITH refs AS (SELECT ref FROM rec_case WHERE linked_case = ?1 AND seq <= ?2 UNION SELECT ref FROM "
      "superseded WHERE linked_case = ?1 AND seq_from <= ?2 AND seq_to > ?2), places AS (";
  for (int k = 1; k <= model::kKindCount; ++k) {
    sql += fmt::format(
        "SELECT {} AS kind, ref, key, seq, raw_block, raw_at, 1 AS now FROM {} WHERE ref IN refs AND seq <= "
        "?2{} UNION ALL ",
        k, table_of(static_cast<Kind>(k)), k == 1 ? " AND linked_case = ?1" : "");
  }
  return sql +
         "SELECT kind, ref, key, seq_from, raw_block, raw_at, 0 FROM superseded WHERE ref IN refs AND "
         "seq_from <= ?2 AND seq_to > ?2 AND (kind <> 1 OR linked_case = ?1)) "
         "SELECT p.kind, p.ref, p.key, p.seq, p.raw_block, p.raw_at, p.now, s.name FROM places AS p JOIN "
         "case_ref AS f USING (ref) JOIN source AS s ON s.id = f.source ORDER BY p.now DESC, 1, 2, 3";
}

Place place_of(const Statement& row) {
  Place place;
  place.provenance.kind = static_cast<Kind>(row.integer(0));
  place.ref = row.integer(1);
  place.provenance.key = row.text(2);
  place.provenance.sequence = row.integer(3);
  place.block = row.integer(4);
  place.at = row.integer(5);
  place.current = row.integer(6) != 0;
  place.provenance.source = row.text(7);
  return place;
}

/// Looks up what stands beside a record; runs are few and are remembered.
class Lookup {
 public:
  static base::Result<Lookup> prepare(Store& reader) {
    const auto& db = reader.database();
    MIZAN_ASSIGN(auto batch, db.prepare("SELECT accepted_at, run FROM batch WHERE first_seq <= ?1 ORDER BY "
                                        "first_seq DESC LIMIT 1"));
    MIZAN_ASSIGN(auto raw, db.prepare("SELECT data FROM raw_block WHERE id = ?1"));
    MIZAN_ASSIGN(auto findings, db.prepare("SELECT code, field, detail FROM finding WHERE ref = ?1 AND kind "
                                           "= ?2 AND key = ?3 ORDER BY n"));
    MIZAN_ASSIGN(
        auto brought,
        db.prepare("SELECT r.id FROM superseded AS s JOIN batch AS b ON b.first_seq <= s.seq_from AND "
                   "b.last_seq >= s.seq_from JOIN run AS r ON r.id = b.run WHERE s.ref = ?1 AND s.kind "
                   "= ?2 AND s.key = ?3 AND s.seq_from < ?4 AND r.source <> 0 ORDER BY s.seq_from DESC "
                   "LIMIT 1"));
    return Lookup(reader, std::move(batch), std::move(raw), std::move(findings), std::move(brought));
  }

  base::Result<> fill(Place& place) {
    MIZAN_TRY(fill_batch(place.provenance));
    if (place.provenance.run.source.value == 0) MIZAN_TRY(fill_bringing_run(place));
    if (place.current) MIZAN_TRY(fill_findings(place));
    return fill_raw(place);
  }

 private:
  Lookup(Store& reader, Statement batch, Statement raw, Statement findings, Statement brought)
      : reader_(&reader),
        batch_(std::move(batch)),
        raw_(std::move(raw)),
        findings_(std::move(findings)),
        brought_(std::move(brought)) {}

  base::Result<> fill_batch(Provenance& provenance) {
    const ResetGuard guard(batch_);
    MIZAN_ASSIGN(const bool row, batch_.bind(1, provenance.sequence).step());
    if (!row) return {};
    provenance.accepted_at = batch_.integer(0);
    MIZAN_ASSIGN(provenance.run, run(batch_.integer(1)));
    return {};
  }

  base::Result<RunRow> run(std::int64_t id) {
    auto known = runs_.find(id);
    if (known == runs_.end()) {
      MIZAN_ASSIGN(auto row, reader_->run(RunId{id}));
      known = runs_.emplace(id, row ? std::move(*row) : RunRow()).first;
    }
    return known->second;
  }

  // What the hub itself read anew, or linked, still came in the run that brought it.
  base::Result<> fill_bringing_run(Place& place) {
    auto& provenance = place.provenance;
    const ResetGuard guard(brought_);
    brought_.bind(1, place.ref).bind(2, static_cast<std::int64_t>(provenance.kind));
    brought_.bind(3, std::string_view(provenance.key)).bind(4, provenance.sequence);
    MIZAN_ASSIGN(const bool row, brought_.step());
    if (!row) return {};
    MIZAN_ASSIGN(provenance.run, run(brought_.integer(0)));
    return {};
  }

  base::Result<> fill_findings(Place& place) {
    const ResetGuard guard(findings_);
    findings_.bind(1, place.ref)
        .bind(2, static_cast<std::int64_t>(place.provenance.kind))
        .bind(3, std::string_view(place.provenance.key));
    while (true) {
      MIZAN_ASSIGN(const bool row, findings_.step());
      if (!row) return {};
      place.provenance.findings.push_back({std::string(findings_.text(0)),
                                           static_cast<model::FieldId>(findings_.integer(1)),
                                           std::string(findings_.text(2))});
    }
  }

  base::Result<> fill_raw(Place& place) {
    if (place.block == 0) return {};
    const ResetGuard guard(raw_);
    MIZAN_ASSIGN(const bool row, raw_.bind(1, place.block).step());
    place.provenance.raw_dropped = !row;
    if (row) place.provenance.raw = raw_at(raw_.blob(0), static_cast<std::size_t>(place.at));
    return {};
  }

  Store* reader_;
  Statement batch_;
  Statement raw_;
  Statement findings_;
  Statement brought_;
  std::map<std::int64_t, RunRow> runs_;
};

}  // namespace

base::Result<std::vector<Provenance>> provenance_of(Store& reader, model::LinkedCaseId id,
                                                    model::Sequence at) {
  MIZAN_ASSIGN(auto query, reader.database().prepare(places_query()));
  MIZAN_ASSIGN(auto lookup, Lookup::prepare(reader));
  query.bind(1, id.value).bind(2, at);
  std::vector<Provenance> all;
  while (true) {
    MIZAN_ASSIGN(const bool row, query.step());
    if (!row) return all;
    auto place = place_of(query);
    MIZAN_TRY(lookup.fill(place));
    all.push_back(std::move(place.provenance));
  }
}

}  // namespace mizan::store
