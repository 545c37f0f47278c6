// The Authorization header comes from anyone: a token, a JWT or neither, and never a way in.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "access/identify.hpp"
#include "access/jwt.hpp"

namespace {

const mizan::access::KeySet& keys() {
  static const auto kKeys = *mizan::access::KeySet::parse(
      R"({"keys":[{"kty":"OKP","kid":"ed","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})",
      "jwks");
  return kKeys;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mizan::access;
  const std::string text(reinterpret_cast<const char*>(data), size);
  static const Policy kPolicy = [] {
    Policy policy;
    policy.logins = JwtRules{"i", "a"};
    policy.login_keys = std::make_shared<KeySet>(keys());
    return policy;
  }();
  const auto none = [](std::string_view) -> mizan::base::Result<std::optional<StoredToken>> {
    return std::optional<StoredToken>();
  };
  if (!text.empty() && identify(kPolicy, {text}, none, 1)) std::abort();
  if (verify_jwt(text, keys(), *kPolicy.logins, 1)) std::abort();
  (void)KeySet::parse(text, "jwks");
  return 0;
}
