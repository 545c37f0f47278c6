#include "services/received.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <new>

#include "base/text.hpp"

namespace mizan::services {
namespace {

constexpr std::size_t kMostHeaderBytes = 64U * 1024U;

// The store holds the system's certificates already: curl loads them before it calls this.
CURLcode add_file(CURL*, void* context, void* file) {
  auto* const store = SSL_CTX_get_cert_store(static_cast<SSL_CTX*>(context));
  return X509_STORE_load_file(store, static_cast<const char*>(file)) == 1 ? CURLE_OK
                                                                          : CURLE_SSL_CACERT_BADFILE;
}

}  // namespace

void Received::listen(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, this);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
}

bool Received::refuse() {
  too_large_ = true;
  return false;
}

// A status line begins a reply: those before it were interim (100 Continue).
void Received::take_header(std::string_view line) {
  line = base::trim(line);
  if (line.starts_with("HTTP/")) {
    const auto space = line.find(' ');
    const auto code = space == std::string_view::npos ? line.substr(0, 0) : line.substr(space + 1, 3);
    reply = {static_cast<int>(base::parse_int(code).value_or(0)), {}, {}};
    return;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  reply.headers.emplace_back(base::to_lower(line.substr(0, colon)), base::trim(line.substr(colon + 1)));
}

std::size_t Received::on_header(char* data, std::size_t, std::size_t size, void* self) noexcept {
  auto& received = *static_cast<Received*>(self);
  try {
    received.header_bytes_ += size;
    if (received.header_bytes_ > kMostHeaderBytes) return received.refuse() ? size : 0;
    received.take_header({data, size});
    return size;
  } catch (const std::bad_alloc&) {
    return received.refuse() ? size : 0;
  }
}

std::size_t Received::on_body(char* data, std::size_t, std::size_t size, void* self) noexcept {
  auto& received = *static_cast<Received*>(self);
  try {
    auto& body = received.reply.body;
    if (size > static_cast<std::size_t>(received.limit_) - body.size())
      return received.refuse() ? size : CURL_WRITEFUNC_ERROR;
    body.append(data, size);
    return size;
  } catch (const std::bad_alloc&) {
    return received.refuse() ? size : CURL_WRITEFUNC_ERROR;
  }
}

int Received::on_progress(void* self, curl_off_t, curl_off_t now, curl_off_t, curl_off_t) noexcept {
  auto& received = *static_cast<Received*>(self);
  if (now <= received.limit_) return 0;
  received.too_large_ = true;
  return 1;
}

base::Result<> trust_besides(CURL* easy, const std::filesystem::path& file) {
  if (file.empty()) return {};
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) {
    return base::Error{base::Code::kConfig, fmt::format("http.ca_file: there is no file {}", file.string())};
  }
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &add_file);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, const_cast<char*>(file.c_str()));
  return {};
}

}  // namespace mizan::services
