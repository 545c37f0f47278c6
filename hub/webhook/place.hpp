#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace mizan::webhook {

/// How far one receiver has been told, and how things stand with it.
struct Place {
  std::string cursor;           ///< everything up to here was taken, or set aside; empty: not begun
  int failed = 0;               ///< attempts of the event behind it
  base::Micros not_before = 0;  ///< of the next attempt
  int refused_in_a_row = 0;     ///< events set aside since the last that was taken
  std::string paused = {};      ///< why nothing is sent; empty: it is
  base::Micros paused_at = 0;
  std::string trouble = {};             ///< why the last attempt failed; empty: it did not
  std::vector<std::string> again = {};  ///< events set aside that are to be sent once more, before any other

  friend bool operator==(const Place&, const Place&) = default;
};

/// Keeps it in `folder`/NAME.json, put in place whole and durably. One thread, or one process, at a time.
class PlaceFile {
 public:
  PlaceFile(const std::filesystem::path& folder, const std::string& name);
  /// A new place if there is no file. kStore: it cannot be read; kData: it is damaged.
  base::Result<Place> read() const;
  base::Result<> write(const Place& place) const;

 private:
  std::filesystem::path file_;
};

/// Puts a text into a file whole and durably: beside it, synced, renamed.
base::Result<> put_durably(const std::filesystem::path& file, const std::string& text);

}  // namespace mizan::webhook
