#pragma once
#include "store/past.hpp"

namespace mizan::store {

/// While this lives, the names of the record tables, of `receipt_day` and of `batch` mean, in SQL on the
/// connection of the `Past`, what stood in them at its moment: temporary tables, which SQL finds before those
/// of now (`main.`). For a second method that is plain SQL; costs about as much as the records take on disk.
class PastTables {
 public:
  static base::Result<PastTables> show(Past& past);
  ~PastTables();
  PastTables(PastTables&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
  PastTables& operator=(PastTables&&) = delete;

 private:
  explicit PastTables(const Database* db) : db_(db) {}

  const Database* db_;
};

}  // namespace mizan::store
