#pragma once
#include <functional>
#include <map>
#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mizan::rest::test {

/// An API of cases in memory, which pages in every way at once, for tests of the connector.
class ScriptedApi {
 public:
  struct Case {
    int id;
    std::string changed;  ///< "2025-03-01T10:00:00Z"
  };

  std::vector<Case> cases;
  std::size_t most = 3;                                             ///< elements a page, whatever is asked
  std::vector<std::string> asked = {};                              ///< "path?query", one by one
  std::function<void(std::size_t, sdk::HttpResponse&)> fault = {};  ///< may change the n-th reply, or throw

  sdk::HttpResponse operator()(const sdk::HttpRequest& request) {
    const auto target = request.url.substr(std::string("https://api.example/v1").size());
    asked.push_back(target);
    credentials.push_back(request.credential);
    sdk::HttpResponse response{200, {}, {}, request.url};
    answer(target, response);
    if (fault) fault(asked.size() - 1, response);
    return response;
  }

  std::vector<std::string> credentials = {};

 private:
  static std::string parameter(const std::string& target, const std::string& name) {
    for (const auto* mark : {"?", "&"}) {
      const auto at = target.find(mark + name + "=");
      if (at == std::string::npos) continue;
      const auto begin = at + name.size() + 2;
      return target.substr(begin, target.find('&', begin) - begin);
    }
    return {};
  }

  static nlohmann::json document(const Case& one) {
    return {{"id", one.id}, {"fir", {{"no", std::to_string(one.id)}}}, {"changed", one.changed}};
  }

  void answer(const std::string& target, sdk::HttpResponse& response) const {
    if (target.starts_with("/cases/")) {
      for (const auto& one : cases) {
        if (target == "/cases/" + std::to_string(one.id)) response.body = document(one).dump();
      }
      if (response.body.empty()) response.status = 404;
      return;
    }
    const auto since = parameter(target, "since");
    std::vector<Case> chosen;
    for (const auto& one : cases)
      if (since.empty() || one.changed >= decoded(since)) chosen.push_back(one);
    const auto page = parameter(target, "page");
    const auto at = page.empty() ? parameter(target, "offset") + parameter(target, "cursor") : page;
    const auto begin = at.empty() ? 0 : page.empty() ? std::stoul(at) : (std::stoul(page) - 1) * most;
    nlohmann::json body = {{"data", nlohmann::json::array()}, {"meta", {{"total", chosen.size()}}}};
    for (auto i = begin; i < std::min(begin + most, chosen.size()); ++i)
      body["data"].push_back(document(chosen[i]));
    const bool more = begin + most < chosen.size();
    body["meta"]["more"] = more;
    body["meta"]["next"] = more ? nlohmann::json(std::to_string(begin + most)) : nlohmann::json();
    body["meta"]["address"] =
        more ? nlohmann::json("?cursor=" + std::to_string(begin + most)) : nlohmann::json();
    if (more)
      response.headers.emplace_back("link",
                                    "</v1/cases?cursor=" + std::to_string(begin + most) + ">; rel=\"next\"");
    response.body = body.dump();
  }

  static std::string decoded(std::string text) {
    for (auto at = text.find("%3A"); at != std::string::npos; at = text.find("%3A")) text.replace(at, 3, ":");
    return text;
  }
};

/// A mapping of that API; `keys` stand in its [[input.request]].
inline std::string mapping_text(const std::string& keys, const std::string& each = "/data",
                                const std::string& head = {}) {
  return "format = 1\n" + head +
         "[input]\nformat = \"rest\"\n[[input.request]]\nname = \"cases\"\npath = \"/cases\"\nitems = "
         "\"/data\"\n" +
         keys + "\n[[record]]\nkind = \"case\"\neach = \"" + each +
         "\"\nkey = \"/id\"\n[record.fields]\nfir_no = \"/fir/no\"\n";
}

inline std::string settings(const std::string& mapping, const std::string& url = "https://api.example/v1") {
  return nlohmann::json{
      {"url", url}, {"credential", "api"}, {"mapping", {{"name", "api.toml"}, {"text", mapping}}}}
      .dump();
}

}  // namespace mizan::rest::test
