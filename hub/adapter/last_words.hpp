#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/file_descriptor.hpp"
#include "base/error.hpp"

namespace mizan::adapter {

/// What a worker leaves behind, however it ends: a page of memory that it and the hub both have. A worker
/// writes there what can be said in no frame once it is needed: the system call that its sandbox ended it
/// for, and the item of its source that its adapter is busy with. Its plugin can write there too, so the hub
/// believes nothing that it could not print.
struct LastWordsPage {
  static constexpr std::size_t kMostPlace = 1000;

  char call[32];       ///< the name of a system call, ended by 0
  std::uint32_t size;  ///< of `place`; 0: it is busy with nothing that it named
  char place[kMostPlace];
};

/// The hub's side.
class LastWords {
 public:
  static base::Result<LastWords> make();

  int fd() const { return page_.get(); }
  /// The call that ended the worker; empty if none did.
  std::string call() const;
  /// The item that its adapter was busy with, in the adapter's own words; nothing where it named none, or one
  /// that is not UTF-8 on one line. Ask once the worker has ended.
  std::optional<std::string> place() const;

 private:
  explicit LastWords(FileDescriptor page) : page_(std::move(page)) {}
  LastWordsPage read() const;

  FileDescriptor page_;
};

}  // namespace mizan::adapter
