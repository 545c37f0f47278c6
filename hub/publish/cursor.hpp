#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::publish {

/// A place in one store's feed: everything up to and including `position` has been seen.
struct Cursor {
  std::string epoch;          ///< 16 hexadecimal digits that name the store; another after a restore
  std::int64_t position = 0;  ///< outbox id, at least 0; 0: before the first event
  std::int64_t settled = -1;  ///< where nothing was withheld (`min_change` of the feed); -1: at `position`

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// The cursor as subscribers keep it: 28 letters of base64url, 36 where something is withheld. Subscribers
/// must not look inside.
std::string encode_cursor(const Cursor& cursor);

/// Reads what encode_cursor() wrote. kData: not a cursor, or damaged; kUnsupported: a cursor of another
/// version. Any bytes of any length are safe. The check guards against accident, not against forgery.
base::Result<Cursor> decode_cursor(std::string_view text);

/// A place in one store's change log, for the feed of records.
struct RecordCursor {
  std::string epoch;          ///< as above
  std::int64_t sequence = 0;  ///< at least 0
  std::uint64_t mark = 0;     ///< 48 bits of what the log has there

  friend bool operator==(const RecordCursor&, const RecordCursor&) = default;
};

/// The same for the feed of records: 36 letters.
std::string encode_record_cursor(const RecordCursor& cursor);
base::Result<RecordCursor> decode_record_cursor(std::string_view text);

}  // namespace mizan::publish
