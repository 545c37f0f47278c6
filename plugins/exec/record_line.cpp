#include "record_line.hpp"

#include <fmt/format.h>

#include <array>
#include <bitset>
#include <charconv>
#include <mizan/mapping/field_table.hpp>
#include <mizan/mapping/read_value.hpp>
#include <vector>

namespace mizan::exec {
namespace {
using simdjson::dom::element;
using simdjson::dom::element_type;

// What the boundary takes (docs/writing-an-adapter.md).
constexpr std::size_t kMostKey = 512;
constexpr std::size_t kMostText = std::size_t{1} << 20U;
constexpr std::size_t kMostRecord = std::size_t{3} << 20U;

struct Value {
  const mapping::FieldEntry* field;
  std::uint16_t type;
  std::string_view text;
  std::int64_t integer;
};

struct Record {
  std::uint16_t kind = 0;
  bool removes = false;
  std::string_view key;
  std::int64_t revision = 0;
  std::int64_t changed_at = 0;
  std::string raw;
  std::vector<Value> values;
};

std::optional<Refusal> refuse(const char* reason, std::string detail) {
  return Refusal{reason, std::move(detail)};
}

// A member's name in a sentence: bounded, for anything may stand there.
std::string shown(std::string_view name) {
  auto end = std::min<std::size_t>(name.size(), 60);
  while (end < name.size() && end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
  return std::string(name.substr(0, end));
}

// Microseconds since 1970 as a number, or a day or moment in UTC: 2024-03-05, 2024-03-05T09:30:00Z.
std::optional<std::int64_t> moment(element value) {
  if (std::int64_t micros = 0; value.get(micros) == simdjson::SUCCESS) return micros;
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return std::nullopt;
  if (text.ends_with("Z")) text.remove_suffix(1);
  const auto day = mapping::read_date(text.substr(0, 10), {"%Y-%m-%d"});
  if (!day) return std::nullopt;
  std::int64_t seconds = *day * 86'400;
  const auto clock = text.substr(std::min<std::size_t>(10, text.size()));
  if (!clock.empty()) {
    std::array<int, 3> parts{};
    if (clock.size() < 9 || clock[0] != 'T' || clock[3] != ':' || clock[6] != ':') return std::nullopt;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto* begin = clock.data() + 1 + i * 3;
      if (std::from_chars(begin, begin + 2, parts[i]).ptr != begin + 2) return std::nullopt;
    }
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return std::nullopt;
    seconds += parts[0] * 3600 + parts[1] * 60 + parts[2];
  }
  return seconds * 1'000'000;
}

/// Reads one record, member by member.
class RecordReader {
 public:
  std::optional<Refusal> read(simdjson::dom::object object) {
    for (const auto member : object) {
      if (auto refusal = take(member.key, member.value)) return refusal;
    }
    if (record_.kind == 0) return refuse("no_kind", "the record names no kind");
    if (record_.key.empty()) return refuse("no_key", "the record has no key");
    if (fields_) return read_fields(*fields_);
    return std::nullopt;
  }

  void put(sdk::Batch& out) const {
    record_.removes ? out.remove(record_.kind, record_.key) : out.add(record_.kind, record_.key);
    out.revision(record_.revision).changed_at(record_.changed_at).raw(record_.raw);
    for (const auto& value : record_.values) {
      if (value.type == MIZAN_TEXT) {
        out.set_text(value.field->id, value.text);
      } else {
        out.set_integer(value.field->id, value.type, value.integer);
      }
    }
  }

 private:
  std::optional<Refusal> take(std::string_view name, element value) {
    if (name == "kind") return take_kind(value);
    if (name == "key") return take_key(value);
    if (name == "op") return take_op(value);
    if (name == "revision") {
      if (value.get(record_.revision) != simdjson::SUCCESS)
        return refuse("wrong_value", "revision: a whole number is expected");
    } else if (name == "changed_at") {
      const auto when = moment(value);
      if (!when)
        return refuse("wrong_value", "changed_at: expected 2024-03-05T09:30:00Z, or microseconds since 1970");
      record_.changed_at = *when;
    } else if (name == "fields") {
      simdjson::dom::object fields;
      if (value.get(fields) != simdjson::SUCCESS)
        return refuse("wrong_value", "fields: an object is expected");
      fields_ = fields;
    } else if (name == "raw") {
      return take_raw(value);
    } else {
      return refuse("unknown_member", fmt::format("\"{}\" is no member of a record", shown(name)));
    }
    return std::nullopt;
  }

  std::optional<Refusal> take_kind(element value) {
    std::string_view word;
    record_.kind = value.get(word) == simdjson::SUCCESS ? mapping::find_kind(word) : std::uint16_t{0};
    if (record_.kind != 0) return std::nullopt;
    return refuse("wrong_value", "kind: expected case, accused, report, hearing, bail, appeal or charge");
  }

  std::optional<Refusal> take_key(element value) {
    if (value.get(record_.key) != simdjson::SUCCESS) return refuse("wrong_value", "key: text is expected");
    if (record_.key.size() <= kMostKey) return std::nullopt;
    return refuse("too_large", "key: 512 bytes are the most");
  }

  std::optional<Refusal> take_op(element value) {
    std::string_view word;
    if (value.get(word) != simdjson::SUCCESS || (word != "upsert" && word != "delete"))
      return refuse("wrong_value", "op: expected \"upsert\" or \"delete\"");
    record_.removes = word == "delete";
    return std::nullopt;
  }

  std::optional<Refusal> take_raw(element value) {
    std::string_view text;
    record_.raw = value.get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::minify(value);
    if (record_.raw.size() <= kMostText) return std::nullopt;
    return refuse("too_large", "raw: 1 MiB is the most");
  }

  std::optional<Refusal> read_fields(simdjson::dom::object fields) {
    std::size_t bytes = record_.key.size() + record_.raw.size();
    for (const auto member : fields) {
      const auto* field = mapping::find_field(member.key, record_.kind);
      if (field == nullptr)
        return refuse("unknown_field", fmt::format("\"{}\" is no field of this kind", shown(member.key)));
      if (seen_.test(field->id))
        return refuse("duplicate_field", fmt::format("the field {} stands twice", field->name));
      seen_.set(field->id);
      if (member.value.is_null()) continue;
      const auto before = record_.values.size();
      if (!add(*field, member.value))
        return refuse("wrong_value",
                      fmt::format("{}: text, a number, true or false is expected", field->name));
      if (record_.values.size() == before) continue;
      const auto size = record_.values.back().text.size();
      bytes += size;
      if (size > kMostText || bytes > kMostRecord)
        return refuse("too_large", fmt::format("{}: a text has 1 MiB at most, a record 3 MiB", field->name));
    }
    return std::nullopt;
  }

  bool add(const mapping::FieldEntry& field, element value) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) {
      add_text(field, text);
      return true;
    }
    if (bool yes = false; value.get(yes) == simdjson::SUCCESS) {
      if (field.type == mapping::FieldType::kBool) {
        record_.values.push_back({&field, MIZAN_BOOL, {}, yes ? 1 : 0});
      } else {
        record_.values.push_back({&field, MIZAN_TEXT, yes ? "true" : "false", 0});
      }
      return true;
    }
    if (value.type() == element_type::OBJECT || value.type() == element_type::ARRAY) return false;
    if (std::int64_t number = 0;
        field.type == mapping::FieldType::kInt && value.get(number) == simdjson::SUCCESS) {
      record_.values.push_back({&field, MIZAN_INT, {}, number});
      return true;
    }
    made_.push_back(std::make_unique<std::string>(simdjson::minify(value)));
    record_.values.push_back({&field, MIZAN_TEXT, *made_.back(), 0});
    return true;
  }

  void add_text(const mapping::FieldEntry& field, std::string_view text) {
    if (text.empty()) return;
    const auto day = field.type == mapping::FieldType::kDate ? mapping::read_date(text, kDays) : std::nullopt;
    if (day) {
      record_.values.push_back({&field, MIZAN_DATE, {}, *day});
    } else {
      record_.values.push_back({&field, MIZAN_TEXT, text, 0});
    }
  }

  static inline const std::vector<std::string> kDays = {"%Y-%m-%d"};

  Record record_;
  std::optional<simdjson::dom::object> fields_;
  std::bitset<512> seen_;
  std::vector<std::unique_ptr<std::string>> made_;  ///< numbers as texts
};

}  // namespace

std::optional<Refusal> read_record(simdjson::dom::object object, sdk::Batch& out) {
  RecordReader reader;
  if (auto refusal = reader.read(object)) return refusal;
  reader.put(out);
  return std::nullopt;
}

}  // namespace mizan::exec
