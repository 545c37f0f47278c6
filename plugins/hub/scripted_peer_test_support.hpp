#pragma once
#include <functional>
#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace mizan::peer::test {

/// A hub in memory that gives its log of changes away as docs/http-api.md has it, for tests of the connector.
/// Its cursors are "EPOCH.POSITION".
class ScriptedPeer {
 public:
  std::string epoch = "e1";
  std::vector<nlohmann::json> log;  ///< one record a change, in order
  nlohmann::json declaration = {{"holder", "court"}};
  std::vector<std::string> asked = {};                              ///< "path?query", one by one
  std::vector<std::string> credentials = {};                        ///< with which
  std::function<void(std::size_t, sdk::HttpResponse&)> fault = {};  ///< may change the n-th reply, or throw

  void add_case(const std::string& key, const std::string& court) {
    log.push_back({{"source", "punjab"},
                   {"kind", "case"},
                   {"key", key},
                   {"op", "upsert"},
                   {"fields", {{"court", court}}}});
  }
  void remove_case(const std::string& key) {
    log.push_back({{"source", "punjab"}, {"kind", "case"}, {"key", key}, {"op", "delete"}});
  }

  sdk::HttpResponse operator()(const sdk::HttpRequest& request) {
    const auto target = request.url.substr(std::string("https://hub.example").size());
    asked.push_back(target);
    credentials.push_back(request.credential);
    sdk::HttpResponse response{200, {}, {}, request.url};
    answer(target, response);
    if (fault) fault(asked.size() - 1, response);
    return response;
  }

 private:
  static std::string parameter(const std::string& target, const std::string& name) {
    auto at = target.find("?" + name + "=");
    if (at == std::string::npos) at = target.find("&" + name + "=");
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 2;
    return target.substr(begin, target.find('&', begin) - begin);
  }

  // A change that a later one overtook is not told, as the real hub does it.
  bool overtaken(std::size_t at) const {
    for (auto later = at + 1; later < log.size(); ++later)
      if (log[later]["key"] == log[at]["key"]) return true;
    return false;
  }

  void answer(const std::string& target, sdk::HttpResponse& response) const {
    const auto after = parameter(target, "after");
    const auto dot = after.find('.');
    if (!after.empty() && after.substr(0, dot) != epoch) {
      response.status = 410;
      response.body = R"({"status": 410, "detail": "this cursor is of another store"})";
      return;
    }
    const auto limit = std::stoul(parameter(target, "limit"));
    auto at = after.empty() ? 0 : std::stoul(after.substr(dot + 1));
    auto records = nlohmann::json::array();
    for (; at < log.size() && records.size() < limit; ++at)
      if (!overtaken(at)) records.push_back(log[at]);
    response.body = nlohmann::json{{"v", 1},
                                   {"sources", {{{"source", "punjab"}, {"declaration", declaration}}}},
                                   {"records", records},
                                   {"next", epoch + "." + std::to_string(at)},
                                   {"end", at == log.size()}}
                        .dump();
  }
};

}  // namespace mizan::peer::test
