#include "api/records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/json_of.hpp"
#include "api/parameters.hpp"
#include "base/json.hpp"
#include "publish/cursor.hpp"
#include "publish/kpi_json.hpp"
#include "store/record_feed.hpp"

namespace mizan::api {

using nlohmann::ordered_json;

namespace {

constexpr int kVersion = 1;
constexpr std::int64_t kUsualRecords = 1'000;

base::Result<store::LogPlace> place_of(const std::string& cursor) {
  if (cursor.empty()) return store::LogPlace{};
  const auto read = publish::decode_record_cursor(cursor);
  if (read) return store::LogPlace{read->epoch, read->sequence, read->mark};
  if (read.error().code != base::Code::kUnsupported) return base::within("after", read.error());
  return base::Error{base::Code::kCheckpoint, read.error().message + ": read again from the beginning"};
}

// The sources that were asked for: one, or all.
base::Result<std::vector<store::SourceRow>> chosen(const std::string& name, store::Store& store) {
  MIZAN_ASSIGN(auto rows, store.sources());
  if (name.empty()) return rows;
  std::erase_if(rows, [&](const store::SourceRow& row) { return row.name != name; });
  if (rows.empty())
    return base::Error{base::Code::kNotFound, "there is no such source; /v1/sources lists what there is"};
  return rows;
}

ordered_json declared(const store::SourceRow& source) {
  auto json = base::parse_ordered_json(source.declaration);
  return json.is_object() ? json : ordered_json::object();
}

// What other hubs derive by themselves, and the pseudonyms of persons, which say nothing elsewhere and would
// tell persons apart there, stay here.
bool travels(const model::FieldInfo& info) {
  return info.type != model::FieldType::kIdentity && info.id < model::field::offence_group_id;
}

ordered_json record_json(const store::LogRecord& found, const std::string& source) {
  const auto& record = found.record;
  ordered_json json = {{"source", source},
                       {"sequence", found.sequence},
                       {"kind", model::kind_name(record.kind)},
                       {"key", record.key},
                       {"op", found.gone ? "delete" : "upsert"}};
  if (found.gone) return json;
  if (record.revision != 0) json["revision"] = record.revision;
  auto fields = ordered_json::object();
  auto native = ordered_json::object();
  record.for_each([&](const model::FieldInfo& info, const model::Record& of) {
    if (!travels(info)) return;
    if (of.has(info.id)) fields[std::string(info.name)] = value_of(info, of);
    if (const auto code = of.native(info.id)) native[std::string(info.name)] = *code;
  });
  json["fields"] = std::move(fields);
  if (!native.empty()) json["native"] = std::move(native);
  return json;
}

const store::SourceRow* named(const std::vector<store::SourceRow>& sources, model::SourceId id) {
  const auto row = std::find_if(sources.begin(), sources.end(),
                                [&](const store::SourceRow& each) { return each.id == id; });
  return row == sources.end() ? nullptr : &*row;
}

std::string sources_json(const std::vector<store::SourceRow>& sources) {
  auto list = ordered_json::array();
  for (const auto& source : sources)
    list.push_back({{"source", source.name}, {"declaration", declared(source)}});
  return publish::dump(list);
}

ordered_json member(const ordered_json& json, const char* name) {
  const auto found = json.find(name);
  return found == json.end() ? ordered_json() : *found;
}

// A text as TOML writes it, which is how JSON does.
std::string toml_text(const ordered_json& text) {
  return publish::dump(text.is_string() ? text : ordered_json(""));
}

std::string toml_list(const ordered_json& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ", ") + toml_text(text);
  return "[" + out + "]";
}

constexpr std::string_view kSourceFile =
    R"(# How another hub takes in the source {name} of this one (docs/hub-connector.md). Written by this hub from what
# the source declares. Put in the address of this hub, twice; the rest stays.
format = 1
name = {name}
adapter = "hub"
poll_seconds = 60

[settings]
url = "https://hub.example.pk"
source = {name}

[http]
hosts = ["hub.example.pk"]

[source]
holder = {holder}
province = {province}
law = {law}
populations = {populations}
observes = {observes}
{capture_day}
[values]
null = []
)";

}  // namespace

base::Result<Response> records_page(const Request& request, store::Store& store) {
  MIZAN_ASSIGN(const auto after, place_of(request.get("after")));
  MIZAN_ASSIGN(const auto limit, number_in(request, "limit", {1, kMostRecords}, kUsualRecords));
  const auto name = request.get("source");
  MIZAN_ASSIGN(auto sources, chosen(name, store));
  const auto source = name.empty() ? std::optional<model::SourceId>() : std::optional(sources.front().id);
  std::string records;
  std::int64_t count = 0;
  const auto visit = [&](const store::LogRecord& found) {
    // A source may have come since the list was made.
    if (named(sources, found.source) == nullptr) {
      if (auto fresh = store.sources()) sources = std::move(*fresh);
    }
    const auto* row = named(sources, found.source);
    if (row == nullptr) return false;
    records += (count++ > 0 ? "," : "") + publish::dump(record_json(found, row->name));
    return count < limit && records.size() < kFullPage;
  };
  MIZAN_ASSIGN(const auto page, store::read_log(store, after, source, visit));
  const auto& [epoch, sequence, mark] = page.place;
  Response response{200, "application/json",
                    fmt::format(R"({{"v":{},"sources":{},"records":[{}],"next":"{}","end":{}}})", kVersion,
                                sources_json(sources), records,
                                publish::encode_record_cursor({epoch, sequence, mark}), page.end)};
  response.cases = count;
  if (!page.end) response.next = publish::encode_record_cursor({epoch, sequence, mark});
  return response;
}

base::Result<Response> source_file(const Request& request, store::Store& store) {
  const auto name = request.get("source");
  if (name.empty())
    return base::Error{base::Code::kData, "source is missing: /v1/sources lists what there is"};
  MIZAN_ASSIGN(const auto sources, chosen(name, store));
  const auto json = declared(sources.front());
  if (!json.contains("observes")) {
    return base::Error{base::Code::kTransient,
                       "what this source sees is known when it was read once more: come back later"};
  }
  const auto day = member(json, "capture_day");
  const auto captured = day.is_string() && base::parse_iso_day(day.get<std::string>())
                            ? fmt::format("capture_day = {}\n", day.get<std::string>())
                            : std::string();
  return Response{200, "application/toml",
                  fmt::format(kSourceFile, fmt::arg("name", toml_text(name)),
                              fmt::arg("holder", toml_text(member(json, "holder"))),
                              fmt::arg("province", toml_text(member(json, "province"))),
                              fmt::arg("law", toml_text(member(json, "law"))),
                              fmt::arg("populations", toml_list(member(json, "populations"))),
                              fmt::arg("observes", toml_list(member(json, "observes"))),
                              fmt::arg("capture_day", captured))};
}

base::Result<Response> records_answer(const Request& request, const HubView& hub, store::Store& store) {
  const auto& path = request.path;
  if (!hub.records) {
    return base::Error{
        base::Code::kNotFound,
        "this hub does not give its records away: [publish] records = true in its mizan.toml does"};
  }
  if (path.size() == 3 && path[2] == "source-file") {
    MIZAN_TRY(only(request, {"source"}));
    return source_file(request, store);
  }
  if (path.size() != 2) return no_such_page();
  MIZAN_TRY(only(request, {"source", "after", "limit"}));
  return records_page(request, store);
}

}  // namespace mizan::api
