#include "store/audit_trail.hpp"

#include <fmt/format.h>

#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

constexpr std::string_view kHead = "audit_head";

std::string_view view(const base::Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

base::Error touched(std::string what) {
  return {base::Code::kData, "the audit trail was touched: " + std::move(what)};
}

base::Result<audit::Head> noted_head(const Database& db) {
  MIZAN_ASSIGN(const auto text, setting(db, kHead));
  if (text.empty()) return audit::Head();
  const auto head = audit::read_head(text);
  if (!head) return touched("what the store notes of its end cannot be read");
  return *head;
}

}  // namespace

base::Result<> append_audit(const Database& db, audit::Entry entry) {
  MIZAN_ASSIGN(auto head, noted_head(db));
  entry.number = head.number + 1;
  head = {entry.number, audit::link(head.digest, entry)};
  MIZAN_ASSIGN(
      auto put,
      db.prepare("INSERT INTO audit_entry(number, at, who, did, what, outcome, chain) VALUES (?1, ?2, ?3, "
                 "?4, ?5, ?6, ?7)"));
  put.bind(1, entry.number).bind(2, entry.at).bind(3, std::string_view(entry.who));
  put.bind(4, std::string_view(entry.did)).bind(5, std::string_view(entry.what));
  MIZAN_TRY(put.bind(6, std::string_view(entry.outcome)).bind_blob(7, view(head.digest)).run());
  return put_setting(db, kHead, audit::head_text(head));
}

base::Result<> append_audit(Store& store, const audit::Entry& entry) {
  const auto& db = store.database();
  MIZAN_ASSIGN(auto transaction, Transaction::begin(db));
  MIZAN_TRY(append_audit(db, entry));
  return transaction.commit();
}

base::Result<audit::Head> audit_head(const Store& store) {
  return noted_head(store.database());
}

base::Result<> for_each_audit(const Store& store, std::int64_t behind, const AuditVisitor& visit) {
  MIZAN_ASSIGN(auto find,
               store.database().prepare("SELECT number, at, who, did, what, outcome, chain FROM audit_entry "
                                        "WHERE number > ?1 ORDER BY number"));
  find.bind(1, behind);
  for (;;) {
    MIZAN_ASSIGN(const bool row, find.step());
    if (!row) return {};
    MIZAN_TRY(visit({find.integer(0), find.integer(1), std::string(find.text(2)), std::string(find.text(3)),
                     std::string(find.text(4)), std::string(find.text(5))},
                    find.blob(6)));
  }
}

base::Result<audit::Head> verify_audit(const Store& store, const audit::Head& noted) {
  MIZAN_ASSIGN(const auto snapshot, Snapshot::begin(store.database()));
  audit::Chain chain;
  bool had_noted = noted.number == 0;
  const auto visit = [&](const audit::Entry& entry, std::string_view digest) -> base::Result<> {
    if (const auto taken = chain.take(entry, digest); !taken) return touched(taken.error().message);
    had_noted = had_noted || chain.head() == noted;
    return {};
  };
  MIZAN_TRY(for_each_audit(store, 0, visit));
  MIZAN_ASSIGN(const auto end, audit_head(store));
  if (chain.head() != end)
    return touched(
        fmt::format("it ends with entry {}, and entry {} was written", chain.head().number, end.number));
  if (!had_noted)
    return touched(fmt::format("its entry {} is not the one that was noted, or is gone", noted.number));
  return end;
}

}  // namespace mizan::store
