#include "api/http.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace mizan::api {

namespace {

// SDMX-REST has "c[TIME_PERIOD]" in its queries, which clients send as it is and RFC 3986 does not know.
std::string with_brackets_encoded(std::string_view target) {
  std::string out;
  for (const char c : target) out += c == '[' ? std::string("%5B") : c == ']' ? "%5D" : std::string(1, c);
  return out;
}

}  // namespace

base::Result<Request> parse_target(std::string_view target) {
  const auto encoded = with_brackets_encoded(target);
  const auto url = boost::urls::parse_origin_form({encoded.data(), encoded.size()});
  if (!url) return base::Error{base::Code::kData, "the request target is no path with a query"};
  Request request;
  for (const auto& segment : url->segments()) request.path.push_back(segment);
  for (const auto& parameter : url->params()) {
    if (!request.query.emplace(parameter.key, parameter.value).second)
      return base::Error{base::Code::kData, "the parameter " + parameter.key + " is given twice"};
  }
  return request;
}

bool holds(const Request& request, std::string_view etag) {
  for (auto each : base::split(request.if_none_match, ',')) {
    each = base::trim(each);
    if (each == "*") return true;
    if (each.starts_with("W/")) each.remove_prefix(2);
    if (each.size() == etag.size() + 2 && each.front() == '"' && each.back() == '"' &&
        each.substr(1, etag.size()) == etag)
      return true;
  }
  return false;
}

Response unchanged(std::string etag, std::string_view cache) {
  return {304, "", "", std::move(etag), cache};
}

Response versioned(Response response, const Request& request) {
  if (!response.versioned || response.status != 200) return response;
  auto text = std::move(response.type) + "\n";
  response.type = text.substr(0, text.size() - 1);
  const auto& moment = response.moment;
  for (std::size_t from = 0; from <= response.body.size();) {
    const auto at = moment.empty() ? std::string::npos : response.body.find(moment, from);
    text.append(response.body, from, at == std::string::npos ? at : at - from);
    from = at == std::string::npos ? response.body.size() + 1 : at + moment.size();
  }
  response.etag = base::to_hex(base::sha256(text)).substr(0, 32);
  response.cache = kOwnAskAgain;
  response.same_bytes = response.same_bytes && moment.empty();
  if (!holds(request, response.etag)) return response;
  auto same = unchanged(std::move(response.etag), response.cache);
  same.same_bytes = response.same_bytes;
  return same;
}

std::string target_after(const Request& request, const std::string& after) {
  boost::urls::url url;
  url.set_path_absolute(true);
  for (const auto& segment : request.path) url.segments().push_back(segment);
  for (const auto& [name, value] : request.query) {
    if (name != "after") url.params().append({name, value});
  }
  url.params().append({"after", after});
  return {url.buffer().data(), url.buffer().size()};
}

Response problem(unsigned status, std::string_view title, std::string_view detail) {
  const nlohmann::ordered_json body = {
      {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
  return {status, "application/problem+json", base::json_text(body)};
}

Response problem_of(const base::Error& error) {
  switch (error.code) {
    case base::Code::kNotFound:
      return problem(404, "Not found", error.message);
    case base::Code::kConfig:
    case base::Code::kData:
      return problem(400, "Bad request", error.message);
    case base::Code::kCheckpoint:
      return problem(410, "Gone", error.message);
    case base::Code::kTransient:
      return problem(503, "Not ready", error.message);
    case base::Code::kUnsupported:
      return problem(501, "Not supported", error.message);
    default:
      return problem(500, "Internal error", "the hub could not answer; its log says why");
  }
}

}  // namespace mizan::api
