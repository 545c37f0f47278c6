// Follows the feed by pages (libcurl, nlohmann_json). subscriber http://127.0.0.1:8420 place.cursor
#include <curl/curl.h>
#include <unistd.h>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

int main(int, char** words) {
  const std::string hub = words[1], place = words[2];
  std::string cursor = "start", page;
  std::ifstream(place) >> cursor;
  CURL* curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(
      curl, CURLOPT_WRITEFUNCTION, +[](char* data, size_t, size_t size, std::string* to) {
        to->append(data, size);
        return size;
      });
  for (curl_easy_setopt(curl, CURLOPT_WRITEDATA, &page);; page.clear()) {
    curl_easy_setopt(curl, CURLOPT_URL, (hub + "/v1/feed/events?wait=20&after=" + cursor).c_str());
    if (curl_easy_perform(curl) != CURLE_OK) {
      sleep(1);
      continue;
    }  // the hub is away: again, from where we were
    const auto json = nlohmann::json::parse(page);
    for (const auto& event : json["events"])  // your work; twice does no harm
      if (event.contains("subject") || event["type"] == "org.mizan.kpi.loaded.v1")
        std::cout << event["id"].get<std::string>() << " " << event["type"] << std::endl;
    std::ofstream(place + ".new") << (cursor = json["next"]);  // from here on after a restart
    std::rename((place + ".new").c_str(), place.c_str());
  }
}
