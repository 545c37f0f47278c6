#include "model/record.hpp"

#include <algorithm>
#include <cstring>

#include "base/digest.hpp"

namespace mizan::model {
namespace {

// Image: version, kind, revision, key, then per field: id, 'T' length bytes | 'N' number. Integers are
// little-endian.
constexpr char kImageVersion = 1;

template <class T>
void put_raw(std::string& out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  bool number(T& out) {
    if (rest_.size() < sizeof(T)) return false;
    std::memcpy(&out, rest_.data(), sizeof(T));
    rest_.remove_prefix(sizeof(T));
    return true;
  }

  bool text(std::string_view& out) {
    std::uint32_t size = 0;
    if (!number(size) || rest_.size() < size) return false;
    out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

const Record::Slot* Record::find(FieldId id) const {
  const auto found = std::lower_bound(slots_.begin(), slots_.end(), id,
                                      [](const Slot& slot, FieldId wanted) { return slot.id < wanted; });
  return found != slots_.end() && found->id == id ? &*found : nullptr;
}

void Record::reset(Kind new_kind, std::string_view new_key, std::int64_t new_revision) {
  kind = new_kind;
  key = new_key;
  revision = new_revision;
  slots_.clear();
  arena_.clear();
}

void Record::reserve(std::size_t fields, std::size_t bytes) {
  slots_.reserve(fields);
  arena_.reserve(bytes);
}

Record::Slot& Record::put(FieldId id) {
  if (slots_.empty() || slots_.back().id < id) return slots_.emplace_back(Slot{id});
  auto found = std::lower_bound(slots_.begin(), slots_.end(), id,
                                [](const Slot& slot, FieldId wanted) { return slot.id < wanted; });
  if (found == slots_.end() || found->id != id) found = slots_.insert(found, Slot{id});
  return *found;
}

std::optional<std::string_view> Record::text_of(const Slot* slot) const {
  if (slot == nullptr || !slot->is_text) return std::nullopt;
  return std::string_view(arena_).substr(static_cast<std::size_t>(slot->number), slot->size);
}

std::optional<std::string_view> Record::text(FieldId id) const {
  return text_of(find(id));
}

std::optional<std::string_view> Record::native(FieldId id) const {
  return text_of(find(static_cast<FieldId>(id | kNativeBit)));
}

std::optional<std::int64_t> Record::number(FieldId id) const {
  const Slot* slot = find(id);
  if (slot == nullptr || slot->is_text) return std::nullopt;
  return slot->number;
}

std::optional<base::Day> Record::date(FieldId id) const {
  const auto value = number(id);
  if (!value) return std::nullopt;
  return base::Day{static_cast<std::int32_t>(*value)};
}

std::optional<std::int64_t> Record::integer(FieldId id) const {
  return number(id);
}

std::optional<bool> Record::boolean(FieldId id) const {
  const auto value = number(id);
  if (!value) return std::nullopt;
  return *value != 0;
}

void Record::set_text(FieldId id, std::string_view value) {
  const auto offset = static_cast<std::int64_t>(arena_.size());
  arena_.append(value);
  put(id) = Slot{id, true, static_cast<std::uint32_t>(value.size()), offset};
}

void Record::set_native(FieldId id, std::string_view value) {
  set_text(static_cast<FieldId>(id | kNativeBit), value);
}

void Record::set_number(FieldId id, std::int64_t value) {
  put(id) = Slot{id, false, 0, value};
}

void Record::erase(FieldId id) {
  std::erase_if(slots_, [id](const Slot& slot) { return (slot.id & ~kNativeBit) == id; });
}

std::uint64_t Record::digest() const {
  return base::digest64(encode_as(0));
}

std::string Record::encode() const {
  return encode_as(revision);
}

std::string Record::encode_as(std::int64_t with_revision) const {
  std::string out;
  out.reserve(32 + key.size() + slots_.size() * 11 + arena_.size());
  out += kImageVersion;
  out += static_cast<char>(kind);
  put_raw(out, with_revision);
  put_raw(out, static_cast<std::uint32_t>(key.size()));
  out += key;
  for (const auto& slot : slots_) {
    put_raw(out, slot.id);
    out += slot.is_text ? 'T' : 'N';
    if (slot.is_text) {
      put_raw(out, slot.size);
      out += *text_of(&slot);
    } else {
      put_raw(out, slot.number);
    }
  }
  return out;
}

std::optional<Record> Record::decode(std::string_view image) {
  Reader in(image);
  char version = 0;
  char kind = 0;
  Record record;
  std::string_view key;
  if (!in.number(version) || version != kImageVersion || !in.number(kind) || kind < 1 || kind > kKindCount ||
      !in.number(record.revision) || !in.text(key)) {
    return std::nullopt;
  }
  record.kind = static_cast<Kind>(kind);
  record.key = key;
  while (!in.done()) {
    FieldId id = 0;
    char tag = 0;
    if (!in.number(id) || !in.number(tag)) return std::nullopt;
    std::string_view text;
    std::int64_t number = 0;
    if (tag == 'T' && in.text(text)) {
      record.set_text(id, text);
    } else if (tag == 'N' && in.number(number)) {
      record.set_number(id, number);
    } else {
      return std::nullopt;
    }
  }
  return record;
}

bool operator==(const Record& a, const Record& b) {
  return a.encode() == b.encode();
}

}  // namespace mizan::model
