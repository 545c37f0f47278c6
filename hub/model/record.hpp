#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.hpp"
#include "model/field.hpp"

namespace mizan::model {

/// One normalized record: sparse, typed fields. A field that is absent was not said by the source.
/// Text lives in one arena, so that copying a record costs two allocations. Views are valid until the record
/// changes. Coded fields hold the common code; native() holds what the source wrote. Setting a field again
/// replaces it.
class Record {
 public:
  Record() = default;
  Record(Kind record_kind, std::string_view record_key) : kind(record_kind), key(record_key) {}

  Kind kind = Kind::kCase;
  std::string key;            ///< the source's own stable key, unique per kind
  std::int64_t revision = 0;  ///< never decreases per key; 0 = the source has none

  /// An empty record of that kind and key, in the memory of this one.
  void reset(Kind new_kind, std::string_view new_key, std::int64_t new_revision);

  /// Memory for so many fields and bytes of text.
  void reserve(std::size_t fields, std::size_t bytes);

  bool has(FieldId id) const { return find(id) != nullptr; }
  std::optional<std::string_view> text(FieldId id) const;  ///< text and code fields
  std::optional<std::string_view> native(FieldId id) const;
  std::optional<base::Day> date(FieldId id) const;
  std::optional<std::int64_t> integer(FieldId id) const;
  std::optional<bool> boolean(FieldId id) const;

  void set_text(FieldId id, std::string_view value);
  void set_native(FieldId id, std::string_view value);
  void set_date(FieldId id, base::Day value) { set_number(id, value.value); }
  void set_integer(FieldId id, std::int64_t value) { set_number(id, value); }
  void set_boolean(FieldId id, bool value) { set_number(id, value ? 1 : 0); }
  void erase(FieldId id);

  /// Digest of everything but the revision and the order in which fields were set: equal content, equal
  /// digest.
  std::uint64_t digest() const;

  /// Visits every field in ascending number: f(const FieldInfo&, const Record&).
  template <class F>
  void for_each(F&& f) const {
    for (const auto& slot : slots_) {
      if (const FieldInfo* info = (slot.id & kNativeBit) == 0 ? find_field(slot.id) : nullptr)
        f(*info, *this);
    }
  }

  /// A self-contained byte image and its inverse, as the store's superseded images keep it
  /// (docs/store-schema.md). The image begins with a version byte; an image of another version or that is not
  /// whole is nothing.
  std::string encode() const;
  static std::optional<Record> decode(std::string_view image);

  friend bool operator==(const Record& a, const Record& b);

 private:
  static constexpr FieldId kNativeBit = 0x4000;
  struct Slot {
    FieldId id = 0;
    bool is_text = false;
    std::uint32_t size = 0;   ///< text: bytes
    std::int64_t number = 0;  ///< number, or text: offset in the arena
  };

  std::string encode_as(std::int64_t with_revision) const;
  const Slot* find(FieldId id) const;
  Slot& put(FieldId id);
  void set_number(FieldId id, std::int64_t value);
  std::optional<std::int64_t> number(FieldId id) const;
  std::optional<std::string_view> text_of(const Slot* slot) const;

  std::vector<Slot> slots_;  ///< ascending by id
  std::string arena_;
};

}  // namespace mizan::model
