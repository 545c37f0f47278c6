#include "query_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mizan/mapping/stable_digest.hpp>
#include <mizan/sdk/error.hpp>

#include "watermark.hpp"

namespace mizan::sql {
namespace {

/// Rows of the first page, at most: from them is learned how large rows are.
constexpr std::int64_t kFirstPageRows = 256;
/// As many digits as a CNIC or a mobile number has: such keys are not repeated in messages.
constexpr std::ptrdiff_t kTellingDigits = 10;

std::uint64_t digest_of(const Row& row, std::size_t columns) {
  auto digest = mapping::stable_digest("");
  for (std::size_t i = 0; i < columns; ++i) {
    digest = mapping::stable_digest(row[i].null ? "n" : fmt::format("{}:", row[i].text.size()), digest);
    digest = mapping::stable_digest(row[i].text, digest);
  }
  return digest;
}

std::size_t size_of(const Row& row) {
  std::size_t bytes = row.size() * sizeof(Value);
  for (const auto& value : row) bytes += value.text.capacity();
  return bytes;
}

const char* reason_of(Flaw flaw) {
  return flaw == Flaw::kTooLarge ? "too_large" : "unreadable_row";
}

const char* detail_of(Flaw flaw) {
  switch (flaw) {
    case Flaw::kBytes:
      return "a value is bytes, not text";
    case Flaw::kNulCharacter:
      return "a value holds a NUL character";
    case Flaw::kTooLarge:
      return "the row is longer than 16 MiB";
    default:
      return "a value is no text in UTF-8";
  }
}

// A row is found again by its key, unless that tells who it is about.
std::string key_text(const Row& row, std::size_t from, std::size_t to) {
  std::string out;
  for (auto i = from; i < to; ++i) out += (i > from ? "/" : "") + row[i].text;
  const auto digits = std::count_if(out.begin(), out.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool plain = std::all_of(out.begin(), out.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '/' || c == '_';
  });
  return plain && digits <= kTellingDigits && out.size() <= 64 ? "key " + out : "a key that is not shown";
}

}  // namespace

QueryReader::QueryReader(Database& database, const mapping::Query& query,
                         const std::vector<mapping::Place>& places)
    : database_(database),
      query_(query),
      columns_(find_columns(query, places, database.columns(operation(), columns_of(query.sql)))),
      page_rows_(std::min<std::int64_t>(query.page, kFirstPageRows)) {}

std::string QueryReader::operation() const {
  return fmt::format("query \"{}\"", query_.name);
}

std::vector<Value> QueryReader::order_of(const Row& row) const {
  return {row.begin(), row.begin() + static_cast<std::ptrdiff_t>(columns_.order)};
}

// Comparisons with nothing are never true, so these rows would be missing without a word.
void QueryReader::look_for_lacking() {
  std::vector<std::string> order;
  for (std::size_t i = 0; i < columns_.order; ++i) order.push_back(columns_.read[i].name);
  const auto found = database_.value(operation(), lacking(database_.dialect(), query_.sql, order));
  lacks_values_ = lacks_values_ || !found.null;
}

void QueryReader::read_all(const Output& output) {
  look_for_lacking();
  read_pages({}, Value{}, output, [&](const Row& row) {
    emit(row, output);
    if (output.records.full()) output.reached();
  });
}

void QueryReader::read_on(QueryProgress& progress, std::size_t most_digests, const Output& output) {
  look_for_lacking();
  bool resumed = false;
  do {  // a round that an earlier read began says nothing of what came since
    resumed = !progress.until.null;
    if (!resumed && !begin_round(progress)) return;
    read_round(progress, most_digests, output);
    output.reached();
  } while (resumed);
}

bool QueryReader::begin_round(QueryProgress& progress) {
  const auto now = database_.value("asking for the time", time_of(database_.dialect()));
  const auto largest =
      database_.value(operation(), largest_of(database_.dialect(), query_.sql, columns_.read.front().name));
  if (largest.null) return false;
  if (!measure(largest)) {
    throw sdk::Error(
        MIZAN_E_CONFIG,
        fmt::format("{}: the column \"{}\" is neither a whole number nor a day nor a time, so it cannot "
                    "say what has changed",
                    operation(), query_.changed));
  }
  progress.until = largest;
  // A row that is dated into the future must not hide what is changed until then.
  const bool future = !largest.integer && measure(now) && *measure(now) < *measure(largest);
  progress.reach = future ? before(now, 0) : largest;
  progress.at.clear();
  progress.next.clear();
  if (progress.watermark.null) return true;
  if (auto from = before(progress.watermark, query_.overlap); !from.null)
    progress.at.push_back(std::move(from));
  return true;
}

void QueryReader::read_round(QueryProgress& progress, std::size_t most_digests, const Output& output) {
  const std::set<std::uint64_t> seen(progress.seen.begin(), progress.seen.end());
  const auto from = before(progress.reach, query_.overlap);
  const auto window = measure(from);
  std::deque<std::uint64_t> next(progress.next.begin(), progress.next.end());
  read_pages(progress.at, progress.until, output, [&](const Row& row) {
    const auto digest = digest_of(row, row.size());
    const auto changed = measure(row.front());
    if (!window || (changed && *changed >= *window)) next.push_back(digest);
    if (next.size() > most_digests) next.pop_front();
    progress.at = order_of(row);
    if (!seen.contains(digest)) emit(row, output);
    if (!output.records.full()) return;
    progress.next.assign(next.begin(), next.end());
    output.reached();
  });
  progress.watermark = progress.reach;
  progress.seen.assign(next.begin(), next.end());
  progress.until = progress.reach = Value{};
  progress.at.clear();
  progress.next.clear();
}

void QueryReader::read_pages(std::vector<Value> from, const Value& until, const Output& output,
                             const std::function<void(const Row&)>& take) {
  std::set<std::uint64_t> before;
  if (from.size() == columns_.order) before.insert(digest_of(from, columns_.order));
  while (true) {
    output.call.check();
    const auto page = read_page(from, until, before);
    std::set<std::uint64_t> keys;
    bool news = false;
    for (const auto& row : page.rows) {
      const auto key = digest_of(row, columns_.order);
      if (!keys.insert(key).second) {
        throw sdk::Error(MIZAN_E_CONFIG,
                         fmt::format("{}: two rows have the same key; the columns of its key must tell "
                                     "its rows apart",
                                     operation()));
      }
      if (before.contains(key)) continue;
      news = true;
      take(row);
      from = order_of(row);
    }
    if (page.last) return;
    if (!news) {
      throw sdk::Error(MIZAN_E_CONFIG,
                       fmt::format("{}: more rows are equal in the order of its key, as the database "
                                   "compares them, than a page holds; give it another key or a larger page",
                                   operation()));
    }
    before = std::move(keys);
  }
}

QueryReader::Rows QueryReader::read_page(const std::vector<Value>& from, const Value& until,
                                         const std::set<std::uint64_t>& before) {
  Page page;
  for (const auto& column : columns_.read) page.columns.push_back(column.name);
  for (std::size_t i = 0; i < columns_.order; ++i) {
    page.order.push_back(columns_.read[i].name);
    page.kinds.push_back(columns_.read[i].kind);
  }
  page.from = from;
  page.until = until;
  page.rows = page_rows_ + 1;  // and the last row of the page before
  Rows out;
  std::size_t bytes = 0;
  bool news = false;
  bool cut = false;
  database_.rows(operation(), page_of(database_.dialect(), query_.sql, page), [&](Row& row) {
    for (std::size_t i = 0; i < columns_.order; ++i) {
      if (row[i].flaw == Flaw::kNone) continue;
      throw sdk::Error(MIZAN_E_DATA, fmt::format("{}: {} in column \"{}\", which orders its rows",
                                                 operation(), detail_of(row[i].flaw), columns_.read[i].name));
    }
    bytes += size_of(row);
    news = news || !before.contains(digest_of(row, columns_.order));
    out.rows.push_back(std::move(row));
    cut = news && bytes > kMaxPageBytes;
    return !cut;
  });
  const auto count = static_cast<std::int64_t>(out.rows.size());
  out.last = !cut && count < page.rows;
  if (count > 0) {
    const auto fitting = static_cast<std::int64_t>(kMaxPageBytes / (bytes / out.rows.size() + 1));
    page_rows_ = std::clamp<std::int64_t>(fitting, 1, query_.page);
  }
  return out;
}

void QueryReader::emit(const Row& row, const Output& output) const {
  const auto flawed =
      std::find_if(row.begin(), row.end(), [](const Value& v) { return v.flaw != Flaw::kNone; });
  const auto place =
      fmt::format("{}: {}", query_.name, key_text(row, columns_.changed ? 1 : 0, columns_.order));
  if (flawed == row.end()) {
    if (const auto item = output.records.item(place); item)
      output.records.row(query_.name, QueryRow(columns_, row));
    return;
  }
  const auto column = static_cast<std::size_t>(flawed - row.begin());
  output.records.reject(place, reason_of(flawed->flaw),
                        fmt::format("column \"{}\": {}", columns_.read[column].name, detail_of(flawed->flaw)),
                        fmt::format("row of digest {:016x}", digest_of(row, row.size())));
}

}  // namespace mizan::sql
