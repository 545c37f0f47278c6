#include "verify/agreement.hpp"

#include <fmt/format.h>

#include <string_view>

namespace mizan::verify {
namespace {

// What a value must be to count: a date has come, a code is in a table.
constexpr const char* kAny = "1";
constexpr const char* kHasCome = "value <= ?1";
constexpr const char* kMapped = "value <> 'unclassified'";

struct Compared {
  const char* field;
  const char* counts;
};

constexpr Compared kCompared[] = {
    {"province", kMapped},     {"district", kMapped},       {"police_station", kAny},
    {"fir_no", kAny},          {"fir_year", kAny},          {"occurred_on", kHasCome},
    {"fir_on", kHasCome},      {"intimated_on", kHasCome},  {"court", kAny},
    {"court_case_no", kAny},   {"instituted_on", kHasCome}, {"cognizance_on", kHasCome},
    {"charged_on", kHasCome},  {"prosecutor", kAny},        {"judge", kAny},
    {"disposed_on", kHasCome}, {"disposal", kMapped},       {"disposal_reason", kMapped},
    {"dormant_on", kHasCome},  {"revived_on", kHasCome},    {"sgbv", kAny},
    {"juvenile", kAny},        {"special_law", kMapped},    {"prosecution_no", kAny},
    {"offence_group", kMapped}};

}  // namespace

base::Result<> fill_shared(Script& script, base::Day today) {
  for (const auto& [field, counts] : kCompared) {
    const auto insert = fmt::format(R"(INSERT INTO v_shared
      WITH said AS (
        SELECT r.link, r.holder, c.{0} AS value, r.source, r.key FROM v_record AS r JOIN rec_case AS c USING (ref)
        WHERE c.{0} IS NOT NULL),
      first AS (
        SELECT link, value, row_number() OVER (PARTITION BY link, holder ORDER BY source, key) AS nth
        FROM said WHERE {1}),
      whole AS (SELECT link, count(DISTINCT value) > 1 AS differs FROM first WHERE nth = 1 GROUP BY link HAVING count(*) > 1)
      SELECT f.province, f.district, f.police_station, f.offence_group, '{0}', w.differs, count(*)
      FROM whole AS w JOIN v_fir AS f USING (link) GROUP BY 1, 2, 3, 4, 6)",
                                    field, counts);
    MIZAN_TRY(script.run(insert, today));
  }
  return {};
}

}  // namespace mizan::verify
