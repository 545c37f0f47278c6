#include "app/meaning.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "app/place_files.hpp"
#include "app/toml_reader.hpp"
#include "base/digest.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

std::optional<base::Day> to_day(const toml::node* node) {
  const auto date = node != nullptr ? node->value<toml::date>() : std::nullopt;
  if (!date) return std::nullopt;
  return base::make_day(date->year, date->month, date->day);
}

/// What [source] names beside what goes into the meaning as it is.
struct Named {
  std::string law = "PPC";
  std::string places;  ///< a file of places/; empty: none
  std::string codes;   ///< a file of code-tables/; empty: none
};

/// "hearing.held_on" as a kind and a field; nothing if it is none.
std::optional<std::pair<model::Kind, model::FieldId>> kind_and_field(const std::string& name) {
  const auto dot = name.find('.');
  const auto kind = model::find_kind(name.substr(0, dot));
  const auto* field = dot == std::string::npos ? nullptr : model::find_field(name.substr(dot + 1));
  if (!kind || field == nullptr || field->id >= 256) return std::nullopt;
  return std::pair{*kind, field->id};
}

// Without a mapping nobody else knows what the adapter sees.
void read_observes(TomlReader& reader, const toml::table& table, model::SourceDeclaration& declaration) {
  reader.allow({"observes"});
  const auto* list = table["observes"].as_array();
  if (list == nullptr || list->empty())
    return reader.fail(&table, "observes",
                       "list what the adapter gives: [\"case.district\", \"hearing.held_on\"]");
  for (const auto& item : *list) {
    const auto seen = kind_and_field(item.value_or(std::string()));
    if (!seen) reader.fail(&item, "observes", "expected a kind and its field, \"hearing.held_on\"");
    if (seen) declaration.observes[static_cast<std::size_t>(seen->first)].set(seen->second);
  }
}

// Asked of everybody: what nobody is said to see whole is never counted.
void read_populations(TomlReader& reader, const toml::table& table, model::SourceDeclaration& declaration) {
  constexpr std::string_view kAny = "firs, submissions, cases, hearings, bail, custody";
  reader.allow({"populations"});
  const auto* list = table["populations"].as_array();
  if (list == nullptr)
    return reader.fail(&table, "populations",
                       fmt::format("list what the source sees whole, of {}; [] if nothing", kAny));
  for (const auto& item : *list) {
    const auto population = model::find_population(item.value_or(std::string()));
    if (!population) reader.fail(&item, "populations", fmt::format("expected some of {}", kAny));
    if (population) declaration.populations.set(static_cast<std::size_t>(*population));
  }
}

base::Result<> read_source_table(const toml::table& table, const std::string& file, bool mapped, Meaning& out,
                                 Named& named) {
  TomlReader reader(table, file, "source.");
  std::string holder = "court";
  std::string mode = "incremental";
  std::int64_t plausible = out.plausible_percent;
  reader.read("holder", holder);
  reader.read("province", out.declaration.province);
  reader.read("mode", mode);
  reader.read("zone", out.rules.zone);
  reader.read("law", named.law);
  reader.read("places", named.places);
  reader.read("codes", named.codes);
  reader.read("plausible_percent", plausible, 0, 100);
  reader.allow({"capture_day"});
  if (mapped) reader.allow({"not_observed"});
  if (!mapped) read_observes(reader, table, out.declaration);
  read_populations(reader, table, out.declaration);
  const auto found = model::find_holder(holder);
  if (!found) reader.fail(table.get("holder"), "holder", "expected police, prosecution, court or prison");
  if (mode != "snapshot" && mode != "incremental")
    reader.fail(table.get("mode"), "mode", "expected snapshot or incremental");
  if (!base::known_zone(out.rules.zone))
    reader.fail(table.get("zone"), "zone", "is no time zone such as \"Asia/Karachi\"");
  if (table.contains("capture_day")) {
    out.declaration.capture_day = to_day(table.get("capture_day"));
    if (!out.declaration.capture_day)
      reader.fail(table.get("capture_day"), "capture_day", "expected a day, 2026-03-01");
  }
  MIZAN_TRY(reader.finish());
  out.declaration.holder = *found;
  out.declaration.snapshot = mode == "snapshot";
  out.plausible_percent = static_cast<int>(plausible);
  out.rules.province = out.declaration.province;
  return {};
}

base::Result<> read_values_table(const toml::table& table, const std::string& file, Meaning& out) {
  TomlReader reader(table, file, "values.");
  reader.allow({"null", "sentinels"});
  if (const auto* list = table["null"].as_array()) {
    out.rules.null_texts.clear();
    for (const auto& item : *list) out.rules.null_texts.push_back(item.value_or(std::string()));
  }
  if (const auto* list = table["sentinels"].as_array()) {
    for (const auto& item : *list) {
      const auto day = to_day(&item);
      if (!day) reader.fail(&item, "sentinels", "expected days such as 5000-01-01");
      if (day) out.rules.dates.sentinels.push_back(*day);
    }
  }
  return reader.finish();
}

// Tables that many sources share. Those of the source's own are read later, so that they replace them.
base::Result<> read_shared(const Named& named, const SharedTables& shared, const std::string& file,
                           Meaning& out) {
  const auto text_of = [&](const fs::path& table) -> base::Result<std::string> {
    auto text = read_text(table);
    if (!text) return base::within(file + ": source", text.error());
    return text;
  };
  if (!named.places.empty()) {
    out.places_file = shared.folder / "places" / (named.places + ".csv");
    auto places = read_places(out.places_file, shared.own_places);
    if (!places) return base::within(file + ": source", places.error());
    out.rules.places = std::move(places->table);
    out.places_digest = std::move(places->digest);
  }
  if (!named.codes.empty()) {
    const auto table = shared.folder / "code-tables" / (named.codes + ".toml");
    MIZAN_ASSIGN(const auto text, text_of(table));
    MIZAN_ASSIGN(auto codes, normalize::parse_code_toml(text, table.string()));
    for (auto& [field, one] : codes) out.rules.codes.add(std::nullopt, field, std::move(one));
  }
  return {};
}

// "disposal" or "hearing.outcome" = a CSV file beside the mapping.
base::Result<> read_codes_table(const toml::table& table, const fs::path& file, Meaning& out) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const auto dot = name.find('.');
    const auto kind = dot == std::string::npos ? std::nullopt : model::find_kind(name.substr(0, dot));
    const auto* field = model::find_field(dot == std::string::npos ? name : name.substr(dot + 1));
    const auto path = node.value<std::string>();
    if (field == nullptr || (dot != std::string::npos && !kind) || !path) {
      return base::Error{base::Code::kConfig,
                         fmt::format("{}:{}: codes.{}: write field = \"table.csv\" with a coded field",
                                     file.string(), node.source().begin.line, name)};
    }
    const auto table_file = file.parent_path() / *path;
    MIZAN_ASSIGN(const auto text, read_text(table_file));
    MIZAN_ASSIGN(auto codes, normalize::CodeTable::parse_csv(text, table_file.string(), field->id));
    out.rules.codes.add(kind, field->id, std::move(codes));
  }
  return {};
}

// What is mapped is observed, unless the mapping says that the source cannot really see it.
void read_observed(const toml::table& table, Meaning& out) {
  const auto* records = table["record"].as_array();
  for (std::size_t i = 0; records != nullptr && i < records->size(); ++i) {
    const auto* record = (*records)[i].as_table();
    const auto kind =
        record != nullptr ? model::find_kind((*record)["kind"].value_or(std::string())) : std::nullopt;
    const auto* fields = kind ? (*record)["fields"].as_table() : nullptr;
    if (fields == nullptr) continue;
    for (const auto& [name, node] : *fields) {
      const auto* field = model::find_field(name.str());
      if (field != nullptr && field->id < 256)
        out.declaration.observes[static_cast<std::size_t>(*kind)].set(field->id);
    }
  }
  const auto* hidden = table["source"]["not_observed"].as_array();
  for (std::size_t i = 0; hidden != nullptr && i < hidden->size(); ++i) {
    const auto seen = kind_and_field((*hidden)[i].value_or(std::string()));
    if (seen) out.declaration.observes[static_cast<std::size_t>(seen->first)].reset(seen->second);
  }
}

base::Result<std::string> make_key(const fs::path& file) {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return base::Error{base::Code::kInternal, "no random bytes for the pseudonym key"};
  }
  const auto key = base::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = fd >= 0 && write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size());
  if (fd >= 0) close(fd);
  if (!written)
    return base::Error{base::Code::kConfig, file.string() + ": the pseudonym key cannot be written"};
  return key;
}

base::Result<base::Secret> read_key(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    MIZAN_ASSIGN(auto made, make_key(file));
    return base::Secret(std::move(made));
  }
  struct stat about {};
  if (stat(file.c_str(), &about) == 0 && (about.st_mode & 077U) != 0) {
    return base::Error{base::Code::kConfig,
                       file.string() + ": others may read the pseudonym key: chmod 600 it"};
  }
  MIZAN_ASSIGN(auto text, read_text(file));
  if (text.size() < 32)
    return base::Error{base::Code::kConfig, file.string() + ": the pseudonym key is too short"};
  return base::Secret(std::move(text));
}

}  // namespace

base::Result<SharedTables> read_public_tables(const fs::path& tables) {
  SharedTables shared;
  shared.folder = tables;
  const auto offences = tables / "offences" / "pakistan.csv";
  MIZAN_ASSIGN(const auto offence_text, read_text(offences));
  MIZAN_ASSIGN(auto offence_table, normalize::OffenceTable::parse_csv(offence_text, offences.string()));
  shared.offences = std::make_shared<const normalize::OffenceTable>(std::move(offence_table));
  return shared;
}

base::Result<SharedTables> read_shared_tables(const fs::path& tables, const fs::path& key_file) {
  MIZAN_ASSIGN(auto shared, read_public_tables(tables));
  MIZAN_ASSIGN(shared.matching_key, read_key(key_file));
  return shared;
}

base::Result<Meaning> read_meaning(const SourceConfig& source, const SharedTables& shared) {
  Meaning out;
  const auto& file = meaning_file(source);
  const bool mapped = !source.mapping.empty();
  MIZAN_ASSIGN(auto text, read_text(file));
  out.mapping_digest = fmt::format("{:016x}", base::digest64(text));
  if (mapped) out.mapping_text = std::move(text);
  MIZAN_ASSIGN(const auto table, TomlReader::parse(file));
  out.declaration.name = source.name;
  out.rules.offences = shared.offences;
  out.rules.matching_key = shared.matching_key;
  Named named;
  static const toml::table kNothingSaid;
  const auto* part = table["source"].as_table();
  if (part == nullptr && !mapped) {
    return base::Error{base::Code::kConfig,
                       file.string() +
                           ": mapping: is missing: name the mapping file, or list in [source] "
                           "what the adapter gives, observes = [\"case.district\"]"};
  }
  MIZAN_TRY(read_source_table(part ? *part : kNothingSaid, file.string(), mapped, out, named));
  MIZAN_TRY(read_shared(named, shared, file.string(), out));
  if (const auto* values = table["values"].as_table())
    MIZAN_TRY(read_values_table(*values, file.string(), out));
  if (const auto* codes = table["codes"].as_table()) MIZAN_TRY(read_codes_table(*codes, file, out));
  out.rules.laws = normalize::LawTable(named.law);
  if (mapped) read_observed(table, out);
  return out;
}

}  // namespace mizan::app
