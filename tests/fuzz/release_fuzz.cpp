// Releases, proofs and heads come from anywhere: any bytes are what they say or one sentence, and nothing
// that the one key did not sign is ever taken for true.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "release/proof.hpp"

namespace {
using namespace mizan;

const registry::PublicKey& key() {
  // That of RFC 8037, appendix A.
  static const auto kKey = registry::PublicKey::from_base64("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  return *kKey;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto half = text.find('\n');
  const auto release = text.substr(0, half);
  const auto rest = half == std::string_view::npos ? std::string_view() : text.substr(half + 1);
  // The example's key signed no release.
  if (release::verify({release, rest, rest, {key()}})) std::abort();
  if (const auto jws = release::parse_jws(release)) {
    const auto again = release::parse_jws(release::jws_text(*jws));
    if (!again || again->payload != jws->payload || again->signature != jws->signature) std::abort();
    static_cast<void>(release::read_head(*jws));
    static_cast<void>(release::read_summary(jws->payload));
  }
  static_cast<void>(release::revisions_between(release, rest));
  return 0;
}
