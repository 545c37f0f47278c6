#include "store/case_numbers_impl.hpp"

#include <algorithm>
#include <tuple>

#include "base/digest.hpp"
#include "store/case_member_impl.hpp"
#include "store/record_writer.hpp"

namespace mizan::store {
namespace {

using model::Kind;

constexpr int kFirstField = 4;

// Numbers of two kinds may be written alike. That of a court is its text alone, as stores before had it.
std::int64_t digest_of(const CaseNumber& number) {
  const auto text = number.kind == NumberKind::kCourt ? number.text : "prosecution|" + number.text;
  return static_cast<std::int64_t>(base::digest64(text));
}

}  // namespace

base::Result<> CaseNumbers::follow(model::Sequence position) {
  MIZAN_ASSIGN(const auto built, setting(impl_.db, "link_numbers"));
  MIZAN_ASSIGN(const bool known, changes_are_known(position));
  if (!known) {
    MIZAN_ASSIGN(const bool wanted, are_wanted());
    return wanted || !built.empty() ? build() : base::Result<>{};
  }
  MIZAN_ASSIGN(const auto changed, changed_refs(position));
  if (built.empty()) {
    MIZAN_ASSIGN(const bool wanted, are_wanted_by(changed));
    return wanted ? build() : base::Result<>{};
  }
  for (const auto ref : changed) MIZAN_TRY(renumber(ref));
  return {};
}

// Numbers link the records of several sources; a hub with one, and one whose records all name their FIR,
// needs none.
base::Result<bool> CaseNumbers::are_wanted() {
  MIZAN_ASSIGN(
      const auto wanted,
      impl_.db.query_integer(
          "SELECT (SELECT count(*) FROM source) > 1 AND EXISTS (SELECT 1 FROM linked_case AS l CROSS JOIN "
          "rec_case AS r ON r.linked_case = l.id WHERE l.fir_key IS NULL AND (r.court_case_no IS NOT "
          "NULL OR r.prosecution_no IS NOT NULL))"));
  return wanted != 0;
}

base::Result<bool> CaseNumbers::are_wanted_by(const std::set<std::int64_t>& changed) {
  MIZAN_ASSIGN(const auto sources, impl_.db.query_integer("SELECT count(*) FROM source"));
  if (sources < 2) return false;
  for (const auto ref : changed) {
    MIZAN_ASSIGN(const auto found, read_member(impl_, ref));
    if (!found || found->own_fir) continue;
    MIZAN_ASSIGN(const auto numbers, read(ref));
    if (!numbers.empty()) return true;
  }
  return false;
}

// The changes that the KPI engine has not counted yet are kept; after a first load they are not.
base::Result<bool> CaseNumbers::changes_are_known(model::Sequence position) {
  if (position < 0) return false;
  if (position == impl_.head) return true;
  MIZAN_ASSIGN(auto* query, impl_.statement("SELECT count(*) FROM pending_change WHERE seq > ?1"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, position).step());
  return row && query->integer(0) == impl_.head - position;
}

base::Result<std::set<std::int64_t>> CaseNumbers::changed_refs(model::Sequence position) {
  std::set<std::int64_t> refs;
  MIZAN_ASSIGN(auto* query,
               impl_.statement("SELECT source, coalesce(after, before) FROM pending_change WHERE seq > ?1"));
  const ResetGuard guard(*query);
  query->bind(1, position);
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return refs;
    const auto record = model::Record::decode(query->blob(1));
    if (!record || record->kind != Kind::kCase) continue;
    MIZAN_ASSIGN(const auto ref, ref_of(query->integer(0), record->key));
    if (ref) refs.insert(*ref);
  }
}

base::Result<std::optional<std::int64_t>> CaseNumbers::ref_of(std::int64_t source, std::string_view key) {
  MIZAN_ASSIGN(auto* query, impl_.statement("SELECT ref FROM case_ref WHERE source = ?1 AND key = ?2"));
  const ResetGuard guard(*query);
  MIZAN_ASSIGN(const bool row, query->bind(1, source).bind(2, key).step());
  return row ? std::optional(query->integer(0)) : std::nullopt;
}

base::Result<> CaseNumbers::build() {
  std::vector<std::tuple<std::int64_t, std::int64_t, NumberKind>> all;
  MIZAN_ASSIGN(auto rows, impl_.db.prepare("SELECT ref FROM rec_case WHERE court_case_no IS NOT NULL OR "
                                           "prosecution_no IS NOT NULL"));
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) break;
    MIZAN_ASSIGN(const auto numbers, read(rows.integer(0)));
    for (const auto& number : numbers) all.emplace_back(number.digest, rows.integer(0), number.kind);
  }
  std::sort(all.begin(), all.end());
  MIZAN_TRY(impl_.db.execute("DELETE FROM case_number"));
  for (const auto& [digest, ref, kind] : all) {
    MIZAN_TRY(put({digest, kind}, ref));
    affected_.insert(digest);
  }
  return put_setting(impl_.db, "link_numbers", "1");
}

base::Result<> CaseNumbers::put(const Number& number, std::int64_t ref) {
  MIZAN_ASSIGN(auto* put,
               impl_.statement("INSERT OR IGNORE INTO case_number(number, ref, kind) VALUES (?1, ?2, ?3)"));
  return put->bind(1, number.digest).bind(2, ref).bind(3, static_cast<std::int64_t>(number.kind)).run();
}

// What a current record says; nothing if it is gone.
base::Result<std::vector<CaseNumbers::Number>> CaseNumbers::read(std::int64_t ref) {
  auto& load = impl_.kinds[static_cast<std::size_t>(Kind::kCase)].load;
  const ResetGuard guard(load);
  MIZAN_ASSIGN(const bool row, load.bind(1, ref).step());
  std::vector<Number> numbers;
  if (!row) return numbers;
  for (const auto& number : numbers_of_(read_record(load, Kind::kCase, kFirstField))) {
    numbers.push_back({digest_of(number), number.kind});
  }
  return numbers;
}

base::Result<> CaseNumbers::renumber(std::int64_t ref) {
  MIZAN_TRY(touch(ref));
  MIZAN_ASSIGN(auto* clear, impl_.statement("DELETE FROM case_number WHERE ref = ?1"));
  MIZAN_TRY(clear->bind(1, ref).run());
  MIZAN_ASSIGN(const auto numbers, read(ref));
  for (const auto& number : numbers) {
    affected_.insert(number.digest);
    MIZAN_TRY(put(number, ref));
  }
  return {};
}

base::Result<> CaseNumbers::touch(std::int64_t ref) {
  MIZAN_ASSIGN(const auto numbers, of(ref));
  for (const auto& number : numbers) affected_.insert(number.digest);
  return {};
}

base::Result<std::set<std::int64_t>> CaseNumbers::take_affected() {
  std::set<std::int64_t> refs;
  for (const auto digest : std::exchange(affected_, {})) {
    MIZAN_ASSIGN(const auto with, refs_with(digest));
    refs.insert(with.begin(), with.end());
  }
  return refs;
}

base::Result<std::vector<CaseNumbers::Number>> CaseNumbers::of(std::int64_t ref) {
  MIZAN_ASSIGN(auto* query,
               impl_.statement("SELECT number, kind FROM case_number WHERE ref = ?1 ORDER BY kind, number"));
  const ResetGuard guard(*query);
  query->bind(1, ref);
  std::vector<Number> numbers;
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return numbers;
    numbers.push_back({query->integer(0), static_cast<NumberKind>(query->integer(1))});
  }
}

base::Result<std::vector<std::int64_t>> CaseNumbers::refs_with(std::int64_t digest) {
  MIZAN_ASSIGN(auto* query, impl_.statement("SELECT ref FROM case_number WHERE number = ?1 ORDER BY ref"));
  const ResetGuard guard(*query);
  query->bind(1, digest);
  std::vector<std::int64_t> refs;
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return refs;
    refs.push_back(query->integer(0));
  }
}

}  // namespace mizan::store
