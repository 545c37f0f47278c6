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
#include <cerrno>
#include <cstring>
#include <memory>
#include <mizan/sdk/error.hpp>

namespace mizan::mapping {
namespace {

[[noreturn]] void damaged(const std::string& path, const char* what) {
  throw sdk::Error(MIZAN_E_DATA, path + ": " + what);
}

void grow(std::string& out, std::size_t more, const std::string& path) {
  if (out.size() + more > kMaxUnpacked)
    damaged(path, "unpacks to more than 2 GiB: split it, or raise the limit");
  out.resize(out.size() + more);
}

std::string gunzip(std::string_view packed, const std::string& path) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) damaged(path, "cannot be unpacked");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, &inflateEnd);
  std::string out;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  int status = Z_OK;
  while (status != Z_STREAM_END) {
    const auto at = out.size();
    grow(out, std::size_t{1} << 20U, path);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + at);
    stream.avail_out = 1U << 20U;
    status = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    if (status != Z_OK && status != Z_STREAM_END) damaged(path, "the gzip file is cut short or damaged");
    // Several members one after the other are one text.
    if (status == Z_STREAM_END && stream.avail_in > 0 && inflateReset(&stream) == Z_OK) status = Z_OK;
  }
  return out;
}

std::string unzstd(std::string_view packed, const std::string& path) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                             &ZSTD_freeDStream);
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::string out;
  std::size_t left = 1;
  while (in.pos < in.size || left != 0) {
    const auto at = out.size();
    grow(out, std::size_t{1} << 20U, path);
    ZSTD_outBuffer to{out.data() + at, std::size_t{1} << 20U, 0};
    left = ZSTD_decompressStream(stream.get(), &to, &in);
    out.resize(at + to.pos);
    if (ZSTD_isError(left) != 0U || (in.pos == in.size && to.pos == 0 && left != 0)) {
      damaged(path, "the zstd file is cut short or damaged");
    }
  }
  return out;
}

std::string to_utf8(std::string_view bytes, const char* charset, const std::string& path) {
  UErrorCode status = U_ZERO_ERROR;
  const auto size =
      ucnv_convert("UTF-8", charset, nullptr, 0, bytes.data(), static_cast<int32_t>(bytes.size()), &status);
  if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status)) damaged(path, "cannot be decoded");
  std::string out(static_cast<std::size_t>(size) + 1, '\0');
  status = U_ZERO_ERROR;
  ucnv_convert("UTF-8", charset, out.data(), static_cast<int32_t>(out.size()), bytes.data(),
               static_cast<int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) damaged(path, "cannot be decoded");
  out.resize(static_cast<std::size_t>(size));
  return out;
}

bool looks_utf8(std::string_view text) {
  const auto end = std::min<std::size_t>(text.size(), std::size_t{1} << 20U);
  for (std::size_t i = 0; i < end;) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 0;
    if (length == 0) return false;
    for (std::size_t k = 1; k < length && i + k < end; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) return false;
    }
    i += length;
  }
  return true;
}

}  // namespace

InputBytes::InputBytes(const std::string& path, const std::string& encoding) {
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

void InputBytes::unpack(const std::string& path) {
  if (text_.starts_with("\x1f\x8b")) {
    owned_ = gunzip(text_, path);
    text_ = owned_;
  } else if (text_.starts_with("\x28\xb5\x2f\xfd")) {
    owned_ = unzstd(text_, path);
    text_ = owned_;
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
  }
  if (charset == nullptr) return;
  owned_ = to_utf8(text_, charset, path);
  text_ = owned_;
}

}  // namespace mizan::mapping
