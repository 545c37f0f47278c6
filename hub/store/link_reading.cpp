#include <fmt/format.h>

#include "store/linking.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

constexpr std::string_view kLinks =
    "SELECT c.linked_case, s.name, c.key, coalesce(k.reason, iif(l.fir_key IS NULL, 'alone', 'fir')), "
    "coalesce(k.detail, l.fir_key, ''), coalesce(k.by, ''), coalesce(k.since, ''), coalesce(k.why, '') "
    "FROM rec_case AS c JOIN case_ref AS f USING (ref) JOIN source AS s ON s.id = f.source "
    "JOIN linked_case AS l ON l.id = c.linked_case LEFT JOIN case_link AS k USING (ref) ";

base::Result<std::vector<LinkRow>> read(Statement& query) {
  std::vector<LinkRow> rows;
  while (true) {
    MIZAN_ASSIGN(const bool row, query.step());
    if (!row) return rows;
    const auto text = [&](int column) { return std::string(query.text(column)); };
    rows.push_back({model::LinkedCaseId{query.integer(0)}, text(1), text(2), text(3), text(4), text(5),
                    text(6), text(7)});
  }
}

}  // namespace

base::Result<std::vector<LinkRow>> links_of_case(const Store& store, model::LinkedCaseId id) {
  MIZAN_ASSIGN(auto query,
               store.database().prepare(fmt::format("{}WHERE c.linked_case = ?1 ORDER BY 2, 3", kLinks)));
  query.bind(1, id.value);
  return read(query);
}

base::Result<std::vector<LinkRow>> other_links(const Store& store, std::string_view reason, int limit) {
  MIZAN_ASSIGN(auto query, store.database().prepare(
                               fmt::format("{}WHERE k.ref IS NOT NULL AND (?1 = '' OR k.reason = ?1) "
                                           "ORDER BY 4, 2, 3 LIMIT ?2",
                                           kLinks)));
  query.bind(1, reason).bind(2, std::int64_t{limit});
  return read(query);
}

base::Result<std::vector<UnclearNumber>> unclear_numbers(const Store& store, int limit) {
  MIZAN_ASSIGN(
      auto query,
      store.database().prepare(
          "WITH shared AS (SELECT n.number, n.kind, count(*) AS records, count(DISTINCT f.source) AS "
          "sources, "
          "count(DISTINCT l.fir_key) AS firs FROM case_number AS n JOIN rec_case AS c USING (ref) "
          "JOIN case_ref AS f USING (ref) JOIN linked_case AS l ON l.id = c.linked_case "
          "GROUP BY n.number HAVING records > 1 AND (firs > 1 OR (records > sources AND (n.kind = 0 OR firs "
          "= "
          "0)))) "
          "SELECT s.name, c.key, h.firs, h.records FROM shared AS h JOIN case_number AS n USING (number) "
          "JOIN rec_case AS c USING (ref) JOIN case_ref AS f USING (ref) JOIN source AS s ON s.id = f.source "
          "JOIN linked_case AS l ON l.id = c.linked_case WHERE l.fir_key IS NULL ORDER BY 1, 2 LIMIT ?1"));
  query.bind(1, std::int64_t{limit});
  std::vector<UnclearNumber> all;
  while (true) {
    MIZAN_ASSIGN(const bool row, query.step());
    if (!row) return all;
    all.push_back(
        {std::string(query.text(0)), std::string(query.text(1)), query.integer(2), query.integer(3)});
  }
}

}  // namespace mizan::store
