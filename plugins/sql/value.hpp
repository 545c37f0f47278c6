#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace mizan::sql {

/// Limits on what a database may send: what exceeds them is refused, not read on.
inline constexpr std::size_t kMaxRowBytes = std::size_t{16} << 20U;
inline constexpr std::size_t kMaxColumns = 4096;

/// Why a value cannot be passed on.
enum class Flaw : std::uint8_t { kNone, kBytes, kNulCharacter, kNotUtf8, kTooLarge };

/// One value of a row, as text without loss.
struct Value {
  std::string text;
  bool null = true;
  bool integer = false;  ///< a whole number: compared as such, not as text
  Flaw flaw = Flaw::kNone;

  friend bool operator==(const Value&, const Value&) = default;
};
using Row = std::vector<Value>;

/// What a column holds, as far as reading it needs to know.
enum class ColumnKind : std::uint8_t { kText, kInteger, kDecimal, kFloat, kBool, kDate, kTime, kBytes };

struct Column {
  std::string name;  ///< as the server spells it
  ColumnKind kind = ColumnKind::kText;
};

/// Puts a value in the form that all servers' values have here: yes and no as 1 and 0, times without needless
/// zeros and zone ("2024-02-14 09:30:00.25"); sets Value::integer; notes what is no text.
void make_uniform(Value& value, ColumnKind kind);

}  // namespace mizan::sql
