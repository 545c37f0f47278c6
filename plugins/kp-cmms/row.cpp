#include "row.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <mizan/abi/mizan_fields.h>
#include <mizan/mapping/read_value.hpp>
#include <mizan/sdk/adapter.hpp>

namespace mizan::cmms {
namespace {

constexpr std::size_t kMostKey = 512;
constexpr std::size_t kMostText = std::size_t{64} << 10U;

// PostgreSQL writes truth values so.
std::optional<bool> truth(std::string_view text) {
  if (text == "t") return true;
  if (text == "f") return false;
  return std::nullopt;
}

std::optional<Refusal> flaw_of(const Table& table, const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!row[i]) continue;
    const auto column = i < Columns::kFields ? std::string_view("a key")
                                             : std::string_view(table.fields[i - Columns::kFields].place);
    if (row[i]->size() > kMostText)
      return Refusal{"too_large", fmt::format("{} is longer than 64 KiB", column)};
    if (!simdjson::validate_utf8(row[i]->data(), row[i]->size()))
      return Refusal{"unreadable_row", fmt::format("{} is no text in UTF-8", column)};
  }
  return std::nullopt;
}

std::string_view text_at(const Row& row, std::size_t column) {
  return row[column] ? parts::trimmed(*row[column]) : std::string_view();
}

}  // namespace

std::optional<Refusal> RowReader::read(const Table& table, const Row& row, sdk::Batch& batch) {
  if (auto flaw = flaw_of(table, row)) return flaw;
  const auto key = text_at(row, Columns::kId);
  if (key.empty() || key.size() > kMostKey)
    return Refusal{"no_key", "its id is missing or has more than 512 bytes"};
  const bool is_case = table.kind == MIZAN_KIND_CASE;
  if (!is_case && text_at(row, Columns::kCase).empty())
    return Refusal{"no_case", "it does not say of which case it is"};
  batch.add(table.kind, key);
  if (is_case) {
    take_district(row, batch);
  } else {
    batch.set_text(MIZAN_F_CASE, text_at(row, Columns::kCase));
  }
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto text = text_at(row, Columns::kFields + i);
    if (text.empty()) continue;
    const auto& field = *table.fields[i].field;
    raw_.add(field, table.fields[i].place, text);
    const auto is = field.type == mapping::FieldType::kBool ? truth(text) : std::nullopt;
    if (is) {
      batch.set_integer(field.id, MIZAN_BOOL, *is ? 1 : 0);
    } else {
      parts::set_value(batch, field, text, layout_.date_formats);
    }
  }
  batch.raw(raw_.take());
  return std::nullopt;
}

// The code stays in the raw text; the record has what it meant on its day.
void RowReader::take_district(const Row& row, sdk::Batch& batch) {
  const auto code = text_at(row, Columns::kCase);
  if (code.empty()) return;
  const auto entered = text_at(row, Columns::kCaseIsHere);
  const auto& field = *mapping::find_field("district", MIZAN_KIND_CASE);
  raw_.add(field, layout_.district, code);
  if (!entered.empty()) raw_.add(field, layout_.entered_on, entered);
  const auto day = mapping::read_date(entered, layout_.date_formats);
  batch.set_text(field.id, layout_.districts.find(code, day).value_or(code));
}

}  // namespace mizan::cmms
