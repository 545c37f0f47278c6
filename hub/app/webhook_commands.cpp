// `mizan webhook`: the receivers that the feed is posted to.
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "adapter/never_stop.hpp"
#include "app/audit_note.hpp"
#include "app/broker_post.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/webhook_sender.hpp"
#include "publish/cloud_event.hpp"
#include "services/services.hpp"
#include "webhook/signing.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

struct Words {
  std::string name;
  std::string id;
  std::string from;
  std::string file;
  bool skip = false;
  bool ed25519 = false;
};

struct Found {
  HubConfig hub;
  std::vector<WebhookConfig> webhooks;
};

Found find(const Globals& globals) {
  Found found{value_or_fail(read_hub_config(globals.config)), {}};
  found.webhooks = value_or_fail(read_webhook_configs(found.hub.webhooks));
  return found;
}

const WebhookConfig& named(const Found& found, const std::string& name) {
  for (const auto& each : found.webhooks) {
    if (each.name == name) return each;
  }
  fail({base::Code::kNotFound,
        fmt::format("there is no webhook \"{}\" in {}", name, found.hub.webhooks.string())});
}

std::string moment(base::Micros at) {
  return at == 0 ? std::string() : base::to_rfc3339(at);
}

std::string state_of(const webhook::Place& place) {
  if (!place.paused.empty()) return "paused";
  if (place.cursor.empty()) return "not begun";
  return place.failed > 0 ? "waiting" : "sending";
}

std::string why_of(const webhook::Place& place) {
  if (!place.paused.empty()) return place.paused;
  return place.failed > 0 ? place.trouble : "";
}

void list(const Globals& globals) {
  const auto found = find(globals);
  Table table({{"webhook"},
               {"state"},
               {"since"},
               {"attempts", true},
               {"next attempt"},
               {"set aside", true},
               {"why"},
               {"to"}});
  for (const auto& each : found.webhooks) {
    const auto place = value_or_fail(webhook::PlaceFile(found.hub.webhook_places, each.name).read());
    const auto dead = value_or_fail(webhook::DeadLetters(found.hub.webhook_places, each.name).all());
    table.add({each.name, state_of(place), moment(place.paused_at), std::to_string(place.failed),
               moment(place.not_before), std::to_string(dead.size()), why_of(place),
               each.plugin.empty() ? each.url : each.plugin});
  }
  print(table, globals);
}

void dead(const Globals& globals, const Words& words) {
  const auto found = find(globals);
  const auto& webhook = named(found, words.name);
  Table table({{"id"}, {"set aside"}, {"why"}, {"event"}});
  for (const auto& each : value_or_fail(webhook::DeadLetters(found.hub.webhook_places, webhook.name).all()))
    table.add({each.id, moment(each.at), each.why, each.body});
  print(table, globals);
}

void give(const Globals& globals, const Words& words, webhook::Order::What what, const std::string& text) {
  constexpr std::array<std::string_view, 4> kDid = {"webhook resume", "webhook resume --skip",
                                                    "webhook redrive", "webhook discard"};
  const auto found = find(globals);
  const auto& webhook = named(found, words.name);
  note_in_audit(found.hub, std::string(kDid[static_cast<std::size_t>(what)]), webhook.name);
  or_fail(webhook::OrderFile(found.hub.webhook_places, webhook.name).give({what, text}));
  fmt::print("{}: `mizan run` does it within a second, or when it is started\n", webhook.name);
}

// "now" is the feed's head as it is when the order is given.
void resume(const Globals& globals, const Words& words) {
  using What = webhook::Order::What;
  if (words.skip) return give(globals, words, What::kSkip, {});
  auto from = words.from;
  if (from == "now") {
    const auto found = find(globals);
    auto store = value_or_fail(store::Store::open(found.hub.store.string(), store::OpenMode::kRead));
    from = value_or_fail(FeedInbox(std::move(store), {}).now());
  } else if (!from.empty() && from != "start") {
    fail({base::Code::kConfig, "--from is now or start"});
  }
  give(globals, words, What::kResume, from);
}

// Consumers of a broker are many, and none of them asked for a test: what is looked at is the broker.
void test_broker(const HubConfig& hub, const WebhookConfig& broker, const adapter::NeverStop& never) {
  const auto post = value_or_fail(BrokerPost::open(hub, broker, never, system_clock()));
  const auto answer = post->check();
  if (answer.how != webhook::Answer::How::kTaken) fail({base::Code::kTransient, answer.why});
  fmt::print("{}: the broker is there and would keep events\n", broker.name);
}

void test(const Globals& globals, const Words& words) {
  const auto found = find(globals);
  const auto& webhook = named(found, words.name);
  const adapter::NeverStop never;
  if (!webhook.plugin.empty()) return test_broker(found.hub, webhook, never);
  const auto now = system_clock().now();
  HttpPost post(webhook, value_or_fail(services::open_services(webhook.services, system_clock())), never);
  const auto id = fmt::format("test-{}", now);
  const auto body = publish::envelope("org.mizan.webhook.test.v1", "test", base::to_rfc3339(now), {{"v", 1}});
  const auto answer = post.send({id, publish::with_id(body, id)});
  if (answer.how != webhook::Answer::How::kTaken) fail({base::Code::kTransient, answer.why});
  fmt::print("{}: the receiver has taken {}\n", webhook.name, id);
}

// The file is made for its owner alone; what the receiver needs is printed.
void key(const Words& words) {
  const auto made = value_or_fail(words.ed25519 ? webhook::make_ed25519_key() : webhook::make_hmac_key());
  std::error_code none;
  if (fs::exists(words.file, none)) fail({base::Code::kConfig, words.file + " is there already"});
  const auto mask = umask(077);
  std::ofstream out(words.file, std::ios::binary);
  out << made.text.reveal() << '\n';
  out.close();
  umask(mask);
  if (!out) fail({base::Code::kStore, words.file + " cannot be written"});
  if (words.ed25519) {
    fmt::print("{}\n", made.receivers.reveal());
  } else {
    fmt::print(stderr, "mizan: the receiver needs the same key: give it the content of {}\n", words.file);
  }
}

void add_orders(Command& webhook, Globals& globals, Words& words) {
  using What = webhook::Order::What;
  auto& resumed = webhook.add_command("resume", "Go on sending to one that is paused");
  resumed.add_option("name", &words.name, "the webhook").required();
  resumed.add_option("--from", &words.from, "now or start (of what is kept), instead of where it stands");
  resumed.add_option("--skip", &words.skip, "set aside the event that it stands at");
  resumed.footer = "Examples:\n  mizan webhook resume ministry\n  mizan webhook resume ministry --skip";
  resumed.action = [&globals, &words] { resume(globals, words); };
  auto& again = webhook.add_command("redrive", "Send events that were set aside once more, before any other");
  again.add_option("name", &words.name, "the webhook").required();
  again.add_option("id", &words.id, "one event; none: all of them");
  again.footer = "Example:\n  mizan webhook redrive ministry";
  again.action = [&globals, &words] { give(globals, words, What::kRedrive, words.id); };
  auto& gone = webhook.add_command("discard", "Forget events that were set aside");
  gone.add_option("name", &words.name, "the webhook").required();
  gone.add_option("id", &words.id, "one event; none: all of them");
  gone.footer = "Example:\n  mizan webhook discard ministry";
  gone.action = [&globals, &words] { give(globals, words, What::kDiscard, words.id); };
}

}  // namespace

void add_webhook_commands(Command& program, Globals& globals) {
  static Words words;
  auto& webhook = program.add_command(
      "webhook", "Receivers that the feed is posted to, and brokers that it is handed to");
  auto& all = webhook.add_command("list", "How far each has been told, and what stands in the way");
  all.footer = "Example:\n  mizan webhook list --format json";
  all.action = [&globals] { list(globals); };
  auto& aside = webhook.add_command("dead", "Events that were refused and set aside");
  aside.add_option("name", &words.name, "the webhook").required();
  aside.footer = "Example:\n  mizan webhook dead ministry --format csv";
  aside.action = [&globals] { dead(globals, words); };
  add_orders(webhook, globals, words);
  auto& tried = webhook.add_command(
      "test", "Send it one signed event now, and say what it answers; a broker is only looked at");
  tried.add_option("name", &words.name, "the webhook").required();
  tried.footer = "Example:\n  mizan webhook test ministry";
  tried.action = [&globals] { test(globals, words); };
  auto& made = webhook.add_command("key", "Make a key that signs");
  made.add_option("file", &words.file, "the file that holds it").required();
  made.add_option("--ed25519", &words.ed25519, "of which the receiver gets the public half alone");
  made.footer =
      "Examples:\n  mizan webhook key secrets/ministry-2026\n  mizan webhook key secrets/ministry "
      "--ed25519\n\n"
      "A receiver, or a broker, is a file of the folder webhooks (docs/webhooks.md, docs/brokers.md).";
  made.action = [] { key(words); };
}

}  // namespace mizan::app
