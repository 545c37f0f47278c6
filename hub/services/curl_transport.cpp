#include "services/curl_transport.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <new>

#include "base/text.hpp"
#include "services/public_address.hpp"
#include "services/received.hpp"

namespace mizan::services {
namespace {

constexpr int kLookEveryMs = 100;

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Multi = std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)>;

void start_library() {
  static const auto kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kStarted != CURLE_OK) throw std::bad_alloc();
}

bool torn(CURLcode code) {
  return code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_HTTP2_STREAM ||
         code == CURLE_HTTP2;
}

bool nonsense(CURLcode code) {
  return code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_WEIRD_SERVER_REPLY;
}

// The other side's certificate, or our file of trusted ones: trying again changes neither.
bool untrusted(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
         code == CURLE_SSL_ISSUER_ERROR;
}

// Asked with the address that a name was looked up to, so that no name leads to a network of our own.
curl_socket_t open_public_socket(void* refused, curlsocktype, curl_sockaddr* address) {
  if (!is_public(address->addr)) {
    *static_cast<bool*>(refused) = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace

struct CurlTransport::Handles {
  Multi multi{curl_multi_init(), &curl_multi_cleanup};
  Easy easy{curl_easy_init(), &curl_easy_cleanup};
};

/// What one transfer needs until it ends.
struct CurlTransport::Transfer {
  explicit Transfer(std::int64_t limit) : received(limit) {}
  ~Transfer() { curl_slist_free_all(headers); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  void add_header(const std::string& line) {
    auto* const longer = curl_slist_append(headers, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    headers = longer;
  }

  Received received;
  curl_slist* headers = nullptr;
  base::Secret proxy_password;
  bool not_public = false;
  char error[CURL_ERROR_SIZE] = {};
};

CurlTransport::CurlTransport(const HttpConfig& config, const BasicCredential* proxy_credential,
                             const SecretStore& secrets)
    : config_(config), proxy_credential_(proxy_credential), secrets_(secrets) {
  start_library();
  handles_ = std::make_unique<Handles>();
  if (!handles_->multi || !handles_->easy) throw std::bad_alloc();
}

CurlTransport::~CurlTransport() = default;

base::Result<> CurlTransport::set_proxy(Transfer& transfer) {
  auto* easy = handles_->easy.get();
  // An empty one, too, keeps those of the environment away.
  curl_easy_setopt(easy, CURLOPT_PROXY, config_.proxy.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  if (proxy_credential_ == nullptr) return {};
  MIZAN_ASSIGN(transfer.proxy_password, secrets_.read(proxy_credential_->secret));
  curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, proxy_credential_->user.c_str());
  curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD, std::string(transfer.proxy_password.reveal()).c_str());
  return {};
}

base::Result<> CurlTransport::set_up(const WireRequest& request, Transfer& transfer) {
  auto* easy = handles_->easy.get();
  curl_easy_reset(easy);
  auto url = request.url;
  if (const auto& parameter = request.attached.parameter)
    url = url.with_parameter(parameter->first, parameter->second.reveal());
  curl_easy_setopt(easy, CURLOPT_URL, url.text().c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  // A name that is looked up in vain must not hold up a stop.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(config_.connect_ms));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(config_.total_ms));
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(config_.max_response_bytes));
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.error);
  transfer.received.listen(easy);
  MIZAN_TRY(set_proxy(transfer));
  if (config_.public_only) {
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer.not_public);
  }
  if (request.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  if (request.method == "POST") {
    const auto body =
        request.secret_body.empty() ? std::string_view(request.body) : request.secret_body.reveal();
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    // On a connection that the server has just given up, curl would send it twice.
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
  }
  for (const auto& [name, value] : request.headers)
    transfer.add_header(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
  for (const auto& [name, value] : request.attached.headers)
    transfer.add_header(fmt::format("{}: {}", name, value.reveal()));
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers);
  return trust_besides(easy, config_.ca_file);
}

Try CurlTransport::send(const WireRequest& request, const adapter::StopRequest& stop) {
  Transfer transfer(config_.max_response_bytes);
  if (const auto ready = set_up(request, transfer); !ready) return {ready.error()};
  auto* multi = handles_->multi.get();
  curl_multi_add_handle(multi, handles_->easy.get());
  int running = 1;
  auto failed = CURLM_OK;
  while (running > 0 && failed == CURLM_OK && !stop.stopped()) {
    failed = curl_multi_perform(multi, &running);
    if (running > 0 && failed == CURLM_OK) failed = curl_multi_poll(multi, nullptr, 0, kLookEveryMs, nullptr);
  }
  int code = running > 0 ? CURLE_ABORTED_BY_CALLBACK : CURLE_OK;
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi, &left))
    if (message->msg == CURLMSG_DONE) code = message->data.result;
  curl_multi_remove_handle(multi, handles_->easy.get());
  if (failed != CURLM_OK) return {base::Error{base::Code::kTransient, curl_multi_strerror(failed)}, true};
  return outcome(code, transfer, request);
}

Try CurlTransport::outcome(int number, Transfer& transfer, const WireRequest& request) const {
  const auto code = static_cast<CURLcode>(number);
  auto& received = transfer.received;
  const auto fail = [&](base::Code policy, bool may_pass, std::string_view what) {
    return Try{base::Error{policy, fmt::format("{} {}: {}", request.method, request.url.shown(), what)},
               may_pass};
  };
  const std::string_view why = transfer.error[0] != '\0' ? transfer.error : curl_easy_strerror(code);
  if (code == CURLE_OK) return {std::move(received.reply)};
  if (code == CURLE_ABORTED_BY_CALLBACK) return {base::Error{base::Code::kCancelled, "stopped"}};
  if (transfer.not_public)
    return fail(base::Code::kConfig, false, "the name leads to a private, local or reserved address");
  if (received.too_large() || code == CURLE_FILESIZE_EXCEEDED)
    return fail(base::Code::kData, false,
                fmt::format("the response is larger than {} bytes", config_.max_response_bytes));
  if (nonsense(code))
    return fail(base::Code::kData, false, fmt::format("the response cannot be read: {}", why));
  if (torn(code) && received.reply.status != 0)
    return fail(base::Code::kData, true, fmt::format("the response is torn: {}", why));
  if (untrusted(code))
    return fail(base::Code::kConfig, false, fmt::format("the server's certificate is not trusted: {}", why));
  if (code == CURLE_OPERATION_TIMEDOUT)
    return fail(base::Code::kTransient, true,
                fmt::format("took longer than {} ms to connect or {} ms in all", config_.connect_ms,
                            config_.total_ms));
  if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
    return fail(base::Code::kConfig, false, why);
  return fail(base::Code::kTransient, true, why);
}

}  // namespace mizan::services
