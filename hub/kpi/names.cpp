#include "kpi/names.hpp"

#include <mutex>

namespace mizan::kpi {

Names::Names() {
  for (const std::string_view text : {"", "_T", "_U", "unattributed"}) id(text);
}

NameId Names::id(std::string_view text) {
  if (const auto known = find(text)) return *known;
  const std::unique_lock lock(mutex_);
  if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
  const auto id = static_cast<NameId>(texts_.size());
  ids_.emplace(texts_.emplace_back(text), id);
  return id;
}

std::optional<NameId> Names::find(std::string_view text) const {
  const std::shared_lock lock(mutex_);
  const auto found = ids_.find(text);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

std::string_view Names::text(NameId id) const {
  const std::shared_lock lock(mutex_);
  return texts_[id];
}

NameId Names::size() const {
  const std::shared_lock lock(mutex_);
  return static_cast<NameId>(texts_.size());
}

bool Names::restore(NameId id, std::string_view text) {
  if (const auto known = find(text)) return *known == id;
  const std::unique_lock lock(mutex_);
  if (id != texts_.size()) return false;
  ids_.emplace(texts_.emplace_back(text), id);
  return true;
}

NameId NameReader::operator()(std::string_view text) {
  if (text.empty()) return kNoName;
  if (const auto found = met_.find(text); found != met_.end()) return found->second;
  const auto id = names_.id(text);
  met_.emplace(names_.text(id), id);
  return id;
}

}  // namespace mizan::kpi
