#include "app/seal_key.hpp"

#include <memory>

#include "app/text_file.hpp"
#include "base/digest.hpp"

namespace mizan::app {
namespace {

constexpr std::size_t kDigestBytes = 16;
// Digests of persons are made under the same key, of other texts.
constexpr std::string_view kPurpose = "mizan seal 1\n";

}  // namespace

base::Result<store::SealDigest> seal_digest(const HubConfig& config) {
  MIZAN_ASSIGN(auto key, read_text(config.pseudonym_key));
  const auto hmac = std::make_shared<base::Hmac>(base::Secret(std::move(key)));
  return store::SealDigest([hmac](std::string_view text) {
    const auto digest = (*hmac)(std::string(kPurpose) + std::string(text));
    return std::string(reinterpret_cast<const char*>(digest.data()), kDigestBytes);
  });
}

base::Result<> guard_seals(const HubConfig& config, store::Store& store) {
  MIZAN_ASSIGN(auto digest, seal_digest(config));
  return store::Sealing(store).guard(std::move(digest));
}

base::Result<> purge_sealed(store::Store& store, base::Micros now,
                            const std::function<base::Result<>()>& count) {
  store::Sealing sealing(store);
  MIZAN_ASSIGN(const bool pending, sealing.is_pending());
  if (!pending) return {};
  MIZAN_ASSIGN(const auto removed, sealing.remove_again(now));
  if (removed > 0) MIZAN_TRY(count());
  return sealing.purge();
}

}  // namespace mizan::app
