#include "package.hpp"

#include <fmt/format.h>
#include <simdjson.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mizan/sdk/error.hpp>

namespace mizan::xlsx {
namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;

std::string beginning_of(const std::string& path, std::size_t size) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw sdk::Error(MIZAN_E_TRANSIENT, path + ": cannot be opened: " + std::strerror(errno));
  std::string bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

// Old workbooks and encrypted ones are compound files; an encrypted one names its stream, in UTF-16.
void refuse_compound(const std::string& bytes) {
  if (!bytes.starts_with("\xD0\xCF\x11\xE0")) return;
  std::string wanted;
  for (const char c : std::string_view("EncryptedPackage")) wanted += {c, '\0'};
  if (bytes.find(wanted) != std::string::npos)
    throw Flaw(kUnreadable, "the workbook is encrypted: save it without a password");
  throw Flaw(kUnreadable, "is an old .xls workbook: save it as .xlsx");
}

void refuse_strangers(const std::string& path) {
  // The directory of a compound file may stand anywhere; writers put it within the first mebibyte or at the
  // end of small files.
  const auto bytes = beginning_of(path, kMebibyte);
  refuse_compound(bytes);
  if (bytes.empty()) throw Flaw(kUnreadable, "the file is empty");
  if (!bytes.starts_with("PK")) throw Flaw(kUnreadable, "is no .xlsx workbook");
}

struct PartFile {
  zip_file_t* file;
  ~PartFile() {
    if (file != nullptr) zip_fclose(file);
  }
};

}  // namespace

Package::Package(const std::string& path, const Limits& limits) : limits_(limits) {
  refuse_strangers(path);
  std::error_code failed;
  file_bytes_ = std::filesystem::file_size(path, failed);
  if (failed || file_bytes_ > limits_.file_bytes)
    throw Flaw(kTooLarge, fmt::format("the file is larger than {} MiB", limits_.file_bytes / kMebibyte));
  int error = 0;
  archive_ = zip_open(path.c_str(), ZIP_RDONLY, &error);
  if (archive_ == nullptr) throw Flaw(kUnreadable, "the archive is cut short or damaged");
  const auto entries = static_cast<std::uint64_t>(zip_get_num_entries(archive_, 0));
  if (entries <= limits_.entries) return;
  zip_discard(archive_);
  throw Flaw(kTooLarge,
             fmt::format("the archive has {} entries, and {} are the most", entries, limits_.entries));
}

Package::~Package() {
  if (archive_ != nullptr) zip_discard(archive_);
}

std::int64_t Package::find(const std::string& part) const {
  return zip_name_locate(archive_, part.c_str(), ZIP_FL_NOCASE);
}

bool Package::has(const std::string& part) const {
  return find(part) >= 0;
}

std::string Package::read(const std::string& part) {
  const auto at = find(part);
  if (at < 0) throw Flaw(kUnreadable, fmt::format("the workbook has no part \"{}\"", part));
  const auto index = static_cast<std::uint64_t>(at);
  zip_stat_t about{};
  zip_stat_index(archive_, index, 0, &about);
  if (about.encryption_method != ZIP_EM_NONE)
    throw Flaw(kUnreadable, "the workbook is encrypted: save it without a password");
  // What the directory says of the packed size may be a lie, and so may the unpacked size: bytes are counted.
  const auto packed = std::min<std::uint64_t>(about.comp_size, file_bytes_);
  const auto by_ratio = std::max(kMebibyte, packed * limits_.ratio);
  const PartFile opened{zip_fopen_index(archive_, index, 0)};
  if (opened.file == nullptr)
    throw Flaw(kUnreadable, fmt::format("the part \"{}\" cannot be unpacked", part));
  std::string text;
  constexpr std::size_t kStep = 256U << 10U;
  for (;;) {
    const auto before = text.size();
    text.resize(before + kStep);
    const auto got = zip_fread(opened.file, text.data() + before, kStep);
    if (got < 0) throw Flaw(kUnreadable, fmt::format("the part \"{}\" is cut short or damaged", part));
    text.resize(before + static_cast<std::size_t>(got));
    if (got == 0) break;
    if (text.size() > limits_.part_bytes)
      throw Flaw(kTooLarge,
                 fmt::format("the part \"{}\" is larger than {} MiB unpacked: cut the workbook into several",
                             part, limits_.part_bytes / kMebibyte));
    if (unpacked_ + text.size() > limits_.total_bytes)
      throw Flaw(kTooLarge,
                 fmt::format("its parts are larger than {} MiB unpacked: cut the workbook into several",
                             limits_.total_bytes / kMebibyte));
    if (text.size() > by_ratio)
      throw Flaw(kTooLarge, fmt::format("the part \"{}\" is packed more than {} to 1, as no spreadsheet is",
                                        part, limits_.ratio));
  }
  unpacked_ += text.size();
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") || !simdjson::validate_utf8(text))
    throw Flaw(kUnreadable, fmt::format("the part \"{}\" is not well-formed UTF-8", part));
  return text;
}

}  // namespace mizan::xlsx
