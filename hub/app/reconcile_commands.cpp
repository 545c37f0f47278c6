// `mizan reconcile`: what each holder counts, and by what their counts differ.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/reconcile_desk.hpp"
#include "model/case_id.hpp"
#include "reconcile/counts.hpp"
#include "reconcile/differences.hpp"
#include "reconcile/reading.hpp"

namespace mizan::app {
namespace {

using reconcile::Level;
using reconcile::Question;

struct Words {
  Question question;
  bool summary = false;
  int limit = 1'000;
};

template <class Tally>
void read_into(Tally& tally, ReconcileDesk& desk) {
  or_fail(reconcile::for_each_held(desk.session.store(), desk.selection, desk.sources, desk.session.today(),
                                   [&](const reconcile::HeldCase& held) -> base::Result<> {
                                     tally.add(held);
                                     return {};
                                   }));
}

std::vector<Table::Column> cell_columns(Level level) {
  std::vector<Table::Column> columns = {{"period"}, {"province"}};
  if (level != Level::kProvince) columns.push_back({"district"});
  if (level == Level::kStation) columns.push_back({"station"});
  return columns;
}

std::vector<std::string> cell_texts(const reconcile::Cell& cell, Level level) {
  std::vector<std::string> texts = {cell.period, cell.place.province};
  if (level != Level::kProvince) texts.push_back(cell.place.district);
  if (level == Level::kStation) texts.push_back(cell.place.station);
  return texts;
}

template <class T>
void append(std::vector<T>& to, std::vector<T> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

std::string holder_text(model::Holder holder) {
  return std::string(model::holder_name(holder));
}

// One line a count.
Table long_table(const ReconcileDesk& desk, const std::vector<reconcile::Count>& counts) {
  auto columns = cell_columns(desk.selection.level);
  append(columns, {{"stage"},
                   {"holder"},
                   {"count", true},
                   {"status"},
                   {"whole"},
                   {"why"},
                   {"signed", true},
                   {"signed on"},
                   {"office"}});
  Table table(columns);
  for (const auto& each : counts) {
    auto row = cell_texts(each.cell, desk.selection.level);
    append(row, {std::string(reconcile::info_of(each.stage).name), holder_text(each.holder),
                 each.sight.observed ? fmt::format("{}", each.count) : "", std::string(each.sight.status()),
                 each.sight.whole ? "yes" : "no", each.sight.why});
    const auto* figure = desk.signed_figures.find(each.cell, each.stage, each.holder);
    append(row, figure == nullptr ? std::vector<std::string>(3)
                                  : std::vector<std::string>{fmt::format("{}", figure->signed_count),
                                                             day_text(figure->signed_at), figure->office});
    table.add(std::move(row));
  }
  return table;
}

std::string count_text(const reconcile::Count& each) {
  if (!each.sight.observed) return "not observed";
  return fmt::format("{}{}{}", each.count, each.sight.whole ? "" : " in part",
                     each.sight.provisional ? " so far" : "");
}

// "police signed 412 on 2026-04-05, now 407"
std::string signed_text(const ReconcileDesk& desk, std::span<const reconcile::Count> of_stage) {
  std::string text;
  for (const auto& each : of_stage) {
    const auto* figure = desk.signed_figures.find(each.cell, each.stage, each.holder);
    if (figure == nullptr) continue;
    text += fmt::format("{}{} signed {} on {}", text.empty() ? "" : "; ", holder_text(each.holder),
                        figure->signed_count, day_text(figure->signed_at));
    if (each.count != figure->signed_count) text += fmt::format(", now {}", each.count);
  }
  return text;
}

// What the holders that observe it differ by, at most; empty where fewer than two do.
std::string spread_text(std::span<const reconcile::Count> of_stage) {
  std::vector<std::int64_t> seen;
  for (const auto& each : of_stage) {
    if (each.sight.observed) seen.push_back(each.count);
  }
  if (seen.size() < 2) return "";
  const auto [least, most] = std::ranges::minmax_element(seen);
  return fmt::format("{}", *most - *least);
}

// For people: one line a stage, the holders beside each other.
Table wide_table(const ReconcileDesk& desk, const std::vector<reconcile::Count>& counts) {
  const auto holders = desk.sources.holders();
  auto columns = cell_columns(desk.selection.level);
  columns.push_back({"stage"});
  for (const auto holder : holders) columns.push_back({holder_text(holder)});
  append(columns, {{"differ by", true}, {"signed"}});
  Table table(columns);
  for (std::size_t at = 0; at < counts.size(); at += holders.size()) {
    const auto of_stage = std::span(counts).subspan(at, holders.size());
    auto row = cell_texts(of_stage[0].cell, desk.selection.level);
    row.emplace_back(reconcile::info_of(of_stage[0].stage).name);
    for (const auto& each : of_stage) row.push_back(count_text(each));
    append(row, {spread_text(of_stage), signed_text(desk, of_stage)});
    table.add(std::move(row));
  }
  return table;
}

void show(const Globals& globals, const Words& words) {
  auto desk = open_desk(globals, words.question);
  reconcile::Tally tally(desk.selection, desk.sources);
  read_into(tally, desk);
  const auto counts = tally.counts();
  if (counts.empty()) fmt::print(stderr, "nobody counts anything there in that time\n");
  print(globals.format == "table" ? wide_table(desk, counts) : long_table(desk, counts), globals);
}

Table summary_table(const ReconcileDesk& desk, const reconcile::DifferenceTally& tally) {
  auto columns = cell_columns(desk.selection.level);
  append(columns,
         {{"stage"}, {"first"}, {"counts", true}, {"second"}, {"counts too", true}, {"differ by", true}});
  for (std::size_t i = 0; i < reconcile::kWhyCount; ++i) {
    columns.push_back({std::string(reconcile::why_name(static_cast<reconcile::Why>(i)))});
  }
  Table table(columns);
  for (const auto& each : tally.differences()) {
    auto row = cell_texts(each.cell, desk.selection.level);
    append(row,
           {std::string(reconcile::info_of(each.stage).name), holder_text(each.first),
            fmt::format("{}", each.first_count), holder_text(each.second),
            fmt::format("{}", each.second_count), fmt::format("{}", each.first_count - each.second_count)});
    for (std::size_t i = 0; i < reconcile::kWhyCount; ++i) {
      const bool none = each.only_first[i] == 0 && each.only_second[i] == 0;
      row.push_back(none ? "" : fmt::format("+{} -{}", each.only_first[i], each.only_second[i]));
    }
    table.add(std::move(row));
  }
  return table;
}

Table part_table(const ReconcileDesk& desk, const reconcile::DifferenceTally& tally) {
  std::vector<Table::Column> columns = {{"case"}, {"FIR"}};
  append(columns, cell_columns(desk.selection.level));
  append(columns,
         {{"stage"}, {"has"}, {"lacks"}, {"why"}, {"day"}, {"source"}, {"key"}, {"report"}, {"detail"}});
  Table table(columns);
  for (const auto& part : tally.page()) {
    std::vector<std::string> row = {part.case_id, part.fir};
    append(row, cell_texts(part.cell, desk.selection.level));
    append(row, {std::string(reconcile::info_of(part.entry.stage).name), holder_text(part.has),
                 holder_text(part.lacks), std::string(reconcile::why_name(part.why)),
                 base::to_iso(part.entry.day), std::string(desk.sources.name_of(part.entry.source)),
                 part.entry.case_key, part.entry.key, part.detail});
    table.add(std::move(row));
  }
  return table;
}

void differences(const Globals& globals, const Words& words) {
  auto desk = open_desk(globals, words.question);
  reconcile::DifferenceTally tally(desk.selection, desk.sources, {}, static_cast<std::size_t>(words.limit));
  read_into(tally, desk);
  if (words.summary || globals.format == "table") print(summary_table(desk, tally), globals);
  if (words.summary) return;
  if (globals.format == "table") fmt::print("\n");
  print(part_table(desk, tally), globals);
  const auto shown = static_cast<std::int64_t>(tally.page().size());
  if (shown < tally.part_count())
    fmt::print(stderr, "{} of {} are shown: a larger --limit shows more\n", shown, tally.part_count());
}

}  // namespace

void add_reconcile_commands(Command& program, Globals& globals) {
  static Words words;
  auto& reconcile = program.add_command(
      "reconcile", "What police, prosecution and courts each count, and which cases the difference is");
  auto& counts = reconcile.add_command("show", "The counts of each holder, by its own records");
  add_place_options(counts, words.question);
  counts.footer =
      "Examples:\n  mizan reconcile show --period 2026-03 --province PB\n  mizan reconcile show --from "
      "2026-01 "
      "--to 2026-03 "
      "--province PB --district KASUR --by station\n  mizan reconcile show --period 2026-03 --format csv\n\n"
      "\"not observed\": no source of that holder sees it, which is not 0. \"in part\": what it sees is not "
      "all "
      "that there is.\n\"so far\": its data do not reach to the end of the period.";
  counts.action = [&globals] { show(globals, words); };
  auto& parts =
      reconcile.add_command("differences", "The cases that one holder counts and another one does not");
  add_place_options(parts, words.question);
  parts.add_option("--between", &words.question.between, "only these two: police,prosecution");
  parts.add_option("--summary", &words.summary, "only how many of which reason");
  parts.add_option("--limit", &words.limit, "most to list").show_default().above_zero();
  parts.footer =
      "Examples:\n  mizan reconcile differences --period 2026-03 --province PB --district KASUR\n  mizan "
      "reconcile "
      "differences "
      "--period 2026-03 --province PB --between police,court --stage disposed --format csv\n  mizan "
      "reconcile "
      "differences "
      "--period 2026-03 --summary\n\nThe counts of two holders differ by exactly what is listed: +, what the "
      "first "
      "alone has, less -, what the second alone has.";
  parts.action = [&globals] { differences(globals, words); };
  add_reconcile_lists(reconcile, globals);
  add_sign_commands(reconcile, globals);
}

}  // namespace mizan::app
