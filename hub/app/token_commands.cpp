// `mizan token`: who may ask over HTTP.
#include "access/scope_text.hpp"
#include "access/token.hpp"
#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/os_user.hpp"
#include "store/access_tokens.hpp"

namespace mizan::app {
namespace {

constexpr base::Micros kDay = 86'400'000'000;

struct Words {
  std::string name;
  std::string role;
  std::int64_t days = 365;
  std::vector<std::string> provinces;
  std::vector<std::string> districts;
  std::vector<std::string> endpoints;
  std::vector<std::string> grains;
};

store::Store open_store(const Globals& globals, store::OpenMode mode) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  return value_or_fail(store::Store::open(config.store.string(), mode));
}

access::Scope scope_of(const Words& words) {
  access::Scope scope{words.provinces, words.districts, words.endpoints, {}};
  for (const auto& name : words.grains) {
    const auto grain = access::find_grain(name);
    if (!grain) fail({base::Code::kConfig, "there is no grain \"" + name + "\""});
    scope.grains.push_back(*grain);
  }
  return scope;
}

// The text goes to stdout alone, so that it can be led into a file without being seen.
void add(const Globals& globals, const Words& words) {
  const auto role = access::find_role(words.role);
  if (!role || *role == access::Role::kPublic)
    fail({base::Code::kConfig, "--role is monitor, coordinator, operator, auditor or hub"});
  const auto scope = scope_of(words);
  or_fail(access::check_scope(*role, scope));
  const auto token = value_or_fail(access::make_token());
  const auto now = system_clock().now();
  auto store = open_store(globals, store::OpenMode::kAside);
  const std::string digest(reinterpret_cast<const char*>(token.digest.data()), token.digest.size());
  or_fail(store::add_token(
      store,
      {token.id, words.name, digest, words.role, access::scope_text(scope), now, os_user(),
       now + words.days * kDay},
      told_of("token add", fmt::format("{} {} {}", words.name, token.id, words.role), "done")));
  fmt::print("{}\n", token.text.reveal());
  fmt::print(stderr, "this is the token {} of {}, until {}; it is shown once and kept nowhere\n", token.id,
             words.name, base::to_rfc3339(now + words.days * kDay));
}

std::string state_of(const store::TokenRow& row, base::Micros now) {
  if (row.revoked_at != 0) return "revoked " + base::to_rfc3339(row.revoked_at);
  return row.expires_at <= now ? "expired" : "holds";
}

void list(const Globals& globals) {
  const auto store = open_store(globals, store::OpenMode::kRead);
  Table table({{"id"}, {"name"}, {"role"}, {"scope"}, {"given out"}, {"by"}, {"until"}, {"state"}});
  for (const auto& row : value_or_fail(store::tokens(store)))
    table.add({row.id, row.name, row.role, row.scope == "{}" ? "" : row.scope,
               base::to_rfc3339(row.issued_at), row.issued_by, base::to_rfc3339(row.expires_at),
               state_of(row, system_clock().now())});
  print(table, globals);
}

void revoke(const Globals& globals, const Words& words) {
  auto store = open_store(globals, store::OpenMode::kAside);
  or_fail(store::revoke_token(store, words.name, system_clock().now(), os_user(),
                              told_of("token revoke", words.name, "done")));
  fmt::print(stderr, "{} is revoked: its next request is refused, its feed ends within 15 seconds\n",
             words.name);
}

void add_adding(Command& tokens, Globals& globals, Words& words) {
  auto& give = tokens.add_command("add", "Give out a token; it is printed once");
  give.add_option("name", &words.name, "whose it is, as the audit trail will have it").required();
  give.add_option("--role", &words.role, "monitor, coordinator, operator, auditor or hub")
      .required()
      .one_of({"monitor", "coordinator", "operator", "auditor", "hub"});
  give.add_option("--days", &words.days, "how long it holds").show_default().within(1, 3'660);
  give.add_option("--province", &words.provinces, "only this one; may be said again").one_at_a_time();
  give.add_option("--district", &words.districts, "a coordinator's own district; may be said again")
      .one_at_a_time();
  give.add_option("--endpoint", &words.endpoints,
                  "only this kind of answer: values, feed …; may be said again")
      .one_at_a_time();
  give.add_option("--grain", &words.grains, "only rows of this grain: nation, district …; may be said again")
      .one_at_a_time();
  give.footer =
      "Examples:\n  mizan token add pg-punjab --role monitor --province PB > pg-punjab.token\n  mizan token "
      "add dpp-lahore --role coordinator --province PB --district PB-LAHORE --days 90\n  mizan token add "
      "federal-hub --role hub --endpoint cells\n\nWhat each role is shown stands in the sharing matrix "
      "(docs/security.md).";
  give.action = [&] { add(globals, words); };
}

}  // namespace

void add_token_commands(Command& program, Globals& globals) {
  static Words words;
  auto& tokens = program.add_command("token", "Who may ask over HTTP");
  add_adding(tokens, globals, words);
  auto& all = tokens.add_command("list", "The tokens there are, and which hold");
  all.footer = "Example:\n  mizan token list --format json";
  all.action = [&globals] { list(globals); };
  auto& away = tokens.add_command("revoke", "Take a token back, by its name or id");
  away.add_option("token", &words.name, "name or id").required();
  away.footer = "Example:\n  mizan token revoke pg-punjab";
  away.action = [&globals] { revoke(globals, words); };
}

}  // namespace mizan::app
