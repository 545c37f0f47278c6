#include "store/hashed_records.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

namespace mizan::store {
namespace {

std::size_t part_of(const HashedRecord& record) {
  return static_cast<std::size_t>(record.hash >> 56U);
}

}  // namespace

HashedRecords::HashedRecords(std::filesystem::path folder, std::size_t most)
    : folder_(std::move(folder)), most_(most) {}

void HashedRecords::add(const HashedRecord& record) {
  if (records_.size() == most_) put_aside();
  records_.push_back(record);
  sorted_ = false;
}

base::Result<std::vector<HashedRecord>> HashedRecords::part(std::size_t number) {
  if (error_) return *error_;
  sort();
  std::vector<HashedRecord> all;
  for (const auto& piece : pieces_) {
    const auto begin = all.size();
    all.resize(begin + piece.ends[number + 1] - piece.ends[number]);
    const auto bytes = std::as_writable_bytes(std::span(all).subspan(begin));
    if (!file_->read_at(bytes, (piece.at + piece.ends[number]) * sizeof(HashedRecord))) return failed("read");
  }
  const auto [first, last] =
      std::equal_range(records_.begin(), records_.end(), HashedRecord{std::uint64_t{number} << 56U, 0},
                       [](const auto& a, const auto& b) { return part_of(a) < part_of(b); });
  all.insert(all.end(), first, last);
  if (!pieces_.empty()) std::sort(all.begin(), all.end());
  return all;
}

void HashedRecords::sort() {
  if (!std::exchange(sorted_, true)) std::sort(records_.begin(), records_.end());
}

HashedRecords::Ends HashedRecords::ends_of_parts() const {
  Ends ends{};
  auto at = records_.begin();
  for (std::size_t number = 0; number < kParts; ++number) {
    at = std::partition_point(at, records_.end(), [&](const auto& each) { return part_of(each) == number; });
    ends[number + 1] = static_cast<std::size_t>(at - records_.begin());
  }
  return ends;
}

void HashedRecords::put_aside() {
  if (!error_) {
    sort();
    if (auto written = write(); !written) error_ = written.error();
  }
  records_.clear();
}

base::Result<> HashedRecords::write() {
  if (!file_) MIZAN_TRY(make_file());
  const auto bytes = std::as_bytes(std::span(std::as_const(records_)));
  if (!file_->write({reinterpret_cast<const char*>(bytes.data()), bytes.size()})) return failed("written");
  pieces_.push_back({in_file_, ends_of_parts()});
  in_file_ += records_.size();
  return {};
}

// It has a name for a moment: not every file system can make one without. Whoever was killed in that moment
// left it, empty.
base::Result<> HashedRecords::make_file() {
  const auto name = folder_ / fmt::format(".mizan-{}-{}", ::getpid(), static_cast<const void*>(this));
  ::unlink(name.c_str());
  file_ = std::make_unique<base::OpenFile>(name, O_CREAT | O_EXCL | O_RDWR);
  if (!*file_) return failed("made");
  ::unlink(name.c_str());
  return {};
}

base::Error HashedRecords::failed(const char* what) const {
  return {base::Code::kStore, fmt::format("{}: a file for what does not fit into memory cannot be {}: {}",
                                          folder_.string(), what, std::strerror(errno))};
}

}  // namespace mizan::store
