#include "store/section_texts.hpp"

#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

constexpr std::string_view kQuery =
    "SELECT s.name, t.sections, count(*) FROM (SELECT ref, sections FROM rec_case UNION ALL SELECT ref, "
    "sections "
    "FROM rec_charge) AS t JOIN case_ref AS f USING (ref) JOIN source AS s ON s.id = f.source WHERE "
    "t.sections IS "
    "NOT NULL AND (?1 = '' OR s.name = ?1) GROUP BY 1, 2 ORDER BY 1, 2";

}  // namespace

base::Result<std::vector<SectionText>> section_texts(const Store& store, std::string_view source) {
  MIZAN_ASSIGN(auto rows, store.database().prepare(std::string(kQuery)));
  rows.bind(1, source);
  std::vector<SectionText> all;
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    all.push_back({std::string(rows.text(0)), std::string(rows.text(1)), rows.integer(2)});
  }
}

}  // namespace mizan::store
