// What is taken away of a sealed case: everything that says what its records said, or whose they were.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/json.hpp"
#include "model/case_id.hpp"
#include "store/in_transaction_impl.hpp"
#include "store/key_naming_impl.hpp"
#include "store/raw_places_impl.hpp"
#include "store/remaking.hpp"
#include "store/seal_guard_impl.hpp"

namespace mizan::store {
namespace {

// Shorter texts stand in records that have nothing to do with it.
constexpr std::size_t kShortestKey = 4;
// Nothing is held any more, but the file may still have bytes of it.
constexpr std::string_view kToBeWiped = "wipe";

// An event of no subject is wanted by nobody.
constexpr std::string_view kWithdrawnType = "withdrawn";
constexpr std::string_view kWithdrawnBody = R"({"v":1})";

// The ids, in its first column, of the rows of a query that `is_meant` says yes to.
template <class IsMeant>
base::Result<std::vector<std::int64_t>> ids_where(const Database& db, const std::string& query,
                                                  IsMeant is_meant) {
  std::vector<std::int64_t> ids;
  MIZAN_ASSIGN(auto rows, db.prepare(query));
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return ids;
    if (is_meant(rows)) ids.push_back(rows.integer(0));
  }
}

/// One transaction's purging.
class Purging {
 public:
  explicit Purging(Store::Impl& impl) : impl_(impl), db_(impl.db) {}

  base::Result<> run() {
    MIZAN_ASSIGN(const auto parts, sealed_parts(impl_));
    for (const auto& part : parts) MIZAN_TRY(look_at(part));
    for (const auto& part : parts) MIZAN_TRY(drop(part));
    MIZAN_TRY(blank_texts_of_no_record(db_));
    MIZAN_TRY(forget_firs());
    MIZAN_TRY(drop_quarantined());
    MIZAN_TRY(drop_deaths());
    MIZAN_TRY(clear_messages());
    MIZAN_TRY(withdraw_events());
    MIZAN_TRY(forget_movers());
    return put_setting(db_, kSealPending, kToBeWiped);
  }

 private:
  // What is to be found by is collected before any of it goes.
  base::Result<> look_at(const CasePart& part) {
    keys_.insert(part.key);
    sources_.insert(part.source);
    MIZAN_ASSIGN(auto rows, db_.prepare("SELECT key, linked_case FROM superseded WHERE ref = ?1"));
    rows.bind(1, part.ref);
    while (true) {
      MIZAN_ASSIGN(const bool row, rows.step());
      if (!row) break;
      keys_.emplace(rows.text(0));
      if (rows.integer(1) != 0) cases_.insert(rows.integer(1));
    }
    std::erase_if(keys_, [](const std::string& key) { return key.size() < kShortestKey; });
    return {};
  }

  base::Result<> drop(const CasePart& part) {
    for (const auto* table : {"superseded", "finding", "case_link", "case_number", "case_ref"}) {
      MIZAN_ASSIGN(auto remove, db_.prepare(fmt::format("DELETE FROM {} WHERE ref = ?1", table)));
      MIZAN_TRY(remove.bind(1, part.ref).run());
    }
    return {};
  }

  // The number of a case stays, so that no other case is given it.
  base::Result<> forget_firs() {
    const auto is_sealed = [&](const Statement& row) {
      return impl_.sealed->find(impl_.sealed->of_fir(row.text(1))) != 0;
    };
    MIZAN_ASSIGN(const auto known,
                 ids_where(db_, "SELECT id, fir_key FROM linked_case WHERE fir_key IS NOT NULL", is_sealed));
    MIZAN_ASSIGN(auto forget, db_.prepare("UPDATE linked_case SET fir_key = NULL WHERE id = ?1"));
    for (const auto id : known) MIZAN_TRY(forget.bind(1, id).run());
    cases_.insert(known.begin(), known.end());
    for (const auto id : cases_) {
      MIZAN_ASSIGN(auto told,
                   db_.prepare("DELETE FROM due_told WHERE linked_case = ?1 AND NOT EXISTS (SELECT 1 FROM "
                               "rec_case WHERE linked_case = ?1)"));
      MIZAN_TRY(told.bind(1, id).run());
    }
    return {};
  }

  // What was rejected, where it names one of the keys.
  base::Result<> drop_quarantined() {
    const KeyNaming naming(keys_);
    const auto names_one = [&](const Statement& row) {
      return sources_.contains(row.integer(1)) &&
             (naming.in(row.text(2)) || naming.in(row.text(3)) || naming.in(row.text(4)));
    };
    MIZAN_ASSIGN(const auto ids,
                 ids_where(db_, "SELECT id, source, raw, detail, location FROM quarantine", names_one));
    MIZAN_ASSIGN(auto remove, db_.prepare("DELETE FROM quarantine WHERE id = ?1"));
    for (const auto id : ids) MIZAN_TRY(remove.bind(1, id).run());
    return {};
  }

  base::Result<> drop_deaths() {
    const KeyNaming naming(keys_);
    std::vector<std::pair<std::int64_t, std::string>> places;
    MIZAN_ASSIGN(auto rows, db_.prepare("SELECT source, place, how FROM adapter_death"));
    while (true) {
      MIZAN_ASSIGN(const bool row, rows.step());
      if (!row) break;
      if (sources_.contains(rows.integer(0)) && (naming.in(rows.text(1)) || naming.in(rows.text(2))))
        places.emplace_back(rows.integer(0), std::string(rows.text(1)));
    }
    rows.reset();
    MIZAN_ASSIGN(auto remove, db_.prepare("DELETE FROM adapter_death WHERE source = ?1 AND place = ?2"));
    for (const auto& [source, place] : places)
      MIZAN_TRY(remove.bind(1, source).bind(2, std::string_view(place)).run());
    return {};
  }

  // A run's message may name one of the keys that stood twice.
  base::Result<> clear_messages() {
    const KeyNaming naming(keys_);
    MIZAN_ASSIGN(const auto ids, ids_where(db_, "SELECT id, message FROM run WHERE message <> ''",
                                           [&](const Statement& row) { return naming.in(row.text(1)); }));
    MIZAN_ASSIGN(auto clear, db_.prepare("UPDATE run SET message = '(of a sealed case)' WHERE id = ?1"));
    for (const auto id : ids) MIZAN_TRY(clear.bind(1, id).run());
    return {};
  }

  // Their places in the feed stay, so that nobody's cursor is another's; nobody is told what stood there.
  base::Result<> withdraw_events() {
    MIZAN_ASSIGN(const auto ids, ids_where(db_, "SELECT id, body FROM outbox WHERE subject LIKE 'due/%'",
                                           [&](const Statement& row) { return names_a_case(row.text(1)); }));
    MIZAN_ASSIGN(auto put, db_.prepare("UPDATE outbox SET type = ?2, subject = '', body = ?3 WHERE id = ?1"));
    for (const auto id : ids)
      MIZAN_TRY(put.bind(1, id).bind(2, kWithdrawnType).bind(3, kWithdrawnBody).run());
    return {};
  }

  bool names_a_case(std::string_view body) const {
    const auto event = base::parse_json(body);
    if (!event.is_object() || !event.contains("data") || !event["data"].is_object()) return false;
    const auto& data = event["data"];
    if (!data.contains("case") || !data["case"].is_string()) return false;
    const auto number = model::parse_case_id(data["case"].get<std::string>());
    return number && cases_.contains(number->number);
  }

  base::Result<> forget_movers() {
    const KeyNaming naming(keys_);
    std::vector<std::pair<std::int64_t, std::string>> changed;
    MIZAN_ASSIGN(auto rows, db_.prepare("SELECT id, movers FROM reconciliation_restatement"));
    while (true) {
      MIZAN_ASSIGN(const bool row, rows.step());
      if (!row) break;
      if (!naming.in(rows.text(1))) continue;
      auto movers = base::parse_ordered_json(rows.text(1));
      if (!movers.is_object() || !movers["records"].is_array()) continue;
      auto kept = nlohmann::ordered_json::array();
      for (auto& each : movers["records"])
        if (!naming.in(base::json_text(each))) kept.push_back(std::move(each));
      movers["records"] = std::move(kept);
      changed.emplace_back(rows.integer(0), base::json_text(movers));
    }
    rows.reset();
    MIZAN_ASSIGN(auto put, db_.prepare("UPDATE reconciliation_restatement SET movers = ?2 WHERE id = ?1"));
    for (const auto& [id, text] : changed) MIZAN_TRY(put.bind(1, id).bind(2, std::string_view(text)).run());
    return {};
  }

  Store::Impl& impl_;
  const Database& db_;
  std::set<std::string> keys_;
  std::set<std::int64_t> sources_;
  std::set<std::int64_t> cases_;
};

// Samples of keys that the planner of queries may have kept.
base::Result<> forget_samples(const Database& db) {
  MIZAN_ASSIGN(const auto kept,
               db.query_integer("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'"));
  return kept == 0 ? base::Result<>() : db.execute("DELETE FROM sqlite_stat4");
}

}  // namespace

base::Result<> Sealing::purge() {
  auto& impl = Remaking::inside_of(*store_);
  MIZAN_ASSIGN(const auto waiting, impl.db.query_integer("SELECT count(*) FROM pending_change"));
  if (waiting != 0)
    return base::Error{base::Code::kStore,
                       "the KPIs have not counted the sealed records away yet: run `mizan ingest`"};
  // What is deleted from here on is overwritten too; what was deleted before, wipe() sees to.
  MIZAN_TRY(impl.db.execute("PRAGMA secure_delete = ON"));
  const auto done = in_transaction<bool>(impl, [&]() -> base::Result<bool> {
    MIZAN_TRY(Purging(impl).run());
    return true;
  });
  std::fill(impl.ref_cache.begin(), impl.ref_cache.end(), Store::Impl::CachedRef{});
  return done ? base::Result<>() : done.error();
}

base::Result<> Sealing::wipe() {
  const auto& db = Remaking::inside_of(*store_).db;
  MIZAN_TRY(forget_samples(db));
  // In memory the copy of a large store would not fit.
  MIZAN_TRY(db.execute("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY"));
  MIZAN_TRY(put_setting(db, kSealPending, "0"));
  return db.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace mizan::store
