#include "adapter/service_messages.hpp"

#include <algorithm>
#include <optional>

#include "adapter/byte_stream.hpp"
#include "adapter/frame.hpp"
#include "adapter/status.hpp"

namespace mizan::adapter {
namespace {

enum class Asked : std::uint16_t { kSecret = 1, kTime = 2, kHttp = 3 };

constexpr std::size_t kMaxSentenceBytes = 4096;

void write_headers(ByteWriter& writer, const HttpHeaders& headers) {
  writer.number(static_cast<std::uint32_t>(headers.size()));
  for (const auto& [name, value] : headers) {
    writer.text(name);
    writer.text(value);
  }
}

// False if there are more than anybody sends.
bool read_headers(ByteReader& reader, HttpHeaders& headers) {
  const auto count = reader.number<std::uint32_t>();
  if (count > kMaxHttpHeaders) return false;
  for (std::uint32_t i = 0; i < count && !reader.failed(); ++i) {
    const auto name = reader.text(kMaxHttpHeaderBytes);
    const auto value = reader.text(kMaxHttpHeaderBytes);
    headers.emplace_back(name, value);
  }
  return true;
}

void write(ByteWriter& writer, const SecretRequest& request) {
  writer.number(static_cast<std::uint16_t>(Asked::kSecret));
  writer.text(request.name);
}

void write(ByteWriter& writer, const TimeRequest&) {
  writer.number(static_cast<std::uint16_t>(Asked::kTime));
}

void write(ByteWriter& writer, const HttpRequest& request) {
  writer.number(static_cast<std::uint16_t>(Asked::kHttp));
  writer.text(request.method);
  writer.text(request.url);
  writer.text(request.body);
  writer.text(request.credential);
  write_headers(writer, request.headers);
}

std::optional<HttpRequest> read_http(ByteReader& reader) {
  HttpRequest request;
  request.method = reader.text(kMaxMethodBytes);
  request.url = reader.text(kMaxUrlBytes);
  request.body = reader.text(kMaxRequestBodyBytes);
  request.credential = reader.text(kMaxSecretNameBytes);
  if (!read_headers(reader, request.headers)) return std::nullopt;
  return request;
}

// Of a reply, what stands before the value.
std::string begun(mizan_status status, std::int64_t retry_after_ms, std::string_view message) {
  std::string out;
  ByteWriter writer(out);
  writer.number(static_cast<std::uint16_t>(status));
  writer.number(retry_after_ms);
  writer.text(message.substr(0, kMaxSentenceBytes));
  return out;
}

template <class T, class Write>
std::string reply(const base::Result<T>& result, Write&& write_value) {
  if (!result) return refuse_service(result.error());
  auto out = begun(MIZAN_OK, 0, "");
  ByteWriter writer(out);
  write_value(writer, *result);
  return out;
}

// The other end takes no more than this, and would have to think that the hub is broken.
bool is_too_large(const HttpResponse& response) {
  const auto large = [](const auto& header) {
    return header.first.size() > kMaxHttpHeaderBytes || header.second.size() > kMaxHttpHeaderBytes;
  };
  return response.body.size() > kMaxResponseBodyBytes || response.url.size() > kMaxUrlBytes ||
         response.headers.size() > kMaxHttpHeaders ||
         std::any_of(response.headers.begin(), response.headers.end(), large);
}

std::string reply_http(const base::Result<HttpResponse>& result) {
  if (result && is_too_large(*result))
    return refuse_service({base::Code::kData, "the response is larger than an adapter is given"});
  return reply(result, [](ByteWriter& writer, const HttpResponse& response) {
    writer.number(std::int32_t{response.status});
    writer.text(response.url);
    writer.text(response.body);
    write_headers(writer, response.headers);
  });
}

// The value that read_value finds behind the head of a reply, or the error that the head is.
template <class T, class Read>
base::Result<T> decode_reply(std::string_view payload, Read&& read_value) {
  ByteReader reader(payload);
  const auto status = reader.number<std::uint16_t>();
  const auto retry = reader.number<std::int64_t>();
  const auto message = reader.text(kMaxSentenceBytes);
  if (reader.failed() || status > MIZAN_E_INTERNAL) return broken_protocol("a reply that is not whole");
  if (status != MIZAN_OK) return base::Error{code_of(status), std::string(message), retry};
  T value = read_value(reader);
  if (!reader.finished()) return broken_protocol("a reply that is not whole");
  return value;
}

}  // namespace

std::string encode_service_request(const ServiceRequest& request) {
  std::string out;
  ByteWriter writer(out);
  std::visit([&](const auto& each) { write(writer, each); }, request);
  return out;
}

base::Result<ServiceRequest> decode_service_request(std::string_view payload) {
  ByteReader reader(payload);
  std::optional<ServiceRequest> request;
  switch (static_cast<Asked>(reader.number<std::uint16_t>())) {
    case Asked::kSecret:
      request = SecretRequest{std::string(reader.text(kMaxSecretNameBytes))};
      break;
    case Asked::kTime:
      request = TimeRequest{};
      break;
    case Asked::kHttp:
      request = read_http(reader);
      break;
  }
  if (!request || !reader.finished()) return broken_protocol("a request that is not whole");
  return std::move(*request);
}

std::string answer_service(HostServices* services, const ServiceRequest& request, const StopRequest& stop) {
  if (services == nullptr) return refuse_service({base::Code::kUnsupported, "this hub offers no services"});
  if (const auto* secret = std::get_if<SecretRequest>(&request))
    return reply(services->secret(secret->name),
                 [](ByteWriter& writer, const base::Secret& value) { writer.text(value.reveal()); });
  if (const auto* http = std::get_if<HttpRequest>(&request)) return reply_http(services->fetch(*http, stop));
  return reply(base::Result<base::Micros>(services->now()),
               [](ByteWriter& writer, base::Micros now) { writer.number(now); });
}

std::string refuse_service(const base::Error& error) {
  return begun(status_of(error.code), error.retry_after_ms, error.message);
}

base::Result<base::Secret> decode_secret(std::string_view payload) {
  return decode_reply<base::Secret>(
      payload, [](ByteReader& reader) { return base::Secret(std::string(reader.text(kMaxSecretBytes))); });
}

base::Result<base::Micros> decode_time(std::string_view payload) {
  return decode_reply<base::Micros>(payload,
                                    [](ByteReader& reader) { return reader.number<base::Micros>(); });
}

base::Result<HttpResponse> decode_response(std::string_view payload) {
  return decode_reply<HttpResponse>(payload, [](ByteReader& reader) {
    HttpResponse response;
    response.status = reader.number<std::int32_t>();
    response.url = reader.text(kMaxUrlBytes);
    response.body = reader.text(kMaxResponseBodyBytes);
    static_cast<void>(read_headers(reader, response.headers));
    return response;
  });
}

}  // namespace mizan::adapter
