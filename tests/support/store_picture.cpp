#include "support/store_picture.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/session.hpp"
#include "base/json.hpp"
#include "publish/cloud_event.hpp"
#include "publish/kpi_json.hpp"
#include "store/raw_block.hpp"
#include "store/store.hpp"

namespace mizan::test {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr std::size_t kShown = 5;

/// Plain SQL over the file, past all code of the hub.
class Reader {
 public:
  explicit Reader(const fs::path& path) {
    if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) fail();
  }
  ~Reader() { sqlite3_close(db_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  template <class Take>
  void each(const std::string& sql, Take&& take) {
    sqlite3_stmt* row = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &row, nullptr) != SQLITE_OK) fail();
    while (sqlite3_step(row) == SQLITE_ROW) take(row);
    if (sqlite3_finalize(row) != SQLITE_OK) fail();
  }

 private:
  [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(db_)); }

  sqlite3* db_ = nullptr;
};

std::string text(sqlite3_stmt* row, int column) {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
  return bytes == nullptr ? ""
                          : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

std::string line_of(sqlite3_stmt* row, int first = 0) {
  std::string line;
  for (int i = first; i < sqlite3_column_count(row); ++i) {
    const bool null = sqlite3_column_type(row, i) == SQLITE_NULL;
    line += (i == first ? "" : "|") + (null ? std::string("-") : text(row, i));
  }
  return line;
}

/// A record with the raw text that its block holds for it.
void add_records(Reader& reader, const std::string& kind, Picture& picture) {
  std::map<std::int64_t, std::string> blocks;
  reader.each("SELECT id, data FROM raw_block",
              [&](sqlite3_stmt* row) { blocks[sqlite3_column_int64(row, 0)] = text(row, 1); });
  auto& lines = picture[kind];
  const auto link = kind == "case" ? "r.linked_case" : "f.key";
  std::string columns;
  reader.each("SELECT name FROM pragma_table_info('rec_" + kind +
                  "') WHERE name NOT IN ('ref', 'seq', 'raw_block', 'raw_at', 'linked_case')",
              [&](sqlite3_stmt* row) { columns += ", r.\"" + text(row, 0) + "\""; });
  reader.each(
      fmt::format("SELECT r.raw_block, r.raw_at, s.name, {}{} FROM rec_{} AS r JOIN case_ref AS f USING "
                  "(ref) JOIN source AS s ON s.id = f.source",
                  link, columns, kind),
      [&](sqlite3_stmt* row) {
        const auto at = static_cast<std::size_t>(sqlite3_column_int64(row, 1));
        lines.push_back(line_of(row, 2) + "|" + store::raw_at(blocks[sqlite3_column_int64(row, 0)], at));
      });
}

const std::map<std::string, std::string> kQuestions = {
    {"links", "SELECT l.id, l.fir_key FROM linked_case AS l"},
    {"findings",
     "SELECT s.name, n.kind, f.key, n.key, n.n, n.code, n.field, n.detail FROM finding AS n JOIN case_ref AS "
     "f "
     "USING (ref) JOIN source AS s ON s.id = f.source"},
    {"quarantine",
     "SELECT s.name, q.reason, q.field, q.location, q.detail, q.raw, q.state FROM quarantine AS q JOIN "
     "source "
     "AS s ON s.id = q.source"},
    {"history",
     "SELECT s.name, p.kind, f.key, p.key, p.linked_case, hex(p.image) FROM superseded AS p JOIN case_ref AS "
     "f "
     "USING (ref) JOIN source AS s ON s.id = f.source"},
    {"receipts",
     "SELECT s.name, r.day, r.received, r.quarantined FROM receipt_day AS r JOIN source AS s ON "
     "s.id = r.source"},
    {"changes",
     "SELECT s.name, sum(accepted), sum(deleted), sum(vanished) FROM run AS r JOIN source AS s ON "
     "s.id = r.source GROUP BY 1"},
    {"checkpoints",
     "SELECT s.name, c.token, c.version FROM checkpoint AS c JOIN source AS s ON s.id = c.source"},
    {"cells",
     "SELECT c.kpi, c.province, c.dimension, c.member, b.component, b.month, hex(b.data) FROM kpi_bucket AS "
     "b "
     "JOIN kpi_cell AS c ON c.id = b.cell"},
    {"uncounted", "SELECT seq FROM pending_change"},
};

std::string dumped(const json& data, const char* key) {
  return data.contains(key) ? data[key].dump() : "-";
}

void add_events(Reader& reader, Picture& picture) {
  auto& lines = picture["events"];
  reader.each("SELECT type, subject, body FROM outbox", [&](sqlite3_stmt* row) {
    const auto data = base::parse_json(text(row, 2))["data"];
    lines.push_back(fmt::format("{}|{}|{}|{}|{}|{}", text(row, 0), text(row, 1), dumped(data, "previous"),
                                dumped(data, "value"), dumped(data, "reasons"), dumped(data, "cause")));
  });
}

std::string only_in(const std::vector<std::string>& lines, const std::vector<std::string>& others,
                    const std::string& mark) {
  std::vector<std::string> alone;
  std::set_difference(lines.begin(), lines.end(), others.begin(), others.end(), std::back_inserter(alone));
  std::string out;
  for (std::size_t i = 0; i < std::min(alone.size(), kShown); ++i)
    out += fmt::format("  {} {}\n", mark, alone[i].substr(0, 300));
  if (alone.size() > kShown) out += fmt::format("  {} … {} in all\n", mark, alone.size());
  return out;
}

/// Lines for a failed test: the first few, and how many there are.
class Faults {
 public:
  template <class... Words>
  void add(fmt::format_string<Words...> words, Words&&... values) {
    if (++count_ <= kShown) text_ += fmt::format(words, std::forward<Words>(values)...) + "\n";
  }
  std::string text() const { return count_ > kShown ? text_ + fmt::format("… {} in all\n", count_) : text_; }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

// A value of nothing and a value of 0 are one to a subscriber who was told nothing: no cell was there before.
bool says_nothing(const std::string& value) {
  return value == "null" || value == "0";
}

bool same(const std::string& a, const std::string& b) {
  return a == b || (says_nothing(a) && says_nothing(b));
}

std::string known(const Values& values, const std::string& subject) {
  const auto found = values.find(subject);
  return found == values.end() ? "null" : found->second;
}

}  // namespace

Picture picture_of(const fs::path& store) {
  Picture picture;
  Reader reader(store);
  for (const auto* kind : {"case", "accused", "report", "hearing", "bail", "appeal", "charge"})
    add_records(reader, kind, picture);
  for (const auto& [name, sql] : kQuestions) {
    auto& lines = picture[name];
    reader.each(sql, [&](sqlite3_stmt* row) { lines.push_back(line_of(row)); });
  }
  add_events(reader, picture);
  for (auto& [name, lines] : picture) std::sort(lines.begin(), lines.end());
  return picture;
}

std::string difference(const Picture& expected, const Picture& actual) {
  std::string out;
  for (const auto& [name, lines] : expected) {
    const auto found = actual.find(name);
    const auto text = found == actual.end()
                          ? "  is missing\n"
                          : only_in(lines, found->second, "-") + only_in(found->second, lines, "+");
    if (!text.empty()) out += name + ":\n" + text;
  }
  return out;
}

Values values_of(const fs::path& config) {
  const base::SystemClock clock;
  auto session = app::Session::open(config, store::OpenMode::kRead, clock);
  if (!session) throw std::runtime_error(session.error().message);
  if (const auto loaded = session->load_kpis(); !loaded) throw std::runtime_error(loaded.error().message);
  Values values;
  for (const auto& value :
       session->engine().all_values(session->config().published, session->today(), session->now())) {
    values[publish::event_subject(value)] = publish::to_json(value.value).dump();
  }
  return values;
}

std::string feed_faults(const fs::path& store, const Values& snapshot, const Values& now) {
  Reader reader(store);
  Faults faults;
  std::int64_t loads = 0;
  auto values = snapshot;
  reader.each(
      "SELECT subject, count(*) FROM outbox WHERE subject LIKE 'due/%' GROUP BY subject HAVING count(*) > 1",
      [&](sqlite3_stmt* row) { faults.add("{} is told {} times", text(row, 0), text(row, 1)); });
  // What is due is no value.
  reader.each("SELECT id, type, subject, body FROM outbox WHERE subject NOT LIKE 'due/%' ORDER BY id",
              [&](sqlite3_stmt* row) {
                const bool loaded = text(row, 1) == publish::kLoadedType;
                if (loaded != (loads == 0)) faults.add("event {} is {}", text(row, 0), text(row, 1));
                if (loaded) ++loads;
                if (loaded) return;
                const auto data = base::parse_json(text(row, 3))["data"];
                const auto subject = text(row, 2);
                const auto previous = data["previous"].dump();
                if (!same(known(values, subject), previous)) {
                  faults.add("event {} of {} says it was {}; the subscriber knows {}", text(row, 0), subject,
                             previous, known(values, subject));
                }
                values[subject] = data["value"].dump();
              });
  for (const Values* one : {static_cast<const Values*>(&values), &now}) {
    for (const auto& [subject, value] : *one) {
      if (!same(known(values, subject), known(now, subject)))
        faults.add("{} is {}, the feed ended with {}", subject, known(now, subject), known(values, subject));
    }
  }
  return faults.text();
}

std::string run_faults(const fs::path& store) {
  Reader reader(store);
  Faults faults;
  reader.each(
      "SELECT id, status FROM run WHERE status = 'running' OR received <> accepted + unchanged + quarantined",
      [&](sqlite3_stmt* row) {
        faults.add("run {} is {} or its books do not balance", text(row, 0), text(row, 1));
      });
  return faults.text();
}

}  // namespace mizan::test
