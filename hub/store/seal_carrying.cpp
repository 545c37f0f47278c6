// What is sealed in a store holds in another state of it too.
#include <algorithm>

#include "store/seal_guard_impl.hpp"
#include "store/sealing.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

/// Brings the seals of one store to another, within a transaction of that.
class Carrying {
 public:
  Carrying(const Database& from, const Database& to) : from_(from), to_(to) {}

  base::Result<> run(const std::vector<SealRow>& theirs, const std::vector<SealRow>& ours) {
    MIZAN_TRY(carry_check());
    for (const auto& seal : theirs) {
      const auto same = std::ranges::find_if(ours, [&](const SealRow& each) {
        return each.sealed.at == seal.sealed.at && each.sealed.order == seal.sealed.order;
      });
      if (same == ours.end()) {
        MIZAN_TRY(add(seal));
      } else if (seal.lifted_at != 0 && same->lifted_at == 0) {
        MIZAN_TRY(lift(seal, same->id));
      } else if (same->lifted_at == 0) {
        MIZAN_TRY(add_keys(seal.id, same->id));
      }
    }
    return {};
  }
  std::int64_t added() const { return added_; }

 private:
  // Both must know cases by the same key.
  base::Result<> carry_check() {
    MIZAN_ASSIGN(const auto theirs, setting(from_, kSealCheck));
    MIZAN_ASSIGN(const auto ours, setting(to_, kSealCheck));
    if (ours.empty()) return put_setting(to_, kSealCheck, theirs);
    if (ours == theirs) return {};
    return base::Error{base::Code::kConfig,
                       "cases were sealed in both stores, under different pseudonym keys, so those of one "
                       "would not be known again"};
  }

  // Another of that number may be there, where both went on from the same state.
  base::Result<> add(const SealRow& seal) {
    MIZAN_ASSIGN(auto put, to_.prepare("INSERT INTO seal(id, at, reason, \"order\", by, linked_case, whole, "
                                       "records, lifted_at, lifted_by, lifted_order) VALUES (iif(EXISTS "
                                       "(SELECT 1 FROM seal WHERE id = ?1), NULL, ?1), ?2, ?3, ?4, ?5, ?6, "
                                       "?7, ?8, ?9, ?10, ?11)"));
    const auto& sealed = seal.sealed;
    put.bind(1, seal.id).bind(2, sealed.at).bind(3, std::string_view(sealed.reason));
    put.bind(4, std::string_view(sealed.order)).bind(5, std::string_view(sealed.by));
    put.bind(6, seal.linked.value).bind(7, std::int64_t{seal.whole ? 1 : 0}).bind(8, seal.records);
    put.bind(9, seal.lifted_at).bind(10, std::string_view(seal.lifted_by));
    MIZAN_TRY(put.bind(11, std::string_view(seal.lifted_by_order)).run());
    const auto id = to_.last_row();
    MIZAN_TRY(add_evidence(seal.id, id));
    ++added_;
    return add_keys(seal.id, id);
  }

  base::Result<> add_keys(std::int64_t their_id, std::int64_t our_id) {
    MIZAN_ASSIGN(auto rows, from_.prepare("SELECT digest FROM sealed_key WHERE seal = ?1"));
    MIZAN_ASSIGN(auto put, to_.prepare("INSERT OR IGNORE INTO sealed_key VALUES (?1, ?2)"));
    rows.bind(1, their_id);
    while (true) {
      MIZAN_ASSIGN(const bool row, rows.step());
      if (!row) return {};
      MIZAN_TRY(put.bind_blob(1, rows.blob(0)).bind(2, our_id).run());
    }
  }

  base::Result<> add_evidence(std::int64_t their_id, std::int64_t our_id) {
    MIZAN_ASSIGN(auto rows, from_.prepare("SELECT n, digest FROM seal_evidence WHERE seal = ?1"));
    MIZAN_ASSIGN(auto put, to_.prepare("INSERT INTO seal_evidence VALUES (?1, ?2, ?3)"));
    rows.bind(1, their_id);
    while (true) {
      MIZAN_ASSIGN(const bool row, rows.step());
      if (!row) return {};
      MIZAN_TRY(put.bind(1, our_id).bind(2, rows.integer(0)).bind_blob(3, rows.blob(1)).run());
    }
  }

  base::Result<> lift(const SealRow& seal, std::int64_t our_id) {
    MIZAN_ASSIGN(auto note, to_.prepare("UPDATE seal SET lifted_at = ?2, lifted_by = ?3, lifted_order = ?4 "
                                        "WHERE id = ?1"));
    note.bind(1, our_id).bind(2, seal.lifted_at).bind(3, std::string_view(seal.lifted_by));
    MIZAN_TRY(note.bind(4, std::string_view(seal.lifted_by_order)).run());
    MIZAN_ASSIGN(auto forget, to_.prepare("DELETE FROM sealed_key WHERE seal = ?1"));
    return forget.bind(1, our_id).run();
  }

  const Database& from_;
  const Database& to_;
  std::int64_t added_ = 0;
};

}  // namespace

base::Result<std::int64_t> carry_seals(const Store& from, Store& to) {
  MIZAN_ASSIGN(const auto theirs, seals(from));
  if (theirs.empty()) return std::int64_t{0};
  MIZAN_ASSIGN(const auto ours, seals(to));
  const auto& db = to.database();
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  Carrying carrying(from.database(), db);
  MIZAN_TRY(carrying.run(theirs, ours));
  MIZAN_TRY(put_setting(db, kSealPending, "1"));
  MIZAN_TRY(transaction.commit());
  return carrying.added();
}

}  // namespace mizan::store
