#include "expression.hpp"

#include <mizan/abi/mizan_adapter.h>

#include <algorithm>
#include <charconv>
#include <mizan/sdk/batch.hpp>
#include <set>

#include "mizan/mapping/read_value.hpp"

namespace mizan::mapping {
namespace {

constexpr std::size_t kMostRawValue = 2000;

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool equal_words(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return low(x) == low(y);
  });
}

bool contains(const std::vector<std::string>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return equal_words(word, text); });
}

// How connectors write a day that the source itself holds as one, such as a spreadsheet's date cell.
// Made at first use: nothing of a plugin runs when it is loaded.
const std::vector<std::string>& iso_formats() {
  static const std::vector<std::string> formats = {"%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"};
  return formats;
}

std::optional<std::int64_t> date_of(const FieldRule& rule, std::string_view text,
                                    const std::vector<std::optional<std::int64_t>>& dates) {
  if (!rule.find) {
    const auto day = read_date(text, rule.formats);
    return day ? day : read_date(text, iso_formats());
  }
  std::optional<std::int64_t> best;
  for (const auto day : find_dates(text, rule.formats)) {
    if (!rule.after) return day;
    if (const auto& least = dates[*rule.after]; least && day > *least && (!best || day < *best)) best = day;
  }
  return best;
}

void put_date(const FieldRule& rule, std::string_view text, std::size_t at, RowMemory& memory,
              sdk::Batch& out) {
  auto& dates = memory.dates;
  dates[at] = date_of(rule, plain_digits(text, memory.digits), dates);
  if (dates[at]) {
    out.set_integer(rule.field.id, MIZAN_DATE, *dates[at]);
  } else if (!rule.find) {
    out.set_text(rule.field.id, text);
  }
}

void put_int(const FieldRule& rule, std::string_view text, RowMemory& memory, sdk::Batch& out) {
  std::int64_t value = 0;
  const auto digits = plain_digits(text, memory.digits);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc{} && end == digits.data() + digits.size()) {
    out.set_integer(rule.field.id, MIZAN_INT, value);
  } else {
    out.set_text(rule.field.id, text);
  }
}

void put_bool(const FieldRule& rule, std::string_view text, sdk::Batch& out) {
  if (contains(rule.true_words, text)) {
    out.set_integer(rule.field.id, MIZAN_BOOL, 1);
  } else if (contains(rule.false_words, text)) {
    out.set_integer(rule.field.id, MIZAN_BOOL, 0);
  } else {
    out.set_text(rule.field.id, text);
  }
}

void put_raw(const std::vector<RawPlace>& places, const Row& row, std::string& raw) {
  raw.assign(1, '{');
  for (const auto& place : places) {
    const auto value = row.value(place.place);
    if (!value) continue;
    if (raw.size() > 1) raw += ',';
    raw += place.name;
    append_json_string(raw, value->substr(0, kMostRawValue));
  }
  raw += '}';
}

}  // namespace

std::optional<std::string_view> Expression::text(const Row& row, std::string& scratch) const {
  std::optional<std::string_view> found;
  if (constant) {
    found = *constant;
  } else if (first || places.size() == 1) {
    for (const auto place : places) {
      const auto value = row.value(place);
      if (value && !trimmed(*value).empty()) {
        found = trimmed(*value);
        break;
      }
    }
  } else {
    scratch.clear();
    bool any = false;
    for (const auto place : places) {
      const auto value = trimmed(row.value(place).value_or(""));
      if (!scratch.empty() || any) scratch += join;
      scratch += value;
      any = any || !value.empty();
    }
    if (any) found = scratch;
  }
  if (found && ascii_digits) found = plain_digits(*found, digits);
  if (found && match) {
    re2::StringPiece part;
    const re2::StringPiece whole(found->data(), found->size());
    if (!RE2::PartialMatch(whole, *match, &part)) return std::nullopt;
    found = std::string_view(part.data(), part.size());
  }
  if (found && !map.empty()) {
    const auto entry = map.find(*found);
    if (entry != map.end()) {
      found = entry->second;
    } else if (otherwise) {
      found = *otherwise;
    }
  } else if (!found && otherwise) {
    found = *otherwise;
  }
  if (found && found->empty()) return std::nullopt;
  return found;
}

bool Condition::holds(const Row& row, std::string& scratch) const {
  const auto value = from.text(row, scratch);
  if (present) return value.has_value() == *present;
  bool result = false;
  if (matches) {
    result = value && RE2::PartialMatch(re2::StringPiece(value->data(), value->size()), *matches);
  } else {
    result = std::find(in.begin(), in.end(), value.value_or("")) != in.end();
  }
  return result != negated;
}

// Places that feed identity fields are left out.
std::vector<RawPlace> raw_places(const RecordRule& rule, const std::vector<Place>& places) {
  std::set<std::size_t> used(rule.key.places.begin(), rule.key.places.end());
  for (const auto& field : rule.fields) used.insert(field.from.places.begin(), field.from.places.end());
  for (const auto& field : rule.fields) {
    if (field.field.type != FieldType::kIdentity) continue;
    for (const auto place : field.from.places) used.erase(place);
  }
  std::vector<RawPlace> raw;
  for (const auto place : used) {
    auto name = json_string(places[place].name);
    name += ':';
    raw.push_back({place, std::move(name)});
  }
  return raw;
}

void make_record(const RecordRule& rule, const Row& row, RowMemory& memory, sdk::Batch& out) {
  auto& scratch = memory.scratch;
  out.add(rule.kind, rule.key.text(row, scratch).value_or(""));
  if (rule.revision) {
    std::int64_t revision = 0;
    const auto text = plain_digits(rule.revision->text(row, scratch).value_or(""), memory.digits);
    std::from_chars(text.data(), text.data() + text.size(), revision);
    out.revision(revision);
  }
  put_raw(rule.raw, row, memory.raw);
  out.raw(memory.raw);
  memory.dates.assign(rule.fields.size(), std::nullopt);
  for (std::size_t i = 0; i < rule.fields.size(); ++i) {
    const auto& field = rule.fields[i];
    const auto text = field.from.text(row, scratch);
    if (!text) continue;
    switch (field.field.type) {
      case FieldType::kDate:
        put_date(field, *text, i, memory, out);
        break;
      case FieldType::kInt:
        put_int(field, *text, memory, out);
        break;
      case FieldType::kBool:
        put_bool(field, *text, out);
        break;
      default:
        out.set_text(field.field.id, *text);
    }
  }
}

}  // namespace mizan::mapping
