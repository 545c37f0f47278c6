#include "store/unmatched_places.hpp"

#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

constexpr std::string_view kQuery =
    "SELECT f.field, f.detail, s.name, coalesce(c.province, ''), coalesce(c.district, ''), count(*) AS "
    "records "
    "FROM finding AS f JOIN case_ref AS r USING (ref) JOIN source AS s ON s.id = r.source "
    "LEFT JOIN rec_case AS c USING (ref) WHERE f.code = 'unmatched_place' AND (?1 = '' OR s.name = ?1) "
    "GROUP BY 1, 2, 3, 4, 5 ORDER BY records DESC, 1, 2, 3, 4, 5 LIMIT ?2";

}  // namespace

base::Result<std::vector<UnmatchedPlace>> unmatched_places(const Store& store, std::string_view source,
                                                           int limit) {
  std::vector<UnmatchedPlace> all;
  MIZAN_ASSIGN(auto query, store.database().prepare(std::string(kQuery)));
  query.bind(1, source).bind(2, std::int64_t{limit});
  while (true) {
    MIZAN_ASSIGN(const bool row, query.step());
    if (!row) return all;
    all.push_back({static_cast<model::FieldId>(query.integer(0)), std::string(query.text(1)),
                   std::string(query.text(2)), std::string(query.text(3)), std::string(query.text(4)),
                   query.integer(5)});
  }
}

}  // namespace mizan::store
