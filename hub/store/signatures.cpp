#include "store/signatures.hpp"

#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

std::string text(const Statement& row, int column) {
  return std::string(row.text(column));
}

Signature signature_of(const Statement& row) {
  Signature signature{row.integer(0), row.integer(1), text(row, 2), text(row, 3), text(row, 4),
                      text(row, 5),   text(row, 6),   text(row, 7), text(row, 8), text(row, 9)};
  if (!row.is_null(10)) signature.withdrawn = Withdrawal{row.integer(10), text(row, 11), text(row, 12)};
  return signature;
}

}  // namespace

base::Result<std::vector<Signature>> signatures(const Store& store) {
  MIZAN_ASSIGN(
      auto rows,
      store.database().prepare(
          "SELECT s.id, s.at, s.period, s.province, s.district, s.holder, s.office, s.by, s.figures, "
          "s.digest, w.at, w.by, w.why FROM reconciliation_signature AS s LEFT JOIN "
          "reconciliation_withdrawal AS w ON w.signature = s.id ORDER BY s.id"));
  std::vector<Signature> all;
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    all.push_back(signature_of(rows));
  }
}

base::Result<bool> any_signature_holds(const Store& store) {
  MIZAN_ASSIGN(const auto holds, store.database().query_integer(
                                     "SELECT EXISTS (SELECT 1 FROM reconciliation_signature WHERE id NOT "
                                     "IN (SELECT signature FROM reconciliation_withdrawal))"));
  return holds != 0;
}

base::Result<std::vector<Restatement>> restatements(const Store& store, std::int64_t signature) {
  MIZAN_ASSIGN(auto rows, store.database().prepare(
                              "SELECT signature, stage, at, was, now, movers FROM reconciliation_restatement "
                              "WHERE ?1 = 0 OR signature = ?1 ORDER BY id"));
  rows.bind(1, signature);
  std::vector<Restatement> all;
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    all.push_back(
        {rows.integer(0), text(rows, 1), rows.integer(2), rows.integer(3), rows.integer(4), text(rows, 5)});
  }
}

base::Result<std::int64_t> put_signature(const Store& store, const Signature& signature) {
  const auto& db = store.database();
  MIZAN_ASSIGN(auto put,
               db.prepare("INSERT INTO reconciliation_signature(at, period, province, district, holder, "
                          "office, by, figures, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
  put.bind(1, signature.at);
  int at = 2;
  for (const auto* each : {&signature.period, &signature.province, &signature.district, &signature.holder,
                           &signature.office, &signature.by, &signature.figures, &signature.digest})
    put.bind(at++, std::string_view(*each));
  MIZAN_TRY(put.run());
  return db.last_row();
}

base::Result<> put_withdrawal(const Store& store, std::int64_t signature, const Withdrawal& withdrawal) {
  MIZAN_ASSIGN(auto put,
               store.database().prepare("INSERT INTO reconciliation_withdrawal VALUES (?1, ?2, ?3, ?4)"));
  put.bind(1, signature).bind(2, withdrawal.at).bind(3, std::string_view(withdrawal.by));
  return put.bind(4, std::string_view(withdrawal.why)).run();
}

base::Result<> put_restatement(const Store& store, const Restatement& restatement) {
  MIZAN_ASSIGN(auto put,
               store.database().prepare("INSERT INTO reconciliation_restatement(signature, stage, at, was, "
                                        "now, movers) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
  put.bind(1, restatement.signature).bind(2, std::string_view(restatement.stage)).bind(3, restatement.at);
  put.bind(4, restatement.was).bind(5, restatement.now);
  return put.bind(6, std::string_view(restatement.movers)).run();
}

}  // namespace mizan::store
