// `mizan adapter key`, `sign`, `trust` and `revoke`: who vouches for an adapter.
#include <algorithm>

#include "app/adapter_subcommands.hpp"
#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/config.hpp"
#include "app/plugin_build.hpp"
#include "base/text.hpp"
#include "registry/trust.hpp"
#include "registry/version.hpp"

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using registry::PrivateKey;
using registry::PublicKey;

struct SignOptions {
  fs::path plugin;
  fs::path key;
};
struct TrustOptions {
  fs::path key;
  std::string name;
};
struct RevokeOptions {
  std::string what;
  std::string reason;
};

void make_key(const fs::path& stem) {
  fs::path secret = stem.string() + ".key";
  fs::path open = stem.string() + ".pub";
  std::error_code failed;
  if (fs::exists(fs::symlink_status(open, failed)))
    fail({base::Code::kConfig, open.string() + ": is there already, and no key is overwritten"});
  const auto key = value_or_fail(PrivateKey::make());
  or_fail(key.write(secret));
  or_fail(registry::replace_file(open, key.public_key().to_pem()));
  fmt::print(
      "{}  keep it: it signs, for its owner alone\n{}  give it to whoever is to trust it\nfingerprint {}\n",
      secret.string(), open.string(), key.public_key().fingerprint());
}

void sign(const SignOptions& options) {
  const auto key = value_or_fail(PrivateKey::read(options.key));
  const auto bytes = value_or_fail(registry::PluginBytes::read(options.plugin));
  const auto build = value_or_fail(build_of(options.plugin, bytes));
  const auto file = registry::signature_file(options.plugin);
  or_fail(registry::replace_file(file, registry::signature_text(value_or_fail(registry::sign(build, key)))));
  fmt::print("{}: {} {} is signed with the key {}\n", file.string(), build.id, build.version,
             key.public_key().fingerprint());
}

void trust(const Globals& globals, const TrustOptions& options) {
  const auto file = value_or_fail(read_hub_config(globals.config)).adapters.trust;
  auto known = value_or_fail(registry::read_trust(file));
  const auto key = value_or_fail(PublicKey::read(options.key));
  if (known.find_revocation(key.fingerprint()) != nullptr)
    fail(
        {base::Code::kConfig, fmt::format("{}: this key was revoked; take a new one", options.key.string())});
  if (const auto* there = known.find_key(key.fingerprint()))
    fail({base::Code::kConfig,
          fmt::format("{}: this key is trusted already, as {}", options.key.string(), there->name)});
  note_in_audit(value_or_fail(read_hub_config(globals.config)), "adapter trust", key.fingerprint());
  known.keys.push_back({key, options.name, base::to_rfc3339(system_clock().now())});
  or_fail(registry::write_trust(file, known));
  fmt::print("{}: the key {} of {} is trusted\n", file.string(), key.fingerprint(), options.name);
}

// A digest, a fingerprint, or the name of a key's owner.
std::string revocable(const registry::Trust& trust, const std::string& what) {
  if (what.starts_with("sha256:") && registry::is_sha256(what.substr(7))) return what.substr(7);
  if (trust.find_key(what) != nullptr) return what;
  std::string found;
  for (const auto& key : trust.keys) {
    if (key.name != what) continue;
    if (!found.empty())
      fail({base::Code::kConfig, fmt::format("\"{}\" has several keys: name one by its fingerprint", what)});
    found = key.key.fingerprint();
  }
  if (found.empty())
    fail({base::Code::kNotFound,
          fmt::format("\"{}\": is neither sha256:DIGEST nor the fingerprint or the owner of a trusted key",
                      what)});
  return found;
}

void revoke(const Globals& globals, const RevokeOptions& options) {
  const auto file = value_or_fail(read_hub_config(globals.config)).adapters.trust;
  auto known = value_or_fail(registry::read_trust(file));
  const auto what = revocable(known, options.what);
  if (known.find_revocation(what) != nullptr)
    fail({base::Code::kConfig, fmt::format("\"{}\": is revoked already", options.what)});
  note_in_audit(value_or_fail(read_hub_config(globals.config)), "adapter revoke", what);
  known.revoked.push_back({what, options.reason, base::to_rfc3339(system_clock().now())});
  or_fail(registry::write_trust(file, known));
  fmt::print("{}: {} is revoked; nothing of it is started any more\n", file.string(), options.what);
}

void add_makers(Command& adapter) {
  static fs::path stem;
  static SignOptions signing;
  auto& key = adapter.add_command("key", "Make a pair of keys to sign adapters with");
  key.add_option("name", &stem, "NAME.key and NAME.pub are made").required();
  key.footer =
      "Example:\n  mizan adapter key it-cell\n\nNothing is overwritten; the private half is never printed.";
  key.action = [] { make_key(stem); };
  auto& sign_command = adapter.add_command("sign", "Sign a plugin: writes PLUGIN.so.sig beside it");
  sign_command.add_option("plugin", &signing.plugin, "the plugin's file").required();
  sign_command.add_option("--key", &signing.key, "the private key").required();
  sign_command.footer = "Example:\n  mizan adapter sign build/quetta-court.so --key it-cell.key";
  sign_command.action = [] { sign(signing); };
}

}  // namespace

void add_trust_commands(Command& adapter, Globals& globals) {
  static TrustOptions trusted;
  static RevokeOptions revoked;
  add_makers(adapter);
  auto& trust_command = adapter.add_command("trust", "Let adapters run that are signed with a key");
  trust_command.add_option("key", &trusted.key, "the public key").required();
  trust_command.add_option("--name", &trusted.name, "whose key it is").required();
  trust_command.footer =
      "Example:\n  mizan adapter trust it-cell.pub --name 'IT cell, Punjab'\n\nCompare the fingerprint with "
      "its owner first.";
  trust_command.action = [&globals] { trust(globals, trusted); };
  auto& revoke_command =
      adapter.add_command("revoke", "Let nothing run any more that a key signed, or one build");
  revoke_command.add_option("what", &revoked.what, "a key's fingerprint or owner, or a build: sha256:…")
      .required();
  revoke_command.add_option("--reason", &revoked.reason, "why, for whoever reads it later");
  revoke_command.footer =
      "Examples:\n  mizan adapter revoke 'IT cell, Punjab' --reason 'lost laptop'\n  mizan adapter revoke "
      "sha256:7d86…\n\nA revocation outweighs every signature and every setting.";
  revoke_command.action = [&globals] { revoke(globals, revoked); };
}

}  // namespace mizan::app
