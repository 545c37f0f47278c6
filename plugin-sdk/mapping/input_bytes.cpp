#include "mizan/mapping/input_bytes.hpp"

#include <fcntl.h>
#include <mizan/abi/mizan_adapter.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unicode/ucnv.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mizan/sdk/error.hpp>

#include "growing_text.hpp"

namespace mizan::mapping {
namespace {

[[noreturn]] void damaged(const std::string& path, const std::string& what) {
  throw sdk::Error(MIZAN_E_DATA, path + ": " + what);
}

[[noreturn]] void too_large(const std::string& path, std::size_t limit) {
  damaged(path, "unpacked and decoded it is larger than " + std::to_string(limit >> 20U) +
                    " MiB: cut it into several files, or unpack it first (plain UTF-8 may be of any size)");
}

void gunzip(std::string_view packed, GrowingText& out, std::size_t limit, const std::string& path) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) damaged(path, "cannot be unpacked");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, &inflateEnd);
  constexpr std::size_t kStep = std::size_t{1} << 30U;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  auto left = packed.size();
  int status = Z_OK;
  while (status != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      stream.avail_in = static_cast<uInt>(std::min(left, kStep));
      left -= stream.avail_in;
    }
    if (out.text().size() > limit) too_large(path, limit);
    const auto room = std::min(out.room(), kStep);
    stream.next_out = reinterpret_cast<Bytef*>(out.end());
    stream.avail_out = static_cast<uInt>(room);
    status = inflate(&stream, Z_NO_FLUSH);
    out.add(room - stream.avail_out);
    if (status != Z_OK && status != Z_STREAM_END) damaged(path, "the gzip file is cut short or damaged");
    // Several members one after the other are one text.
    if (status == Z_STREAM_END && stream.avail_in + left > 0 && inflateReset(&stream) == Z_OK) status = Z_OK;
  }
  if (out.text().size() > limit) too_large(path, limit);
}

void unzstd(std::string_view packed, GrowingText& out, std::size_t limit, const std::string& path) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                             &ZSTD_freeDStream);
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t left = 1;
  while (in.pos < in.size || left != 0) {
    if (out.text().size() > limit) too_large(path, limit);
    ZSTD_outBuffer to{out.end(), std::min(out.room(), std::size_t{1} << 20U), 0};
    left = ZSTD_decompressStream(stream.get(), &to, &in);
    out.add(to.pos);
    if (ZSTD_isError(left) != 0U || (in.pos == in.size && to.pos == 0 && left != 0)) {
      damaged(path, "the zstd file is cut short or damaged");
    }
  }
  if (out.text().size() > limit) too_large(path, limit);
}

using Converter = std::unique_ptr<UConverter, void (*)(UConverter*)>;

Converter converter(const char* charset, const std::string& path) {
  UErrorCode status = U_ZERO_ERROR;
  Converter made(ucnv_open(charset, &status), &ucnv_close);
  // A character that is none stops it: a stand-in would pass for what the source wrote.
  if (U_SUCCESS(status))
    ucnv_setToUCallBack(made.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) damaged(path, std::string("cannot be decoded as ") + charset);
  return made;
}

void to_utf8(std::string_view bytes, const char* charset, GrowingText& out, std::size_t limit,
             const std::string& path) {
  const auto from = converter(charset, path);
  const auto to = converter("UTF-8", path);
  std::array<UChar, 4096> pivot{};
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
  // ICU counts bytes in 31 bits, so a large file takes several turns.
  constexpr std::ptrdiff_t kStep = std::ptrdiff_t{1} << 28;
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  UErrorCode status = U_ZERO_ERROR;
  for (bool first = true; first || status == U_BUFFER_OVERFLOW_ERROR || source < end; first = false) {
    if (out.text().size() > limit) too_large(path, limit);
    const char* const source_end = source + std::min(end - source, kStep);
    char* target = out.end();
    char* const target_end = target + std::min(static_cast<std::ptrdiff_t>(out.room()), kStep);
    status = U_ZERO_ERROR;
    ucnv_convertEx(to.get(), from.get(), &target, target_end, &source, source_end, pivot.data(),
                   &pivot_source, &pivot_target, pivot.data() + pivot.size(), first ? 1 : 0,
                   source_end == end ? 1 : 0, &status);
    out.add(static_cast<std::size_t>(target - out.end()));
    if (status == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_FAILURE(status))
      damaged(path,
              std::string("is not ") + charset + " about byte " + std::to_string(source - bytes.data()));
  }
  if (out.text().size() > limit) too_large(path, limit);
}

// Length of the character of several bytes in UTF-8 that begins here; 0 if there is none.
std::size_t multibyte(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  const std::size_t length = byte >= 0xF5 ? 0 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 0;
  if (length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k) {
    if ((static_cast<unsigned char>(text[k]) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

// Text of another encoding hardly ever makes characters of UTF-8, so a file that has some is UTF-8 with
// damage.
bool looks_utf8(std::string_view text) {
  const auto end = std::min<std::size_t>(text.size(), std::size_t{1} << 20U);
  std::size_t characters = 0;
  std::size_t others = 0;
  for (std::size_t i = 0; i < end;) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    const auto length = multibyte(text.substr(i));
    ++(length > 0 ? characters : others);
    i += std::max<std::size_t>(length, 1);
  }
  return characters >= others;
}

}  // namespace

struct InputBytes::Memory {
  GrowingText unpacked;
  GrowingText decoded;
};

InputBytes::InputBytes(const std::string& path, const std::string& encoding, std::size_t limit)
    : limit_(limit), memory_(std::make_unique<Memory>()) {
  map(path);
  unpack(path);
  decode(path, encoding);
}

InputBytes::~InputBytes() {
  if (mapped_ != nullptr) munmap(mapped_, mapped_size_);
}

void InputBytes::map(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw sdk::Error(MIZAN_E_TRANSIENT, path + ": cannot be opened: " + std::strerror(errno));
  struct stat about {};
  fstat(fd, &about);
  mapped_size_ = static_cast<std::size_t>(about.st_size);
  if (mapped_size_ > 0) {
    mapped_ = mmap(nullptr, mapped_size_, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapped_ == MAP_FAILED) mapped_ = nullptr;
  }
  close(fd);
  if (mapped_size_ > 0 && mapped_ == nullptr) throw sdk::Error(MIZAN_E_TRANSIENT, path + ": cannot be read");
  text_ = {static_cast<const char*>(mapped_), mapped_size_};
}

// Mapped pages that were read count as the process's memory until the kernel wants them back.
void InputBytes::release_before(std::size_t position) {
  constexpr std::size_t kWorthACall = std::size_t{16} << 20U;
  const auto* const begin = static_cast<const char*>(mapped_);
  const bool in_file = text_.data() >= begin && text_.data() < begin + mapped_size_;
  if (!in_file || position < released_ + kWorthACall) return;
  // Whole steps, so that what is released begins and ends with a page.
  const auto until = position / kWorthACall * kWorthACall;
  madvise(static_cast<char*>(mapped_) + released_, until - released_, MADV_DONTNEED);
  released_ = until;
}

void InputBytes::unpack(const std::string& path) {
  auto& out = memory_->unpacked;
  if (text_.starts_with("\x1f\x8b")) {
    out = GrowingText(limit_ + 1);
    gunzip(text_, out, limit_, path);
    text_ = out.text();
  } else if (text_.starts_with("\x28\xb5\x2f\xfd")) {
    out = GrowingText(limit_ + 1);
    unzstd(text_, out, limit_, path);
    text_ = out.text();
  }
}

void InputBytes::decode(const std::string& path, const std::string& encoding) {
  const char* charset = nullptr;
  if (text_.starts_with("\xef\xbb\xbf")) {
    text_.remove_prefix(3);
  } else if (text_.starts_with("\xff\xfe") || text_.starts_with("\xfe\xff") || encoding == "utf-16") {
    charset = "UTF-16";
  } else if (encoding == "windows-1256" || encoding == "windows-1252") {
    charset = encoding == "windows-1256" ? "windows-1256" : "windows-1252";
  } else if (encoding.empty() && !looks_utf8(text_)) {
    charset = "windows-1252";
    guessed_ = true;
  }
  if (charset == nullptr) return;
  auto& out = memory_->decoded;
  out = GrowingText(limit_ + 1);
  to_utf8(text_, charset, out, limit_, path);
  memory_->unpacked = GrowingText();
  text_ = out.text();
}

}  // namespace mizan::mapping
