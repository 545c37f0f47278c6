#pragma once
#include <mizan/toml/toml.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace mizan::registry {

/// One TOML table of texts, as signature files, manifests and the entries of a trust file are. Keeps the
/// first thing wrong as "where: key: what"; every key must be asked for before finish(), which refuses
/// others.
class TextRecord {
 public:
  TextRecord(const toml::table& table, std::string where) : table_(table), where_(std::move(where)) {}

  /// "" and an error, if it is missing or no text.
  std::string text(std::string_view key);
  void allow(std::string_view key) { known_.emplace_back(key); }
  void fail(std::string_view key, std::string_view what);
  base::Result<> finish();

 private:
  const toml::table& table_;
  std::string where_;
  std::vector<std::string> known_;
  std::optional<base::Error> error_;
};

/// Parses a file whose first key is `format`, and refuses every format but 1: an older program does not guess
/// at a newer file. `what` names its kind: "signature file".
base::Result<toml::table> parse_format_1(std::string_view text, std::string_view file, std::string_view what);

/// As a TOML string: what people write as names and reasons. Control characters become spaces.
std::string toml_string(std::string_view text);

}  // namespace mizan::registry
