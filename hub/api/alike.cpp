#include "api/alike.hpp"

#include <fmt/format.h>

#include "access/scope_text.hpp"

namespace mizan::api {
namespace {

constexpr std::size_t kMostWishes = 1'000;  // of whoever asks for ever others: then they are numbered anew
constexpr std::size_t kMostPieces = 64;     // of up to a write's size each

std::string wishes_of(const Request& request, const access::Principal& who) {
  auto wishes = fmt::format("{} {}", access::role_name(who.role), access::scope_text(who.scope));
  for (const auto& [name, value] : request.query) {
    if (name == "from" || name == "after") continue;
    wishes += fmt::format("\n{} {}:{}", name, value.size(), value);
  }
  return wishes;
}

}  // namespace

std::uint64_t Likeness::number_of(const Request& request, const Admission& admission) {
  // What an audience is shown is of the policy of that moment, which may be a newer one.
  if (!admission.policy || request.query.contains("audience")) return 0;
  if (known_.size() >= kMostWishes) known_.clear();
  auto& known = known_[{admission.policy.get(), wishes_of(request, admission.who)}];
  if (known.number == 0) known = {admission.policy, ++last_};
  return known.number;
}

base::Result<Piece> SharedPieces::after(std::int64_t position, std::uint64_t likeness,
                                        const FeedFilter& filter, const Framing& framing,
                                        FeedPortion portion) {
  const auto make = [&]() -> base::Result<Piece> {
    MIZAN_ASSIGN(auto chunk, feed_.after(position, filter, framing, portion));
    return Piece{std::make_shared<const std::string>(std::move(chunk.bytes)), chunk.position, chunk.loaded};
  };
  if (likeness == 0) return make();
  if (std::exchange(head_, feed_.head()) != feed_.head() || made_.size() >= kMostPieces) made_.clear();
  const auto name = std::tuple(position, likeness, &framing);
  if (const auto found = made_.find(name); found != made_.end()) return found->second;
  MIZAN_ASSIGN(auto piece, make());
  return made_.emplace(name, std::move(piece)).first->second;
}

}  // namespace mizan::api
