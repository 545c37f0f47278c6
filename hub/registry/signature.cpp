#include "registry/signature.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"
#include "registry/text_record.hpp"
#include "registry/version.hpp"

namespace mizan::registry {

std::string signed_bytes(const Build& build) {
  return fmt::format("mizan adapter 1\n{}\n{}\n{}\n", build.id, build.version, build.sha256);
}

base::Result<Signature> sign(const Build& build, const PrivateKey& key) {
  MIZAN_ASSIGN(auto bytes, key.sign(signed_bytes(build)));
  return Signature{build, key.public_key().fingerprint(), std::move(bytes)};
}

std::string signature_text(const Signature& signature) {
  return fmt::format(
      "# The signature of an adapter: mizan adapter trust, install\nformat = 1\nid = \"{}\"\nversion = "
      "\"{}\"\n"
      "sha256 = \"{}\"\nkey = \"{}\"\nsignature = \"{}\"\n",
      signature.build.id, signature.build.version, signature.build.sha256, signature.key,
      base::to_base64(signature.bytes));
}

base::Result<Signature> parse_signature(std::string_view text, std::string_view file) {
  MIZAN_ASSIGN(const auto table, parse_format_1(text, file, "signature file"));
  TextRecord record(table, std::string(file));
  record.allow("format");
  Signature out{{record.text("id"), record.text("version"), record.text("sha256")}, record.text("key"), {}};
  const auto bytes = base::from_base64(record.text("signature"));
  if (!is_adapter_id(out.build.id)) record.fail("id", "is no adapter's id");
  if (!Version::parse(out.build.version)) record.fail("version", "expected MAJOR.MINOR.PATCH");
  if (!is_sha256(out.build.sha256)) record.fail("sha256", "expected 64 hexadecimal digits");
  if (!bytes || bytes->size() != 64) record.fail("signature", "expected 64 bytes in base64");
  MIZAN_TRY(record.finish());
  out.bytes = *bytes;
  return out;
}

}  // namespace mizan::registry
