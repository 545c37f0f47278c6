#include "table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/mapping/stable_digest.hpp>

#include "statements.hpp"

namespace mizan::cmms {
namespace {

constexpr const char* kEver = "-infinity";
constexpr std::size_t kRecordsAnEmit = 512;
constexpr std::size_t kBytesAnEmit = std::size_t{2} << 20U;
/// As many digits as a CNIC or a mobile number has: such keys are not repeated in messages.
constexpr std::ptrdiff_t kTellingDigits = 10;

std::uint64_t digest_of(const Row& row) {
  auto digest = mapping::stable_digest("");
  for (const auto& value : row) {
    digest = mapping::stable_digest(value ? fmt::format("{}:", value->size()) : "n", digest);
    if (value) digest = mapping::stable_digest(*value, digest);
  }
  return digest;
}

// A row is found again by its id, unless that tells who it is about.
std::string id_text(const Row& row) {
  const auto id = row[Columns::kId].value_or("");
  const auto digits = std::count_if(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '/' || c == '_';
  });
  return plain && digits < kTellingDigits && id.size() <= 64 ? "id " + id : "an id that is not shown";
}

}  // namespace

std::string TableReader::what() const {
  return fmt::format("table \"{}\"", table_.name);
}

bool TableReader::takes(const TableProgress& progress) {
  for (const auto* time : {&progress.watermark, &progress.until, &progress.reach, &progress.at}) {
    const bool is_position = time == &progress.at;
    if (time->empty()) continue;
    // A time is tried beside the row's own id, or beside nothing.
    const auto statement = is_position ? probe_of(table_) : std::string("SELECT $1::timestamp");
    const auto parameters = is_position ? std::vector{*time, progress.at_id} : std::vector{*time};
    if (!database_.takes(what(), statement, parameters)) return false;
  }
  return true;
}

void TableReader::check() {
  database_.rows(what(), newest_of(table_));
  database_.rows(what(), page_from(layout_, table_), {kEver, "0", kEver, "1"});
}

bool TableReader::lacks_values() {
  return !database_.rows(what(), lacking_of(table_)).empty();
}

bool TableReader::begin_round(TableProgress& progress) {
  const auto newest = database_.rows(what(), newest_of(table_));
  if (newest.empty()) return false;
  progress.begin(newest[0][0].value_or(""), newest[0][1].value_or(""));
  return true;
}

void TableReader::read_changes(TableProgress& progress, const Output& output) {
  bool resumed = false;
  do {  // a round that an earlier read began says nothing of what came since
    resumed = progress.under_way();
    if (!resumed && !begin_round(progress)) return;
    read_round(progress, Known::kPassedOver, output);
    output.reached();
  } while (resumed);
}

void TableReader::read_all(TableProgress& progress, const Output& output) {
  progress = {};
  if (!begin_round(progress)) return;
  read_round(progress, Known::kTaken, output);
  output.reached();
}

std::vector<Row> TableReader::next_page(const TableProgress& progress) {
  const auto most = fmt::format("{}", settings_.page);
  if (!progress.at.empty())
    return database_.rows(what(), page_after(layout_, table_),
                          {progress.at, progress.at_id, progress.until, most});
  const auto from = progress.watermark.empty() ? kEver : progress.watermark;
  return database_.rows(what(), page_from(layout_, table_),
                        {from, fmt::format("{}", settings_.overlap_seconds), progress.until, most});
}

void TableReader::read_round(TableProgress& progress, Known known, const Output& output) {
  bool gave_something = false;
  while (true) {
    output.call.check();
    const auto page = next_page(progress);
    for (const auto& row : page) {
      const auto digest = digest_of(row);
      progress.next.add(digest);
      progress.at = row[Columns::kChanged].value_or("");
      progress.at_id = row[Columns::kId].value_or("");
      if (known == Known::kPassedOver && progress.seen.contains(digest)) continue;
      take(row, output);
      gave_something = true;
    }
    if (static_cast<std::int64_t>(page.size()) < settings_.page) break;
    if (gave_something) output.reached();
  }
  progress.finish(gave_something);
}

void TableReader::take(const Row& row, const Output& output) {
  const auto where = fmt::format("{}: {}", table_.name, id_text(row));
  const sdk::Item item(output.guard, where);
  if (!item) return;
  if (!table_.of_case.empty() && row[Columns::kCaseIsHere] == "false") ++without_case_;
  if (const auto refusal = rows_.read(table_, row, output.batch)) {
    output.sink.emit(output.batch);
    output.sink.reject(where, refusal->reason, refusal->detail,
                       fmt::format("row of digest {:016x}", digest_of(row)));
  }
  if (output.batch.size() >= kRecordsAnEmit || output.batch.text_bytes() > kBytesAnEmit)
    output.sink.emit(output.batch);
}

}  // namespace mizan::cmms
