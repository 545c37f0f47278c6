#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/place_files.hpp"
#include "app/place_upkeep.hpp"
#include "store/unmatched_places.hpp"

namespace mizan::app {
namespace {

using normalize::Place;
using normalize::PlaceLevel;

struct Words {
  std::string level;
  std::string within;
  std::string on;
  std::string source;
  int limit = 200;
  ReviewedSpelling reviewed;
};

Session open_session(const Globals& globals, store::OpenMode mode) {
  return value_or_fail(Session::open(globals.config, mode, system_clock()));
}

/// What can be read of a hub that has no store yet.
struct Files {
  HubConfig config;
  std::filesystem::path shared;
  PlaceFiles places;
};

// The shared table is the one that the first source with one names; without any, Pakistan's.
Files files_of(const Globals& globals) {
  Files files{value_or_fail(read_hub_config(globals.config)), {}, {}};
  auto& config = files.config;
  if (config.tables.empty()) config.tables = shipped_tables();
  auto tables = value_or_fail(read_public_tables(config.tables));
  tables.own_places = config.places;
  for (const auto& source : value_or_fail(read_source_configs(config.sources))) {
    if (files.shared.empty()) files.shared = value_or_fail(read_meaning(source, tables)).places_file;
  }
  if (files.shared.empty()) files.shared = config.tables / "places" / "pakistan.csv";
  files.places = value_or_fail(read_places(files.shared, config.places));
  return files;
}

base::Day day_or_fail(const std::string& text) {
  if (text.empty()) return normalize::PlaceTable::kNow;
  const auto day = base::parse_iso_day(text);
  if (!day) fail({base::Code::kConfig, "--on takes a day, 2022-10-14"});
  return *day;
}

std::string iso_or_empty(base::Day day) {
  return day == base::kFarPast || day == base::kFarFuture ? std::string() : base::to_iso(day);
}

bool lies_within(const normalize::PlaceTable& table, const Place& place, const std::string& code,
                 base::Day day) {
  for (const auto* at = &place; at != nullptr;
       at = at->parent.empty() ? nullptr : table.find(at->parent, day)) {
    if (at->code == code || at->parent == code) return true;
  }
  return code.empty();
}

void list(const Globals& globals, const Words& words) {
  const auto files = files_of(globals).places;
  const auto day = day_or_fail(words.on);
  Table table({{"code"}, {"level"}, {"in"}, {"name"}, {"aliases"}, {"p-code"}, {"from"}, {"to"}, {"became"}});
  for (const auto& place : files.table->all()) {
    if (!words.level.empty() && normalize::place_level_name(place.level) != words.level) continue;
    if (!words.on.empty() && !place.valid_on(day)) continue;
    if (!lies_within(*files.table, place, words.within, day)) continue;
    table.add({place.code, std::string(normalize::place_level_name(place.level)), place.parent, place.name,
               fmt::format("{}", fmt::join(place.aliases, "; ")), place.pcode, iso_or_empty(place.from),
               iso_or_empty(place.to), fmt::format("{}", fmt::join(place.successors, "; "))});
  }
  print(table, globals);
}

PlaceLevel level_of(model::FieldId field) {
  if (field == model::field::province_id) return PlaceLevel::kProvince;
  if (field == model::field::district_id) return PlaceLevel::kDistrict;
  return field == model::field::court_id ? PlaceLevel::kCourt : PlaceLevel::kStation;
}

std::string candidates_of(const normalize::PlaceTable& table, const store::UnmatchedPlace& unmatched) {
  constexpr std::size_t kMost = 3;
  const auto level = level_of(unmatched.field);
  std::vector<std::string_view> scopes = {level == PlaceLevel::kStation ? std::string_view(unmatched.district)
                                          : level == PlaceLevel::kProvince
                                              ? std::string_view()
                                              : std::string_view(unmatched.province)};
  if (level == PlaceLevel::kStation) {
    for (const auto relative : table.relatives(unmatched.district)) scopes.push_back(relative);
  }
  std::string out;
  for (const auto scope : scopes) {
    for (const auto& each : table.nearest(level, scope, unmatched.spelling, kMost))
      out += fmt::format("{}{} ({})", out.empty() ? "" : "; ", each.code, each.spelling);
  }
  return out;
}

void unmatched(const Globals& globals, const Words& words) {
  auto session = open_session(globals, store::OpenMode::kRead);
  const auto files = files_of(globals).places;
  Table table(
      {{"level"}, {"spelling"}, {"province"}, {"district"}, {"source"}, {"records", true}, {"nearest"}});
  for (const auto& each :
       value_or_fail(store::unmatched_places(session.store(), words.source, words.limit))) {
    table.add({std::string(normalize::place_level_name(level_of(each.field))), each.spelling, each.province,
               each.district, each.source, fmt::format("{}", each.records),
               candidates_of(*files.table, each)});
  }
  print(table, globals);
}

void accept(const Globals& globals, const Words& words) {
  const auto files = files_of(globals);
  auto reviewed = words.reviewed;
  reviewed.on = base::to_iso(base::karachi_day(system_clock().now()));
  note_in_audit(files.config, "places accept", reviewed.code);
  or_fail(accept_spelling(files.shared, files.config.places, reviewed));
  fmt::print(stderr,
             "\"{}\" is now {}, by {}; `mizan places apply` reads the records held anew, as the next `mizan "
             "ingest` or "
             "a running hub does\n",
             reviewed.spelling, reviewed.code, (files.config.places / kReviewedSpellings).string());
}

/// A source that the store knows.
struct Known {
  const SourceConfig* config;
  model::SourceId id;
};

std::vector<Known> known_sources(Session& session) {
  std::vector<Known> known;
  const auto rows = value_or_fail(session.store().sources());
  for (const auto& config : session.source_configs()) {
    for (const auto& row : rows) {
      if (row.name == config.name) known.push_back({&config, row.id});
    }
  }
  return known;
}

void check(const Globals& globals) {
  auto session = open_session(globals, store::OpenMode::kRead);
  const auto files = files_of(globals).places;
  Table table({{"what"}, {"count", true}, {"detail"}});
  for (const auto level : {PlaceLevel::kProvince, PlaceLevel::kDivision, PlaceLevel::kDistrict,
                           PlaceLevel::kStation, PlaceLevel::kCourt}) {
    std::int64_t rows = 0;
    std::vector<std::string> without;
    for (const auto& place : files.table->all()) {
      if (place.level != level) continue;
      ++rows;
      const bool has_pcodes = level == PlaceLevel::kProvince || level == PlaceLevel::kDistrict;
      if (has_pcodes && place.pcode.empty()) without.push_back(place.code);
    }
    table.add({fmt::format("{} rows", normalize::place_level_name(level)), fmt::format("{}", rows),
               without.empty() ? "" : fmt::format("without a P-code: {}", fmt::join(without, ", "))});
  }
  std::int64_t behind = 0;
  for (const auto& each : known_sources(session)) {
    const auto meaning = value_or_fail(session.meaning_of(*each.config));
    const auto count = value_or_fail(places_to_renew(session.store(), each.id, meaning));
    behind += count.changed;
    table.add({fmt::format("records of {} to read anew", each.config->name), fmt::format("{}", count.changed),
               meaning.places_file.empty() ? "names no place table" : ""});
  }
  print(table, globals);
  if (behind > 0) std::exit(3);
}

void apply(const Globals& globals) {
  auto session = open_session(globals, store::OpenMode::kWrite);
  note_in_audit(session.config(), "places apply", "");
  Table table({{"source"}, {"looked at", true}, {"changed", true}});
  for (const auto& each : known_sources(session)) {
    const auto meaning = value_or_fail(session.meaning_of(*each.config));
    const auto count = value_or_fail(renew_places(session.store(), each.id, meaning, session.now()));
    table.add({each.config->name, fmt::format("{}", count.looked_at), fmt::format("{}", count.changed)});
  }
  const auto changes = value_or_fail(session.catch_up_kpis());
  print(table, globals);
  if (!changes.empty()) fmt::print(stderr, "{} published values changed\n", changes.size());
}

void add_looking(Command& places, Globals& globals, Words& words) {
  auto& all = places.add_command("list", "The place tables that hold for this hub");
  all.add_option("--level", &words.level, "only province, division, district, station or court")
      .one_of({"province", "division", "district", "station", "court"});
  all.add_option("--within", &words.within, "only what lies in this place, by its code");
  all.add_option("--on", &words.on, "only what there was on this day");
  all.footer =
      "Examples:\n  mizan places list --level district --within KP\n  mizan places list --within PB-LAHORE "
      "--on "
      "2020-01-01 --format csv";
  all.action = [&] { list(globals, words); };
  auto& open =
      places.add_command("unmatched", "Names in the records that no table has, with the nearest that it has");
  open.add_option("--source", &words.source, "only of this source");
  open.add_option("--limit", &words.limit, "most names to print").show_default().above_zero();
  open.footer =
      "Examples:\n  mizan places unmatched\n  mizan places unmatched --source punjab-courts --format "
      "csv\n\nStations are "
      "compared within their district alone. A province whose office keeps no list of stations or courts has "
      "none here.";
  open.action = [&] { unmatched(globals, words); };
  auto& checked =
      places.add_command("check", "Whether the tables can be read, and whether the records follow them");
  checked.footer =
      "Examples:\n  mizan places check\n  mizan places check --format json\n\nExit code 3: records were read "
      "by other "
      "tables than those of now; `mizan places apply` reads them anew.";
  checked.action = [&] { check(globals); };
}

}  // namespace

void add_places_commands(Command& program, Globals& globals) {
  static Words words;
  auto& places =
      program.add_command("places", "Provinces, districts, stations and courts, and what sources call them");
  add_looking(places, globals, words);
  auto& taken = places.add_command("accept", "Say what a spelling means");
  taken.add_option("spelling", &words.reviewed.spelling, "as the records have it").required();
  taken.add_option("code", &words.reviewed.code, "of the place that it means").required();
  taken.add_option("--by", &words.reviewed.by, "who says so").required();
  taken.add_option("--why", &words.reviewed.why, "what that is known from").required();
  taken.footer =
      "Example:\n  mizan places accept 'Civil Line' PB-PS-LAHORE-CIVIL-LINES --by 'DPP office, Lahore' --why "
      "'same station "
      "in the FIR register'\n\nWrites a line into places/aliases.csv beside mizan.toml. A spelling that "
      "already means "
      "another place of the same district or province is refused.";
  taken.action = [&] { accept(globals, words); };
  auto& again = places.add_command("apply", "Read the places of the records held anew, by the tables of now");
  again.footer =
      "Examples:\n  mizan places apply\n  mizan places apply --format json\n\nChanged records restate the "
      "KPIs with the "
      "reason \"config\". `mizan ingest` and `mizan run` do the same before they read a source.";
  again.action = [&] { apply(globals); };
}

}  // namespace mizan::app
