// Signature files come with plugins from anywhere, and a trust file may be damaged: each is a value or one
// sentence, and what is read is what is written again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "registry/trust.hpp"

namespace {
using namespace mizan::registry;

void look_at_signature(std::string_view text) {
  const auto signature = parse_signature(text, "x.so.sig");
  if (!signature) {
    if (signature.error().message.empty()) std::abort();
    return;
  }
  const auto again = parse_signature(signature_text(*signature), "x.so.sig");
  if (!again || again->bytes != signature->bytes ||
      signed_bytes(again->build) != signed_bytes(signature->build))
    std::abort();
  // Nobody is trusted, so nothing is.
  if (judge({}, signature->build, *signature).how == Standing::How::kTrusted) std::abort();
}

void look_at_trust(std::string_view text) {
  const auto trust = parse_trust(text, "trust.toml");
  if (!trust) return;
  const auto again = parse_trust(trust_text(*trust), "trust.toml");
  if (!again || again->keys.size() != trust->keys.size() || again->revoked.size() != trust->revoked.size())
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  look_at_signature(text);
  look_at_trust(text);
  return 0;
}
