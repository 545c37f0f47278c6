#pragma once
#include <mizan/abi/mizan_adapter.h>
#include <mizan/sdk/field_type.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace mizan::sdk {

/// Records on their way to the hub. Every text is copied into the batch, so nothing that was passed in need
/// be kept. add() begins a record; what follows describes that record until the next add(). clear() keeps the
/// memory.
class Batch {
 public:
  /// Begins a record of a kind (MIZAN_KIND_*) with the source's own stable key.
  Batch& add(std::uint16_t kind, std::string_view key) { return begin(kind, MIZAN_UPSERT, key); }
  /// Begins the news that a record no longer exists.
  Batch& remove(std::uint16_t kind, std::string_view key) { return begin(kind, MIZAN_DELETE, key); }

  Batch& revision(std::int64_t value) {
    records_.back().revision = value;
    return *this;
  }
  Batch& changed_at(std::int64_t micros_utc) {
    records_.back().changed_at = micros_utc;
    return *this;
  }
  /// What the record was read from, for lineage; identity data must not be in it.
  Batch& raw(std::string_view bytes) {
    records_.back().raw = keep(bytes);
    return *this;
  }

  Batch& set(TextField field, std::string_view text) { return set_text(field.id, text); }
  Batch& set(CodeField field, std::string_view native) { return set_text(field.id, native); }
  Batch& set(IdentityField field, std::string_view text) { return set_text(field.id, text); }
  Batch& set(DateField field, Day day) { return set_integer(field.id, MIZAN_DATE, day.days); }
  Batch& set(DateField field, Local moment) { return set_integer(field.id, MIZAN_LOCAL, moment.micros); }
  Batch& set(IntField field, std::int64_t value) { return set_integer(field.id, MIZAN_INT, value); }
  Batch& set(BoolField field, bool value) { return set_integer(field.id, MIZAN_BOOL, value ? 1 : 0); }

  /// For connectors whose fields are named by configuration: any number, any type.
  Batch& set_text(std::uint16_t id, std::string_view text) {
    mizan_field field{};
    field.id = id;
    field.type = MIZAN_TEXT;
    field.value.text = keep(text);
    return put(field);
  }
  Batch& set_integer(std::uint16_t id, std::uint16_t type, std::int64_t value) {
    mizan_field field{};
    field.id = id;
    field.type = type;
    field.value.integer = value;
    return put(field);
  }

  std::size_t size() const { return records_.size(); }
  bool empty() const { return records_.empty(); }
  std::size_t text_bytes() const { return text_bytes_; }

  /// The records as the C boundary takes them; valid until the batch changes.
  std::span<const mizan_record> records() {
    std::size_t next = 0;
    for (auto& record : records_) {
      record.fields = fields_.data() + next;
      next += record.field_count;
    }
    return records_;
  }

  void clear() {
    records_.clear();
    fields_.clear();
    text_bytes_ = 0;
    used_ = 0;
    if (blocks_.size() > 1) blocks_.erase(blocks_.begin(), blocks_.end() - 1);
  }

 private:
  static constexpr std::size_t kFirstBlock = 4 * 1024;
  static constexpr std::size_t kLargestBlock = 256 * 1024;

  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };

  Batch& begin(std::uint16_t kind, std::uint16_t op, std::string_view key) {
    mizan_record record{};
    record.kind = kind;
    record.op = op;
    record.key = keep(key);
    records_.push_back(record);
    return *this;
  }

  Batch& put(const mizan_field& field) {
    fields_.push_back(field);
    ++records_.back().field_count;
    return *this;
  }

  // Blocks never move, so views into them stay valid while the batch grows.
  void add_block(std::size_t least) {
    const auto usual = blocks_.empty() ? kFirstBlock : std::min(blocks_.back().size * 2, kLargestBlock);
    const auto size = std::max(usual, least);
    blocks_.push_back({std::unique_ptr<char[]>(new char[size]), size});  // not filled, unlike make_unique's
    used_ = 0;
  }

  mizan_str keep(std::string_view text) {
    if (text.empty()) return {nullptr, 0};
    if (blocks_.empty() || blocks_.back().size - used_ < text.size()) add_block(text.size());
    char* at = blocks_.back().bytes.get() + used_;
    std::memcpy(at, text.data(), text.size());
    used_ += text.size();
    text_bytes_ += text.size();
    return {at, text.size()};
  }

  std::vector<mizan_record> records_;
  std::vector<mizan_field> fields_;
  std::vector<Block> blocks_;
  std::size_t used_ = 0;
  std::size_t text_bytes_ = 0;
};

}  // namespace mizan::sdk
