// `mizan offences`: the offence table, what it lacks, and what contradicts it.
#include <algorithm>
#include <filesystem>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/meaning.hpp"
#include "app/text_file.hpp"
#include "normalize/csv.hpp"
#include "normalize/offence_review.hpp"
#include "store/section_texts.hpp"

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using normalize::Offence;

struct Words {
  std::string law;
  std::string group;
  std::string source;
  int limit = 100;
  fs::path sections;
  fs::path classes;
};

std::string section_text(const std::string& section, const std::string& clause) {
  return clause.empty() ? section : fmt::format("{}({})", section, clause);
}

fs::path table_file(const Globals& globals) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  return (config.tables.empty() ? shipped_tables() : config.tables) / "offences" / "pakistan.csv";
}

normalize::OffenceTable read_table(const fs::path& file) {
  return value_or_fail(normalize::OffenceTable::parse_csv(value_or_fail(read_text(file)), file.string()));
}

void list(const Globals& globals, const Words& words) {
  const auto offences = read_table(table_file(globals));
  Table table({{"law"},
               {"section"},
               {"title"},
               {"group"},
               {"iccs"},
               {"rank", true},
               {"max years", true},
               {"flags"},
               {"confidence"}});
  for (const auto* row : offences.rows()) {
    if ((!words.law.empty() && row->law != words.law) || (!words.group.empty() && row->group != words.group))
      continue;
    normalize::OffenceSummary flags;
    flags.death = row->death;
    flags.murder = row->murder;
    flags.sexual_violence = row->sexual_violence;
    table.add({row->law, section_text(row->section, row->clause), row->title, row->group, row->iccs,
               fmt::format("{}", row->rank), fmt::format("{}", row->max_years), flags.flags(),
               row->confidence});
  }
  print(table, globals);
}

// Sections that name no law are of the source's own.
normalize::LawTable laws_of(const Session& session, const std::string& source) {
  for (const auto& each : session.source_configs()) {
    if (each.name == source) return value_or_fail(session.meaning_of(each)).rules.laws;
  }
  return normalize::LawTable();
}

std::string near_text(const std::vector<const Offence*>& rows) {
  std::string text;
  for (const auto* row : rows)
    text += fmt::format("{}{} {} ({})", text.empty() ? "" : "; ", section_text(row->section, row->clause),
                        row->title, row->group);
  return text;
}

void unmapped(const Globals& globals, const Words& words) {
  constexpr std::size_t kNearest = 3;
  const auto offences = read_table(table_file(globals));
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  normalize::SectionReview review(offences);
  std::map<std::string, normalize::LawTable> laws;
  for (const auto& each : value_or_fail(store::section_texts(session.store(), words.source))) {
    auto found = laws.find(each.source);
    if (found == laws.end()) found = laws.emplace(each.source, laws_of(session, each.source)).first;
    review.add(each.text, found->second, each.records);
  }
  const auto all = review.unmapped();
  Table table({{"law"}, {"section"}, {"records", true}, {"as written"}, {"nearest in the table"}});
  for (const auto& each : all) {
    if (table.size() == static_cast<std::size_t>(words.limit)) break;
    table.add({each.law, section_text(each.section, each.clause), fmt::format("{}", each.records),
               each.example, near_text(normalize::nearest_rows(offences, each.law, each.section, kNearest))});
  }
  print(table, globals);
  fmt::print(stderr,
             "{} sections without a row, named {} times; with one {} times; {} records with a part that is "
             "no section\n",
             all.size(), review.unknown(), review.known(), review.unread());
}

std::set<std::string> column_of(const fs::path& file, const std::string& column) {
  const auto text = value_or_fail(read_text(file));
  const auto csv = value_or_fail(normalize::read_csv(text, file.string(), {column}));
  std::set<std::string> cells;
  for (const auto& row : csv.rows) cells.insert(std::string(csv.cell(row, csv.column(column))));
  return cells;
}

void check(const Globals& globals, const Words& words) {
  const auto offences = read_table(table_file(globals));
  auto found = normalize::contradictions(offences);
  const auto add = [&](std::vector<normalize::OffenceFinding> more) {
    std::move(more.begin(), more.end(), std::back_inserter(found));
  };
  if (!words.sections.empty())
    add(normalize::sections_not_in(offences, words.law.empty() ? "PPC" : words.law,
                                   column_of(words.sections, "section")));
  if (!words.classes.empty()) add(normalize::classes_not_in(offences, column_of(words.classes, "value")));
  Table table({{"law"}, {"section"}, {"title"}, {"what"}});
  for (const auto& each : found)
    table.add({each.row->law, section_text(each.row->section, each.row->clause), each.row->title, each.what});
  print(table, globals);
  if (!found.empty()) std::exit(exit_code(base::Code::kData));
}

void add_check(Command& offences, Globals& globals, Words& words) {
  auto& command = offences.add_command("check", "Rows that contradict themselves, or a list that you have");
  command.add_option("--sections", &words.sections,
                     "a CSV with a column \"section\": the sections of the law");
  command.add_option("--law", &words.law, "which law that is; PPC unless said otherwise");
  command.add_option("--classes", &words.classes, "a CSV with a column \"value\": the classes there are");
  command.footer =
      "Examples:\n  mizan offences check\n  mizan offences check --sections ppc_sections.csv --classes "
      "psccs_2018.csv\n\nExit code 3: something is listed.";
  command.action = [&] { check(globals, words); };
}

}  // namespace

void add_offence_commands(Command& program, Globals& globals) {
  static Words words;
  auto& offences =
      program.add_command("offences", "The offence table: which sections it has, and which it lacks");
  auto& all = offences.add_command("list", "Its rows");
  all.add_option("--law", &words.law, "only this one: PPC, CNSA …");
  all.add_option("--group", &words.group, "only this offence group");
  all.footer =
      "Examples:\n  mizan offences list --group homicide\n  mizan offences list --law CNSA --format csv";
  all.action = [&globals] { list(globals, words); };
  auto& missing = offences.add_command("unmapped", "Sections that records name and the table lacks");
  missing.add_option("--source", &words.source, "of this source alone");
  missing.add_option("--limit", &words.limit, "most to print, the most frequent first")
      .show_default()
      .above_zero();
  missing.footer =
      "Examples:\n  mizan offences unmapped\n  mizan offences unmapped --source punjab-courts --format "
      "csv\n\nA row more "
      "in offences/pakistan.csv of the tables is all that it takes; records have it when they are read "
      "again.";
  missing.action = [&globals] { unmapped(globals, words); };
  add_check(offences, globals, words);
}

}  // namespace mizan::app
