#include "services/url.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "base/text.hpp"
#include "services/redactor.hpp"

namespace mizan::services {
namespace {

constexpr std::size_t kLongest = 8192;

using Handle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string out = text;
  curl_free(text);
  return out;
}

base::Error refused(std::string_view why) {
  return {base::Code::kConfig, fmt::format("an address of the adapter {}", why)};
}

// "name=value" or "name" alone.
bool names(std::string_view parameter, std::string_view name) {
  return parameter.substr(0, parameter.find('=')) == name;
}

}  // namespace

base::Result<Url> Url::parse(std::string_view text) {
  return read({}, text);
}

base::Result<Url> Url::resolve(std::string_view location) const {
  return read(text_, location);
}

base::Result<Url> Url::read(const std::string& base, std::string_view text) {
  if (text.size() > kLongest) return refused("is longer than 8 KiB");
  const Handle handle(curl_url(), &curl_url_cleanup);
  if (!handle) return base::Error{base::Code::kTransient, "out of memory"};
  auto* url = handle.get();
  if (!base.empty()) curl_url_set(url, CURLUPART_URL, base.c_str(), 0);
  const std::string copy(text);
  const auto outcome = copy.find('\0') == std::string::npos
                           ? curl_url_set(url, CURLUPART_URL, copy.c_str(), 0)
                           : CURLUE_MALFORMED_INPUT;
  if (outcome == CURLUE_UNSUPPORTED_SCHEME) return refused("is neither http nor https");
  if (outcome != CURLUE_OK)
    return refused(fmt::format("cannot be read as an absolute one: {}", curl_url_strerror(outcome)));
  Url out;
  out.scheme_ = part(url, CURLUPART_SCHEME);
  if (out.scheme_ != "http" && out.scheme_ != "https") return refused("is neither http nor https");
  if (!part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty())
    return refused("holds a user or a password: name a credential of the source instead");
  curl_url_set(url, CURLUPART_FRAGMENT, nullptr, 0);
  out.host_ = base::to_lower(part(url, CURLUPART_HOST));
  out.port_ = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  out.path_ = part(url, CURLUPART_PATH);
  out.text_ = part(url, CURLUPART_URL);
  if (out.host_.empty() || out.text_.empty()) return refused("names no host");
  return out;
}

std::string Url::host() const {
  const bool usual = port_ == (https() ? "443" : "80");
  return usual ? host_ : host_ + ":" + port_;
}

std::string Url::shown() const {
  return scheme_ + "://" + host() + path_.substr(0, 200);
}

bool Url::same_origin(const Url& other) const {
  return scheme_ == other.scheme_ && host_ == other.host_ && port_ == other.port_;
}

Url Url::with_parameter(std::string_view name, std::string_view value) const {
  Url out = *this;
  out.text_ += text_.find('?') == std::string::npos ? '?' : '&';
  out.text_ += percent_encoded(name) + "=" + percent_encoded(value);
  return out;
}

Url Url::without_parameter(std::string_view name) const {
  const auto question = text_.find('?');
  if (question == std::string::npos) return *this;
  Url out = *this;
  out.text_.resize(question);
  const auto wanted = percent_encoded(name);
  char between = '?';
  for (const auto parameter : base::split(std::string_view(text_).substr(question + 1), '&')) {
    if (names(parameter, wanted) || names(parameter, name)) continue;
    out.text_ += between;
    out.text_ += parameter;
    between = '&';
  }
  return out;
}

}  // namespace mizan::services
