// `mizan reconcile gaps` and `fields`: reports that are stuck between two holders, and what holders say
// otherwise.
#include <algorithm>

#include "api/field_differences.hpp"
#include "api/handover_gaps.hpp"
#include "api/reconciliation.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/reconcile_desk.hpp"

namespace mizan::app {
namespace {

struct Words {
  reconcile::Question question;
  api::GapQuestion gaps;
  std::string gap;
  std::int64_t days = 0;
  bool summary = false;
  int limit = 1'000;
};

void say_unseen(const api::HandoverGaps& gaps) {
  for (const auto& [province, unseen] : gaps.unseen) {
    for (const auto gap : unseen)
      fmt::print(stderr, "{}: {} is not observed: no source there sees both sides\n", province,
                 reconcile::gap_name(gap));
  }
}

Table sum_table(const api::HandoverGaps& gaps) {
  Table table({{"province"},
               {"district"},
               {"gap"},
               {"reports", true},
               {"over 7 days", true},
               {"oldest, days", true}});
  for (const auto& each : api::sums_of(gaps.rows))
    table.add({each.province, each.district, std::string(reconcile::gap_name(each.gap)),
               fmt::format("{}", each.count), fmt::format("{}", each.over_a_week),
               fmt::format("{}", each.oldest_days)});
  return table;
}

Table gap_table(const std::vector<api::GapRow>& rows) {
  Table table(
      {{"case"}, {"FIR"}, {"province"}, {"district"}, {"station"}, {"gap"}, {"since"}, {"days", true}});
  for (const auto& row : rows)
    table.add({row.case_id, row.fir, row.province, row.district, row.station,
               std::string(reconcile::gap_name(row.stuck.gap)), base::to_iso(row.stuck.since),
               fmt::format("{}", row.stuck.days)});
  return table;
}

// The longest first.
void cut_longest(std::vector<api::GapRow>& rows, std::size_t limit) {
  std::ranges::stable_sort(rows, [](const api::GapRow& a, const api::GapRow& b) {
    return a.stuck.days != b.stuck.days ? a.stuck.days > b.stuck.days : a.id < b.id;
  });
  if (rows.size() > limit) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(limit), rows.end());
}

void gaps(const Globals& globals, Words& words) {
  if (!words.gaps.district.empty() && words.gaps.province.empty())
    fail({base::Code::kConfig, "name the province of the district"});
  words.gaps.gap = reconcile::find_gap(words.gap);
  words.gaps.least_days = static_cast<std::int32_t>(words.days);
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  or_fail(session.load_kpis_in_step());
  const auto sources = api::reconciled_sources(session.engine());
  auto found = value_or_fail(
      api::handover_gaps(words.gaps, session.engine(), sources, session.store(), session.today()));
  say_unseen(found);
  if (words.summary || globals.format == "table") print(sum_table(found), globals);
  if (words.summary) return;
  const auto all = found.rows.size();
  cut_longest(found.rows, static_cast<std::size_t>(words.limit));
  or_fail(api::name_cases(found.rows, sources, session.store(), session.today()));
  if (globals.format == "table") fmt::print("\n");
  print(gap_table(found.rows), globals);
  if (all > found.rows.size())
    fmt::print(stderr, "the longest {} of {} are shown: a larger --limit shows more\n", found.rows.size(),
               all);
}

Table field_table(const api::FieldDifferences& found) {
  Table table({{"field"}, {"cases where several have it", true}, {"where they differ", true}});
  for (const auto& [field, sum] : found.fields)
    table.add({field, fmt::format("{}", sum.shared), fmt::format("{}", sum.differ)});
  return table;
}

Table value_table(const api::FieldDifferences& found) {
  Table table({{"case"}, {"FIR"}, {"field"}, {"holder"}, {"source"}, {"key"}, {"value"}});
  for (const auto& each : found.page) {
    for (const auto& field : each.fields) {
      for (const auto& value : field.values)
        table.add({each.case_id, each.fir, field.field, std::string(model::holder_name(value.holder)),
                   value.source, value.key, value.value});
    }
  }
  return table;
}

void fields(const Globals& globals, const Words& words) {
  auto desk = open_desk(globals, words.question);
  const auto found =
      value_or_fail(api::field_differences(desk.session.store(), desk.selection, desk.sources,
                                           desk.session.today(), {}, static_cast<std::size_t>(words.limit)));
  if (words.summary || globals.format == "table") print(field_table(found), globals);
  if (words.summary) return;
  if (globals.format == "table") fmt::print("\n");
  print(value_table(found), globals);
  if (found.more)
    fmt::print(stderr, "{} of {} cases are shown: a larger --limit shows more\n", found.page.size(),
               found.cases);
}

void add_gaps(Command& reconcile, Globals& globals, Words& words) {
  auto& command = reconcile.add_command("gaps", "Reports that are stuck between two holders, and since when");
  command.add_option("--province", &words.gaps.province, "only this one");
  command.add_option("--district", &words.gaps.district, "only this one");
  command.add_option("--station", &words.gaps.station, "only this one");
  command.add_option("--gap", &words.gap, "only this one")
      .one_of({"not_received", "not_filed", "not_registered"});
  command.add_option("--days", &words.days, "only those that are stuck so long").within(0, 100'000);
  command.add_option("--summary", &words.summary, "only how many a district");
  command.add_option("--limit", &words.limit, "most to list, the longest first").show_default().above_zero();
  command.footer =
      "Examples:\n  mizan reconcile gaps --province PB --district KASUR\n  mizan reconcile gaps --gap "
      "not_received "
      "--days 8 "
      "--format csv\n  mizan reconcile gaps --summary\n\nnot_received: sent by the police, and no receipt; "
      "not_filed: "
      "received, not returned, not filed, and no case in court;\nnot_registered: filed, and no case in the "
      "court's "
      "register. Days count up to what the sources reach.";
  command.action = [&] { gaps(globals, words); };
}

}  // namespace

void add_reconcile_lists(Command& reconcile, Globals& globals) {
  static Words words;
  add_gaps(reconcile, globals, words);
  auto& command = reconcile.add_command("fields", "What the holders of a case say otherwise, field by field");
  add_place_options(command, words.question);
  command.add_option("--summary", &words.summary, "only how often each field differs");
  command.add_option("--limit", &words.limit, "most cases to list").show_default().above_zero();
  command.footer =
      "Examples:\n  mizan reconcile fields --period 2026-03 --province PB --district KASUR\n  mizan "
      "reconcile fields "
      "--period "
      "2026-03 --summary\n\nOf the cases that any holder counts there in that time. `mizan case compare` "
      "shows one "
      "case.";
  command.action = [&globals] { fields(globals, words); };
}

}  // namespace mizan::app
