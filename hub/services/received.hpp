#pragma once
#include <curl/curl.h>

#include <cstdint>
#include <filesystem>

#include "services/transport.hpp"

namespace mizan::services {

/// A reply while it arrives. Holds no more than the limit, on the wire or unpacked, and no more than 64 KiB
/// of headers: what is larger ends the transfer.
class Received {
 public:
  explicit Received(std::int64_t limit) : limit_(limit) {}
  Received(const Received&) = delete;
  Received& operator=(const Received&) = delete;

  void listen(CURL* easy);
  bool too_large() const { return too_large_; }

  WireReply reply;

 private:
  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self) noexcept;
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self) noexcept;
  static int on_progress(void* self, curl_off_t, curl_off_t now, curl_off_t, curl_off_t) noexcept;

  void take_header(std::string_view line);
  bool refuse();

  std::int64_t limit_;
  std::size_t header_bytes_ = 0;
  bool too_large_ = false;
};

/// Trusts the certificates of a PEM file besides the system's. kConfig if it cannot be read.
base::Result<> trust_besides(CURL* easy, const std::filesystem::path& file);

}  // namespace mizan::services
