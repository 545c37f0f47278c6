#include "api/traffic.hpp"

#include <algorithm>

namespace mizan::api {
namespace {

// The last place is of what is no page of the API.
std::size_t place_of(const access::Endpoint* endpoint, std::size_t places) {
  if (endpoint == nullptr) return places - 1;
  const auto all = access::endpoints();
  const auto found = std::ranges::find(all, endpoint->name, &access::Endpoint::name);
  return std::min(static_cast<std::size_t>(found - all.begin()), places - 1);
}

std::string name_of(std::size_t place) {
  const auto all = access::endpoints();
  return place < all.size() ? std::string(all[place].name) : "none";
}

}  // namespace

void Traffic::note_answer(const access::Endpoint* endpoint, unsigned status,
                          std::chrono::steady_clock::duration took) {
  auto& count =
      counts_[place_of(endpoint, kMostEndpoints)][std::min<std::size_t>(status / 100, kStatuses - 1)];
  ++count.answers;
  count.nanoseconds += std::chrono::duration_cast<std::chrono::nanoseconds>(took).count();
}

std::vector<Traffic::Answers> Traffic::answers() const {
  std::vector<Answers> out;
  for (std::size_t place = 0; place < kMostEndpoints; ++place) {
    for (std::size_t status = 0; status < kStatuses; ++status) {
      const auto& count = counts_[place][status];
      if (count.answers == 0) continue;
      out.push_back({name_of(place), static_cast<int>(status), count.answers,
                     static_cast<double>(count.nanoseconds) / 1e9});
    }
  }
  return out;
}

void Traffic::note_followers(const Followers& now) {
  connections_ = now.connections;
  subscribers_ = now.subscribers;
  farthest_ = now.farthest;
}

Traffic::Followers Traffic::followers() const {
  return {connections_, subscribers_, farthest_};
}

}  // namespace mizan::api
