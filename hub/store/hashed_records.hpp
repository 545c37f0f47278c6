#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "base/open_file.hpp"

namespace mizan::store {

struct HashedRecord {
  std::uint64_t hash = 0;   ///< record_hash()
  std::uint64_t place = 0;  ///< where the record is held, if that is known

  friend auto operator<=>(const HashedRecord&, const HashedRecord&) = default;
};

/// As many records as a nation has, by their hashes: put in as they come, got back in order, a part of the
/// hashes at a time. What does not fit into memory lies in sorted pieces in a file that has no name, so that
/// nothing is left of it whatever happens. One thread.
class HashedRecords {
 public:
  /// The parts together are all; of equal hashes all are in one part.
  static constexpr std::size_t kParts = 256;
  static constexpr std::size_t kUsual = std::size_t{2} << 20U;  // 32 MiB

  /// `folder`: where the file is made, if it is needed. No more than `most`, at least 1, are in memory
  /// besides one part.
  explicit HashedRecords(std::filesystem::path folder, std::size_t most = kUsual);

  /// If the file cannot be written, part() tells.
  void add(const HashedRecord& record);
  /// Those of one part, in order. base::Code::kStore if the file failed.
  base::Result<std::vector<HashedRecord>> part(std::size_t number);

 private:
  using Ends = std::array<std::size_t, kParts + 1>;  // of each part, after a 0

  /// Records that were sorted and written together.
  struct Piece {
    std::size_t at = 0;  ///< records before it in the file
    Ends ends{};
  };

  void sort();
  Ends ends_of_parts() const;
  void put_aside();
  base::Result<> write();
  base::Result<> make_file();
  base::Error failed(const char* what) const;

  std::filesystem::path folder_;
  std::size_t most_;
  std::vector<HashedRecord> records_;
  bool sorted_ = true;
  std::unique_ptr<base::OpenFile> file_;
  std::vector<Piece> pieces_;
  std::size_t in_file_ = 0;  // records
  std::optional<base::Error> error_;
};

}  // namespace mizan::store
