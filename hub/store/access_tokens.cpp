#include "store/access_tokens.hpp"

#include <fmt/format.h>

#include "store/audit_trail.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

constexpr std::string_view kColumns =
    "id, name, digest, role, scope, issued_at, issued_by, expires_at, revoked_at, revoked_by";

TokenRow read_row(const Statement& row) {
  return {std::string(row.text(0)), std::string(row.text(1)), std::string(row.blob(2)),
          std::string(row.text(3)), std::string(row.text(4)), row.integer(5),
          std::string(row.text(6)), row.integer(7),           row.integer(8),
          std::string(row.text(9))};
}

base::Result<> put(const Database& db, const TokenRow& row) {
  MIZAN_ASSIGN(auto put,
               db.prepare(fmt::format(
                   "INSERT INTO access_token({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, '')", kColumns)));
  put.bind(1, std::string_view(row.id)).bind(2, std::string_view(row.name)).bind_blob(3, row.digest);
  put.bind(4, std::string_view(row.role)).bind(5, std::string_view(row.scope)).bind(6, row.issued_at);
  return put.bind(7, std::string_view(row.issued_by)).bind(8, row.expires_at).run();
}

base::Result<bool> is_taken(const Database& db, const TokenRow& row) {
  MIZAN_ASSIGN(auto find, db.prepare("SELECT 1 FROM access_token WHERE name = ?1 AND revoked_at = 0 AND "
                                     "expires_at > ?2"));
  return find.bind(1, std::string_view(row.name)).bind(2, row.issued_at).step();
}

}  // namespace

base::Result<> add_token(Store& store, const TokenRow& row, const audit::Entry& told) {
  const auto& db = store.database();
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  MIZAN_ASSIGN(const bool taken, is_taken(db, row));
  if (taken)
    return base::Error{
        base::Code::kConfig,
        fmt::format("a token of the name \"{}\" holds: revoke it first, or take another name", row.name)};
  MIZAN_TRY(put(db, row));
  MIZAN_TRY(append_audit(db, told));
  return transaction.commit();
}

base::Result<std::optional<TokenRow>> find_token(const Store& store, std::string_view id) {
  MIZAN_ASSIGN(auto find,
               store.database().prepare(fmt::format("SELECT {} FROM access_token WHERE id = ?1", kColumns)));
  MIZAN_ASSIGN(const bool row, find.bind(1, id).step());
  return row ? std::optional(read_row(find)) : std::nullopt;
}

base::Result<std::vector<TokenRow>> tokens(const Store& store) {
  MIZAN_ASSIGN(auto find, store.database().prepare(fmt::format(
                              "SELECT {} FROM access_token ORDER BY issued_at DESC, id", kColumns)));
  std::vector<TokenRow> all;
  for (;;) {
    MIZAN_ASSIGN(const bool row, find.step());
    if (!row) return all;
    all.push_back(read_row(find));
  }
}

base::Result<> revoke_token(Store& store, std::string_view which, base::Micros at, std::string_view by,
                            const audit::Entry& told) {
  const auto& db = store.database();
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  MIZAN_ASSIGN(auto change, db.prepare("UPDATE access_token SET revoked_at = ?2, revoked_by = ?3 WHERE "
                                       "(id = ?1 OR name = ?1) AND revoked_at = 0"));
  MIZAN_TRY(change.bind(1, which).bind(2, at).bind(3, by).run());
  if (db.changed_rows() == 0)
    return base::Error{base::Code::kNotFound,
                       fmt::format("no token \"{}\" is there that is not revoked; `mizan token list` lists "
                                   "them",
                                   which)};
  MIZAN_TRY(append_audit(db, told));
  return transaction.commit();
}

base::Result<std::int64_t> carry_revocations(const Store& from, Store& to) {
  MIZAN_ASSIGN(const auto rows, tokens(from));
  const auto& db = to.database();
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  MIZAN_ASSIGN(auto change, db.prepare("UPDATE access_token SET revoked_at = ?2, revoked_by = ?3 "
                                       "WHERE id = ?1 AND revoked_at = 0"));
  std::int64_t carried = 0;
  for (const auto& row : rows) {
    if (row.revoked_at == 0) continue;
    change.bind(1, std::string_view(row.id)).bind(2, row.revoked_at);
    MIZAN_TRY(change.bind(3, std::string_view(row.revoked_by)).run());
    carried += db.changed_rows();
  }
  MIZAN_TRY(transaction.commit());
  return carried;
}

}  // namespace mizan::store
