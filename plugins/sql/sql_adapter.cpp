// The generic connector for databases: queries of a mapping, and no code.
#include <fmt/format.h>

#include <algorithm>
#include <mizan/mapping/file_connector.hpp>
#include <mizan/sdk/secret.hpp>

#include "progress.hpp"
#include "query_reader.hpp"
#include "test_rows.hpp"

namespace {
using namespace mizan;

constexpr char kSchema[] =
    R"({"type": "object", "required": ["backend", "mapping"], "additionalProperties": false,
  "properties": {"mapping": {"type": "object"},
    "backend": {"enum": ["postgresql", "mariadb", "mysql", "sqlite", "odbc", "rows"]},
    "host": {"type": "string"}, "port": {"type": "integer"}, "socket": {"type": "string"},
    "database": {"type": "string"}, "folder": {"type": "string"}, "user": {"type": "string"},
    "password_secret": {"type": "string"}, "tls": {"enum": ["off", "encrypted", "verified"]},
    "tls_ca": {"type": "string"}, "dsn": {"type": "string"}, "driver": {"type": "string"},
    "options": {"type": "array", "items": {"type": "string"}}, "time_zone": {"type": "string"},
    "connect_seconds": {"type": "integer"}, "statement_seconds": {"type": "integer"}}})";

mapping::Mapping compile(const sdk::Config& config) {
  const auto given = config.object("mapping");
  auto compiled = mapping::Mapping::compile(given.text("text"), given.text("name"));
  if (compiled.input().format != "sql") {
    throw sdk::Error(MIZAN_E_CONFIG,
                     fmt::format("{}: input.format is \"{}\", but the source's adapter is \"sql\"",
                                 given.text("name"), compiled.input().format));
  }
  return compiled;
}

class SqlAdapter final : public sdk::Adapter {
 public:
  static constexpr std::uint32_t kNeeds = MIZAN_NEED_NETWORK;

  SqlAdapter(sdk::Host host, const sdk::Config& config)
      : host_(host),
        guard_(host),
        settings_(sql::read_settings(config)),
        mapping_text_(config.object("mapping").text("text")),
        mapping_(compile(config)) {}

  void check(const sdk::Call& call) override {
    auto database = open();
    for (const auto& query : queries(*database)) {
      call.check();
      sql::QueryReader(*database, query, places(query));
    }
  }

  void read(const sdk::Call& call, std::string_view token, sdk::Sink& sink) override {
    sql::Progress progress(mapping_text_);
    progress.resume(token);
    call.check();
    auto database = open();
    const auto all = queries(*database);
    mapping::RecordStream out(mapping_, call, sink, guard_);
    if (mapping_.input().snapshot || settings_.backend == sql::Backend::kRows) {
      read_snapshot(*database, all, {call, out, [&] { out.flush(); }}, progress, sink);
    } else {
      read_on(*database, all, call, out, std::string(token), progress);
    }
    if (const auto summary = mapping_.filtered_summary(); !summary.empty()) host_.info(summary);
  }

 private:
  using Queries = std::vector<mapping::Query>;

  std::unique_ptr<sql::Database> open() const {
    const auto password = settings_.password_secret.empty()
                              ? std::string()
                              : sdk::read_secret(host_, settings_.password_secret);
    return std::make_unique<sql::Database>(settings_, password);
  }

  Queries queries(sql::Database& database) const {
    return settings_.backend == sql::Backend::kRows ? sql::use_test_rows(database, settings_.folder, mapping_)
                                                    : mapping_.input().queries;
  }

  const std::vector<mapping::Place>& places(const mapping::Query& query) const {
    static const std::vector<mapping::Place> kNone;
    const auto groups = mapping_.groups();
    return std::find(groups.begin(), groups.end(), query.name) == groups.end() ? kNone
                                                                               : mapping_.places(query.name);
  }

  void read_snapshot(sql::Database& database, const Queries& all, const sql::QueryReader::Output& output,
                     const sql::Progress& progress, sdk::Sink& sink) {
    if (!database.begin_snapshot())
      host_.warn("this database is not known here, so pages of one snapshot may show different moments");
    sink.begin_snapshot();
    for (const auto& query : all) {
      sql::QueryReader reader(database, query, places(query));
      reader.read_all(output);
      output.records.flush();
      refuse_lacking(reader, query);
    }
    sink.complete_snapshot();
    sink.checkpoint(progress.token());
  }

  void read_on(sql::Database& database, const Queries& all, const sdk::Call& call, mapping::RecordStream& out,
               std::string token, sql::Progress& progress) {
    const auto reached = [&] {
      out.flush();
      if (auto now = progress.token(); now != token) out.checkpoint(token = std::move(now));
    };
    const auto most_digests = sql::Progress::kMostDigests / (2 * all.size());
    const mapping::Query* lacking = nullptr;
    for (const auto& query : all) {
      sql::QueryReader reader(database, query, places(query));
      reader.read_on(progress.of(query.name), most_digests, {call, out, reached});
      if (reader.lacks_values()) lacking = &query;
    }
    if (lacking != nullptr) refuse_lacking(*lacking);
  }

  static void refuse_lacking(const sql::QueryReader& reader, const mapping::Query& query) {
    if (reader.lacks_values()) refuse_lacking(query);
  }
  [[noreturn]] static void refuse_lacking(const mapping::Query& query) {
    throw sdk::Error(
        MIZAN_E_DATA,
        fmt::format("query \"{}\": rows without a value in its columns \"changed\" and \"key\" cannot be "
                    "read: give them one by COALESCE in the query; all other rows were taken",
                    query.name));
  }

  sdk::Host host_;
  sdk::Guard guard_;
  sql::Settings settings_;
  std::string mapping_text_;
  mapping::Mapping mapping_;
};

}  // namespace

MIZAN_ADAPTER(SqlAdapter, {"sql", "1.0.0", kSchema, /*checkpoint_version=*/1});
