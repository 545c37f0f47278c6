#pragma once
#include <cstdint>
#include <map>
#include <mizan/mapping/mapping.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "address.hpp"

namespace mizan::rest {

/// Where in a list the next page is.
struct Position {
  std::int64_t number = 0;  ///< page or offset
  std::string cursor;       ///< cursor, as the body had it
  std::string address;      ///< link: the whole address
  std::int64_t pages = 0;   ///< taken before
};

/// The list that is being read.
struct Round {
  std::size_t request = 0;  ///< counted in Input::requests
  bool begun = false;
  Position position;
  std::int64_t started = 0;                 ///< seconds, by the hub's clock
  std::optional<std::int64_t> newest = {};  ///< the latest time of change seen, seconds
};

/// How far reading an API has come: up to which moment each list was read whole, and where in which list the
/// current round is. A checkpoint is JSON of a few hundred bytes; an address or cursor in it has 4 KiB at
/// most.
class Progress {
 public:
  /// What was read of another address or by another mapping is not done: then all is read again.
  Progress(const std::vector<mapping::ApiRequest>& requests, const BaseAddress& base,
           std::string_view mapping);

  /// Goes on from a token. Throws sdk::Error (MIZAN_E_CHECKPOINT) if it cannot be read, or holds what this
  /// reading cannot have written.
  void resume(std::string_view token);

  Round& round() { return round_; }
  /// Up to when the list of the current round was read; nothing: never.
  std::optional<std::int64_t> watermark() const;
  /// The current list was read whole, as things stood at `moment`; the round goes on to the next one. False:
  /// there is none, and the next round begins with the first.
  bool finish(std::optional<std::int64_t> moment);
  std::string token() const;

  static constexpr std::size_t kLongest = 4096;  ///< of an address or a cursor

 private:
  void take_round(const std::string& name, std::string_view json);

  const std::vector<mapping::ApiRequest>& requests_;
  const BaseAddress& base_;
  std::string identity_;
  std::map<std::string, std::int64_t> watermarks_;
  Round round_;
};

}  // namespace mizan::rest
