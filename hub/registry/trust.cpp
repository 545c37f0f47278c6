#include "registry/trust.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "registry/plugin_bytes.hpp"
#include "registry/text_record.hpp"
#include "registry/version.hpp"

namespace mizan::registry {
namespace fs = std::filesystem;
namespace {

// Calls `take` for each table of the list `name`, with where it stands.
template <class Take>
base::Result<> each_table(const toml::table& table, std::string_view name, const std::string& file,
                          Take take) {
  const auto* node = table.get(name);
  if (node == nullptr) return {};
  const auto* list = node->as_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const auto* entry = (*list)[i].as_table();
    if (entry == nullptr) break;
    TextRecord record(*entry, fmt::format("{}:{}: {}", file, entry->source().begin.line, name));
    MIZAN_TRY(take(record));
    if (i + 1 == list->size()) return {};
  }
  return base::Error{base::Code::kConfig, fmt::format("{}: {}: expected a list of tables", file, name)};
}

base::Result<TrustedKey> read_key(TextRecord& record) {
  TrustedKey out;
  out.name = record.text("name");
  const auto text = record.text("public");
  const auto key = PublicKey::from_base64(text);
  if (!key) record.fail("public", key.error().message);
  out.since = record.text("since");
  MIZAN_TRY(record.finish());
  out.key = *key;
  return out;
}

base::Result<Revocation> read_revocation(TextRecord& record) {
  Revocation out{record.text("what"), record.text("reason"), record.text("since")};
  if (out.what.size() != 32 && !is_sha256(out.what))
    record.fail("what", "expected a key's fingerprint (32 digits) or a build's digest (64)");
  MIZAN_TRY(record.finish());
  return out;
}

}  // namespace

const TrustedKey* Trust::find_key(std::string_view fingerprint) const {
  const auto found = std::find_if(
      keys.begin(), keys.end(), [&](const TrustedKey& key) { return key.key.fingerprint() == fingerprint; });
  return found == keys.end() ? nullptr : &*found;
}

const Revocation* Trust::find_revocation(std::string_view what) const {
  const auto found =
      std::find_if(revoked.begin(), revoked.end(), [&](const Revocation& each) { return each.what == what; });
  return found == revoked.end() ? nullptr : &*found;
}

base::Result<Trust> read_trust(const fs::path& file) {
  struct stat about {};
  if (stat(file.c_str(), &about) != 0) return Trust{};
  if ((about.st_mode & 022U) != 0)
    return base::Error{
        base::Code::kConfig,
        fmt::format("{0}: others than its owner may write it, so it is not believed: chmod go-w {0}",
                    file.string())};
  MIZAN_ASSIGN(const auto text, read_small_file(file));
  return parse_trust(text, file.string());
}

base::Result<Trust> parse_trust(std::string_view text, const std::string& file) {
  MIZAN_ASSIGN(const auto table, parse_format_1(text, file, "trust file"));
  Trust trust;
  MIZAN_TRY(each_table(table, "key", file, [&](TextRecord& record) -> base::Result<> {
    MIZAN_ASSIGN(auto key, read_key(record));
    trust.keys.push_back(std::move(key));
    return {};
  }));
  MIZAN_TRY(each_table(table, "revoked", file, [&](TextRecord& record) -> base::Result<> {
    MIZAN_ASSIGN(auto revocation, read_revocation(record));
    trust.revoked.push_back(std::move(revocation));
    return {};
  }));
  TextRecord whole(table, file);
  for (const auto* key : {"format", "key", "revoked"}) whole.allow(key);
  MIZAN_TRY(whole.finish());
  return trust;
}

std::string trust_text(const Trust& trust) {
  std::string text = "# Whose adapters this hub runs: mizan adapter trust, revoke\nformat = 1\n";
  for (const auto& key : trust.keys)
    text += fmt::format("\n[[key]]\nname = {}\npublic = \"{}\"\nsince = {}\n", toml_string(key.name),
                        key.key.to_base64(), toml_string(key.since));
  for (const auto& each : trust.revoked)
    text += fmt::format("\n[[revoked]]\nwhat = {}\nreason = {}\nsince = {}\n", toml_string(each.what),
                        toml_string(each.reason), toml_string(each.since));
  return text;
}

base::Result<> write_trust(const fs::path& file, const Trust& trust) {
  return replace_file(file, trust_text(trust));
}

namespace {

std::string revoked_words(const Revocation& revocation) {
  return fmt::format("was revoked on {}{}{}", revocation.since.substr(0, 10),
                     revocation.reason.empty() ? "" : ": ", revocation.reason);
}

Standing judge_signature(const Trust& trust, const Build& build, const Signature& signature) {
  using How = Standing::How;
  if (signature.build.sha256 != build.sha256)
    return {How::kRefused,
            "is not the file that its signature speaks of: it was changed after it was signed"};
  if (signature.build.id != build.id || signature.build.version != build.version)
    return {How::kRefused, fmt::format("is {} {}, and its signature speaks of {} {}", build.id, build.version,
                                       signature.build.id, signature.build.version)};
  if (const auto* revoked = trust.find_revocation(signature.key))
    return {How::kRefused, "is signed with a key that " + revoked_words(*revoked)};
  const auto* key = trust.find_key(signature.key);
  if (key == nullptr)
    return {How::kUnsigned,
            fmt::format("is signed with the key {}, which this hub does not trust", signature.key)};
  if (!key->key.verifies(signed_bytes(build), signature.bytes))
    return {How::kRefused, fmt::format("bears a wrong signature: the key of {} did not make it", key->name)};
  return {How::kTrusted, "is signed by " + key->name};
}

}  // namespace

Standing judge(const Trust& trust, const Build& build,
               const std::optional<base::Result<Signature>>& signature) {
  if (const auto* revoked = trust.find_revocation(build.sha256))
    return {Standing::How::kRefused, revoked_words(*revoked)};
  if (!signature) return {Standing::How::kUnsigned, "is not signed"};
  if (!*signature)
    return {Standing::How::kRefused, "bears a signature that cannot be read: " + signature->error().message};
  return judge_signature(trust, build, **signature);
}

fs::path signature_file(const fs::path& plugin) {
  auto file = plugin;
  file += ".sig";
  return file;
}

std::optional<base::Result<Signature>> signature_beside(const fs::path& plugin) {
  const auto file = signature_file(plugin);
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored))) return std::nullopt;
  const auto text = read_small_file(file);
  if (!text) return base::Result<Signature>(text.error());
  return parse_signature(*text, file.string());
}

}  // namespace mizan::registry
