#include "adapter/last_words.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.hpp"

namespace mizan::adapter {
namespace {

base::Error cannot(std::string_view what) {
  return {base::Code::kTransient,
          fmt::format("memory to share with a worker cannot be had: {}: {}", what, strerror(errno))};
}

bool is_control(char c) {
  return (c >= 0 && c < ' ') || c == 0x7f;
}

}  // namespace

base::Result<LastWords> LastWords::make() {
  FileDescriptor page(memfd_create("last words", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (page.get() < 0) return cannot("memfd_create");
  if (ftruncate(page.get(), sizeof(LastWordsPage)) != 0) return cannot("ftruncate");
  // Of a page that shrank, looking at it would end whoever has it mapped.
  if (fcntl(page.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) return cannot("seals");
  return LastWords(std::move(page));
}

// A copy, for a worker that lives may go on writing.
LastWordsPage LastWords::read() const {
  LastWordsPage page{};
  if (pread(page_.get(), &page, sizeof page, 0) != static_cast<ssize_t>(sizeof page)) page = {};
  return page;
}

std::string LastWords::call() const {
  const auto page = read();
  std::string words(page.call, strnlen(page.call, sizeof page.call));
  std::erase_if(words,
                [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'); });
  return words;
}

std::optional<std::string> LastWords::place() const {
  const auto page = read();
  if (page.size == 0 || page.size > sizeof page.place) return std::nullopt;
  std::string place(page.place, page.size);
  if (std::any_of(place.begin(), place.end(), is_control) || !base::is_valid_utf8(place)) return std::nullopt;
  return place;
}

}  // namespace mizan::adapter
