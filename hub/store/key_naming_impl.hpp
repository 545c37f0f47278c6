#pragma once
// Private to this folder: texts that name a record.
#include <set>
#include <string>
#include <string_view>

namespace mizan::store {

/// Whether a text names one of some keys, as a whole word of it or, in JSON, of one of its values. The keys
/// stay where they are meanwhile. Any thread.
class KeyNaming {
 public:
  explicit KeyNaming(const std::set<std::string>& keys) : keys_(keys) {}

  bool in(std::string_view text) const;

 private:
  bool as_word(std::string_view text) const;

  const std::set<std::string>& keys_;
};

}  // namespace mizan::store
