// An adapter with an OpenSSL of its own inside, as one that was linked statically against another release
// has.
#include <openssl/evp.h>
#include <mizan/sdk/adapter.hpp>

#include <array>
#include <string>

namespace {
using namespace mizan::sdk;

std::string digest_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, EVP_sha256(), nullptr) != 1)
    throw Error(MIZAN_E_INTERNAL, "its own OpenSSL makes no digest");
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    constexpr char kDigits[] = "0123456789abcdef";
    hex += kDigits[bytes[i] >> 4U];
    hex += kDigits[bytes[i] & 15U];
  }
  return hex;
}

class OwnOpenSsl final : public Adapter {
 public:
  OwnOpenSsl(Host, const Config& config) { config.allow_only({}); }
  void check(const Call&) override {}
  void read(const Call&, std::string_view, Sink& sink) override {
    Batch batch;
    // Where its code lies tells whose it is.
    batch.add(MIZAN_KIND_CASE, digest_of("abc"))
        .set(field::fir_no_, std::to_string(reinterpret_cast<std::uintptr_t>(&EVP_Digest)));
    sink.emit(batch);
    sink.checkpoint("1");
  }
};

constexpr char kSchema[] = R"({"type": "object", "additionalProperties": false})";

}  // namespace

MIZAN_ADAPTER(OwnOpenSsl, {"own-openssl", "1.0.0", kSchema, /*checkpoint_version=*/1});
