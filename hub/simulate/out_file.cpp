#include "simulate/out_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace mizan::simulate {
namespace {

std::filesystem::path unfinished(const std::filesystem::path& path) {
  auto name = path;
  name += ".tmp";
  return name;
}

base::Error cannot(std::string_view what, const std::filesystem::path& path, int error_number) {
  return {base::Code::kStore, fmt::format("cannot {} {}: {}", what, path.string(),
                                          std::generic_category().message(error_number))};
}

}  // namespace

OutFile::OutFile(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {
  std::setvbuf(file, nullptr, _IONBF, 0);
  buffer_.reserve(kBufferSize + 65'536);
}

OutFile::~OutFile() {
  if (!file_) return;
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(unfinished(path_), ignored);
}

base::Result<OutFile> OutFile::create(std::filesystem::path path) {
  std::FILE* file = std::fopen(unfinished(path).c_str(), "wb");
  if (file == nullptr) return cannot("write", path, errno);
  return OutFile(std::move(path), file);
}

OutFile& OutFile::put_int(std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return put(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

OutFile& OutFile::put_padded(std::int64_t value, int width) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  const auto size = static_cast<int>(end - digits);
  if (size < width) buffer_.append(static_cast<std::size_t>(width - size), '0');
  return put(std::string_view(digits, static_cast<std::size_t>(size)));
}

OutFile& OutFile::put_iso(base::Day day) {
  const auto date = base::split_day(day);
  return put_padded(date.year, 4).put('-').put_padded(date.month, 2).put('-').put_padded(date.day, 2);
}

OutFile& OutFile::put_dmy(base::Day day) {
  const auto date = base::split_day(day);
  return put_padded(date.day, 2).put('-').put_padded(date.month, 2).put('-').put_padded(date.year, 4);
}

void OutFile::flush() {
  failed_ = failed_ || std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size();
  flushed_ += static_cast<std::int64_t>(buffer_.size());
  buffer_.clear();
}

base::Result<void> OutFile::commit() {
  flush();
  const bool closed = std::fclose(file_.release()) == 0;
  std::error_code error;
  if (!failed_ && closed) std::filesystem::rename(unfinished(path_), path_, error);
  if (!failed_ && closed && !error) return {};
  const int why = error ? error.value() : errno;
  std::filesystem::remove(unfinished(path_), error);
  return cannot("finish", path_, why);
}

}  // namespace mizan::simulate
