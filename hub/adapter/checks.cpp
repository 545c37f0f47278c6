#include "adapter/checks.hpp"

#include <fmt/format.h>

namespace mizan::adapter {
namespace {

base::Error broken(std::string what) {
  return {base::Code::kInternal, "the adapter broke the plugin boundary: " + std::move(what)};
}

base::Error broken_text(mizan_str text, std::size_t limit, std::string_view what) {
  if (text.size > limit)
    return broken(fmt::format("{} has {} bytes, the limit is {}", what, text.size, limit));
  return broken(fmt::format("{} has a size but no bytes", what));
}

bool is_sound(mizan_str text, std::size_t limit) {
  return text.size <= limit && (text.data != nullptr || text.size == 0);
}

base::Result<> check_text(mizan_str text, std::size_t limit, std::string_view what) {
  if (is_sound(text, limit)) return {};
  return broken_text(text, limit, what);
}

base::Result<> check_field(const mizan_field& field) {
  if (field.id == 0) return broken("a field has number 0");
  if (field.type > MIZAN_LOCAL)
    return broken(fmt::format("field {} has the unknown type {}", field.id, field.type));
  if (field.type == MIZAN_TEXT && !is_sound(field.value.text, kMaxTextBytes))
    return broken_text(field.value.text, kMaxTextBytes, fmt::format("field {}", field.id));
  if (field.type == MIZAN_BOOL && field.value.integer != 0 && field.value.integer != 1) {
    return broken(fmt::format("field {} is neither true nor false", field.id));
  }
  return {};
}

}  // namespace

base::Result<> check_record(const mizan_record& record) {
  if (record.kind < MIZAN_KIND_CASE || record.kind > MIZAN_KIND_CHARGE) {
    return broken(fmt::format("a record has the unknown kind {}", record.kind));
  }
  if (record.op != MIZAN_UPSERT && record.op != MIZAN_DELETE) {
    return broken(fmt::format("a record has the unknown operation {}", record.op));
  }
  MIZAN_TRY(check_text(record.key, kMaxKeyBytes, "a record's key"));
  MIZAN_TRY(check_text(record.raw, kMaxRawBytes, "a record's raw"));
  if (record.field_count > kMaxFields) {
    return broken(fmt::format("a record has {} fields, the limit is {}", record.field_count, kMaxFields));
  }
  if (record.fields == nullptr && record.field_count > 0)
    return broken("a record has a field count but no fields");
  auto bytes = record.key.size + record.raw.size;
  for (std::uint32_t i = 0; i < record.field_count; ++i) {
    MIZAN_TRY(check_field(record.fields[i]));
    if (record.fields[i].type == MIZAN_TEXT) bytes += record.fields[i].value.text.size;
  }
  if (bytes > kMaxRecordBytes)
    return broken(fmt::format("a record has {} bytes, the limit is {}", bytes, kMaxRecordBytes));
  return {};
}

base::Result<> check_reject(const mizan_reject& reject) {
  if (!MIZAN_HAS(&reject, raw)) return broken("a rejection's struct_size is too small");
  MIZAN_TRY(check_text(reject.where, kMaxTextBytes, "a rejection's place"));
  MIZAN_TRY(check_text(reject.reason, kMaxKeyBytes, "a rejection's reason"));
  MIZAN_TRY(check_text(reject.detail, kMaxTextBytes, "a rejection's detail"));
  return check_text(reject.raw, kMaxRawBytes, "a rejection's raw");
}

base::Result<> check_token(mizan_str token) {
  return check_text(token, kMaxTokenBytes, "a checkpoint token");
}

}  // namespace mizan::adapter
