#include "app/merged_cache.hpp"

#include "app/declaration.hpp"

namespace mizan::app {

std::string MergedCache::stamp() const {
  std::string text;
  const auto now = clock_.now();
  for (const auto& peer : peers_) text += PeerCells(folder_, peer.name).stamp(now, peer.silent_hours) + "\n";
  return text;
}

base::Result<std::shared_ptr<const api::MergedKpis>> MergedCache::add_up() const {
  std::vector<merge::HubCells> hubs;
  bool any = false;
  const auto now = clock_.now();
  for (const auto& peer : peers_) {
    auto cells = PeerCells(folder_, peer.name).read(now, peer.silent_hours);
    if (!cells) return base::Error{base::Code::kStore, cells.error().message};
    any = any || (!cells->silent && !cells->kept.empty());
    hubs.push_back(std::move(*cells));
  }
  if (!any)
    return base::Error{base::Code::kTransient, "no hub has given its cells yet, or all have fallen silent"};
  auto nation = merge::merge_hubs(definitions_, std::move(hubs), parse_declaration);
  if (!nation) return base::Error{base::Code::kStore, nation.error().message};
  return std::make_shared<const api::MergedKpis>(std::move(*nation));
}

base::Result<std::shared_ptr<const api::MergedKpis>> MergedCache::get() {
  const std::lock_guard lock(mutex_);
  auto now = stamp();
  if (merged_ && now == stamp_) return merged_;
  MIZAN_ASSIGN(merged_, add_up());
  stamp_ = std::move(now);
  return merged_;
}

}  // namespace mizan::app
