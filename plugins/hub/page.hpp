#pragma once
#include <simdjson.h>
#include <cstdint>
#include <map>
#include <mizan/sdk/batch.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::peer {

/// One page of a peer's feed of records, checked but for the records themselves.
struct Page {
  simdjson::dom::array records;
  std::string next;               ///< the cursor to go on from
  bool end = false;               ///< nothing came after it when it was made
  std::uint64_t declaration = 0;  ///< digest of what the source declares; 0: it is not there
};

/// Why something on a page is no record: a short code, and one sentence that quotes no value.
struct Refusal {
  const char* reason;
  std::string detail;
};

/// What a newer peer sends and this program does not know, by name, with how often. Bounded.
class LeftOut {
 public:
  void note(std::string_view name);
  /// "\"bench\" 12 times, …"; empty: nothing was left out.
  std::string summary() const;

 private:
  std::map<std::string, std::int64_t, std::less<>> names_;
  std::int64_t others_ = 0;
};

/// Reads pages of one source, one at a time. Any bytes are safe.
class PageReader {
 public:
  /// `most`: records that were asked for.
  PageReader(std::string source, std::int64_t most);

  /// `body` must live as long as the page. Throws sdk::Error: MIZAN_E_DATA if it is no page,
  /// MIZAN_E_UNSUPPORTED if it is one of another version.
  Page open(const std::string& body);

  /// Puts one of the page's records into the batch, with what was received as its raw. Nothing is put there
  /// if it is refused.
  std::optional<Refusal> read(simdjson::dom::element record, sdk::Batch& out, LeftOut& left_out) const;

 private:
  std::string source_;
  std::int64_t most_;
  simdjson::dom::parser parser_;
};

/// The sentence in the body of a refusal (RFC 9457), made fit for a message; empty if there is none.
std::string detail_of(const std::string& body);

}  // namespace mizan::peer
