#include "services/recorded_exchange.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace mizan::services {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 5> kLeftOut = {"authorization", "proxy-authorization", "cookie",
                                                      "set-cookie", "proxy-authenticate"};

constexpr std::array kCodes = {base::Code::kTransient, base::Code::kData, base::Code::kConfig};

json headers_of(const adapter::HttpHeaders& headers, const Redactor& redactor) {
  auto out = json::array();
  for (const auto& [name, value] : headers) {
    const auto lower = base::to_lower(name);
    if (std::find(kLeftOut.begin(), kLeftOut.end(), lower) != kLeftOut.end()) continue;
    out.push_back({lower, redactor.clean(value)});
  }
  return out;
}

void put_body(json& into, const std::string& body, const Redactor& redactor) {
  if (body.empty()) return;
  if (base::is_valid_utf8(body)) {
    into["body"] = redactor.clean(body);
  } else {
    into["body_base64"] = base::to_base64(redactor.clean(body));
  }
}

std::string body_of(const json& from) {
  if (from.contains("body_base64"))
    return base::from_base64(from["body_base64"].get<std::string>()).value_or(std::string());
  return from.value("body", std::string());
}

json error_json(const base::Error& error, bool may_pass, const Redactor& redactor) {
  return {{"code", base::code_name(error.code)},
          {"message", redactor.clean(error.message)},
          {"may_pass", may_pass}};
}

Try read_error(const json& from) {
  base::Error error{base::Code::kTransient, from.at("message").get<std::string>()};
  for (const auto code : kCodes) {
    if (base::code_name(code) == from.at("code").get<std::string>()) error.code = code;
  }
  return {std::move(error), from.at("may_pass").get<bool>()};
}

Try read_reply(const json& from) {
  WireReply reply{from.at("status").get<int>(), {}, body_of(from)};
  for (const auto& header : from.at("headers"))
    reply.headers.emplace_back(header.at(0).get<std::string>(), header.at(1).get<std::string>());
  return {std::move(reply)};
}

}  // namespace

std::string write_exchange(const WireRequest& request, const Try& tried, const Redactor& redactor) {
  json out = {{"request",
               {{"method", request.method},
                {"url", redactor.clean(request.url.text())},
                {"headers", headers_of(request.headers, redactor)}}}};
  put_body(out["request"], request.body, redactor);
  if (tried.reply) {
    out["reply"] = {{"status", tried.reply->status}, {"headers", headers_of(tried.reply->headers, redactor)}};
    put_body(out["reply"], tried.reply->body, redactor);
  } else {
    out["error"] = error_json(tried.reply.error(), tried.may_pass, redactor);
  }
  return base::json_text(out, 2) + "\n";
}

std::string exchange_key(std::string_view method, std::string_view url, std::string_view body) {
  return std::string(method) + " " + std::string(url) + "\n" + std::string(body);
}

base::Result<Exchange> read_exchange(std::string_view text) {
  try {
    const auto from = base::parse_json(text);
    const auto& request = from.at("request");
    return Exchange{exchange_key(request.at("method").get<std::string>(),
                                 request.at("url").get<std::string>(), body_of(request)),
                    from.contains("error") ? read_error(from["error"]) : read_reply(from.at("reply"))};
  } catch (const json::exception&) {
    return base::Error{base::Code::kConfig, "is no recorded exchange"};
  }
}

}  // namespace mizan::services
