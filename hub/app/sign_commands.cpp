// `mizan reconcile sign`: an office stands by its figures; what became of them since.
#include <nlohmann/json.hpp>

#include "api/reconciliation.hpp"
#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/reconcile_desk.hpp"
#include "base/json.hpp"
#include "pipeline/restating.hpp"
#include "reconcile/signing.hpp"

namespace mizan::app {
namespace {

struct Words {
  reconcile::SignOff what;
  std::int64_t number = 0;
  std::string by;
  std::string why;
  bool withdrawn = false;
};

std::string place_text(const std::string& province, const std::string& district) {
  return district.empty() ? province : province + " " + district;
}

// Records that come while the figures are counted are waited out.
store::Signature sign_now(Session& session, const reconcile::Sources& sources, const Words& words) {
  constexpr int kTries = 5;
  for (int tried = 1;; ++tried) {
    value_or_fail(pipeline::tell_restated(session.store(), sources, session.now()));
    auto done = reconcile::sign(session.store(), sources, words.what, session.now());
    if (done || tried == kTries || done.error().code != base::Code::kTransient)
      return value_or_fail(std::move(done));
  }
}

void sign(const Globals& globals, const Words& words) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kAside, system_clock()));
  or_fail(session.load_kpis());  // what the sources declare
  const auto& what = words.what;
  note_in_audit(session.config(), "reconcile sign",
                fmt::format("{} {} {} of {}", what.holder, place_text(what.province, what.district),
                            what.period, what.office));
  const auto signature = sign_now(session, api::reconciled_sources(session.engine()), words);
  Table table({{"stage"}, {"signed", true}});
  const auto document = base::parse_ordered_json(signature.figures);
  for (const auto& each : document["figures"])
    table.add({each["stage"].get<std::string>(),
               each["count"].is_null() ? "" : fmt::format("{}", each["count"].get<std::int64_t>())});
  print(table, globals);
  fmt::print(stderr, "signature {}: {} of {}, {}, by {}; digest {}\n", signature.id,
             place_text(signature.province, signature.district), signature.period, signature.holder,
             signature.office, signature.digest);
}

const reconcile::SignedFigure* figure_of(const reconcile::SignedFigures& figures, std::int64_t signature,
                                         const std::string& stage) {
  for (const auto& each : figures.all()) {
    if (each.signature == signature && reconcile::info_of(each.stage).name == stage) return &each;
  }
  return nullptr;
}

void add_rows(Table& table, const store::Signature& signature, const reconcile::SignedFigures& figures) {
  const auto& withdrawn = signature.withdrawn;
  const auto end =
      withdrawn ? fmt::format("{} {}: {}", day_text(withdrawn->at), withdrawn->by, withdrawn->why) : "";
  const auto document = base::parse_ordered_json(signature.figures);
  for (const auto& each : document["figures"]) {
    if (each["count"].is_null()) continue;
    const auto stage = each["stage"].get<std::string>();
    const auto* now = figure_of(figures, signature.id, stage);
    table.add({fmt::format("{}", signature.id), signature.period, signature.province, signature.district,
               signature.holder, stage, fmt::format("{}", each["count"].get<std::int64_t>()),
               now == nullptr ? "" : fmt::format("{}", now->now), signature.office, signature.by,
               day_text(signature.at), end});
  }
}

void list(const Globals& globals, const Words& words) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto figures = value_or_fail(reconcile::SignedFigures::read(session.store()));
  Table table({{"signature", true},
               {"period"},
               {"province"},
               {"district"},
               {"holder"},
               {"stage"},
               {"signed", true},
               {"now", true},
               {"office"},
               {"by"},
               {"on"},
               {"withdrawn"}});
  bool changed = false;
  for (const auto& each : value_or_fail(store::signatures(session.store()))) {
    if (!reconcile::is_unchanged(each)) {
      fmt::print(stderr, "signature {} is not what was signed: its text is not that of its digest\n",
                 each.id);
      changed = true;
      continue;
    }
    if (words.withdrawn || !each.withdrawn) add_rows(table, each, figures);
  }
  print(table, globals);
  if (changed) std::exit(exit_code(base::Code::kData));
}

void add_movers(Table& table, const store::Restatement& restated) {
  const auto movers = base::parse_ordered_json(restated.movers);
  const auto row = [&](std::string source, std::string kind, std::string key, std::string reason) {
    table.add({restated.stage, base::to_rfc3339(restated.at), fmt::format("{}", restated.was),
               fmt::format("{}", restated.now), std::move(reason), std::move(source), std::move(kind),
               std::move(key)});
  };
  const auto& records = movers["records"];
  if (records.empty()) return row("", "", "", "config");
  for (const auto& each : records)
    row(each["source"].get<std::string>(), each["kind"].get<std::string>(), each["key"].get<std::string>(),
        each["reason"].get<std::string>());
}

void moved(const Globals& globals, const Words& words) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto all = value_or_fail(store::signatures(session.store()));
  if (std::ranges::find(all, words.number, &store::Signature::id) == all.end())
    fail({base::Code::kNotFound, fmt::format("there is no signature {}", words.number)});
  Table table({{"stage"}, {"at"}, {"was", true}, {"now", true}, {"reason"}, {"source"}, {"kind"}, {"key"}});
  for (const auto& each : value_or_fail(store::restatements(session.store(), words.number)))
    add_movers(table, each);
  print(table, globals);
}

void withdraw(const Globals& globals, const Words& words) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kAside, system_clock()));
  note_in_audit(session.config(), "reconcile withdraw", fmt::format("signature {}", words.number));
  or_fail(reconcile::withdraw(session.store(), words.number, words.by, words.why, session.now()));
  fmt::print(stderr, "signature {} is withdrawn\n", words.number);
}

void add_sign(Command& reconcile, Globals& globals, Words& words) {
  auto& what = words.what;
  auto& command = reconcile.add_command("sign", "An office stands by its figures of a period");
  command.add_option("--period", &what.period, "one that has ended: 2026-03, 2026-Q1, 2026 or FY2025-26")
      .required();
  command.add_option("--province", &what.province, "of which province").required();
  command.add_option("--district", &what.district, "of which district; none: the whole province");
  command.add_option("--holder", &what.holder, "whose figures")
      .required()
      .one_of({"police", "prosecution", "court", "prison"});
  command.add_option("--office", &what.office, "which office signs").required();
  command.add_option("--by", &what.by, "who signs for it").required();
  command.footer =
      "Example:\n  mizan reconcile sign --period 2026-03 --province PB --district KASUR --holder police "
      "--office "
      "'DPO Kasur' "
      "--by 'A. Khan, SP Investigation'\n\nThe figures of every stage that the holder observes are kept as "
      "they are "
      "now, with their SHA-256. What changes them later\nis told as a restatement of a signed figure. Works "
      "while "
      "`mizan run` serves.";
  command.action = [&] { sign(globals, words); };
}

}  // namespace

void add_sign_commands(Command& reconcile, Globals& globals) {
  static Words words;
  add_sign(reconcile, globals, words);
  auto& all = reconcile.add_command("signed", "The figures that are signed, and what they are now");
  all.add_option("--withdrawn", &words.withdrawn, "also those that were withdrawn");
  all.footer =
      "Examples:\n  mizan reconcile signed\n  mizan reconcile signed --withdrawn --format json\n\nExit code "
      "3: the "
      "text of a signature is not that of its digest.";
  all.action = [&globals] { list(globals, words); };
  auto& movers = reconcile.add_command("moved", "The records that moved the figures of a signature");
  movers.add_option("signature", &words.number, "its number").required();
  movers.footer = "Example:\n  mizan reconcile moved 3 --format csv";
  movers.action = [&globals] { moved(globals, words); };
  auto& back = reconcile.add_command("withdraw", "Take a signature back");
  back.add_option("signature", &words.number, "its number").required();
  back.add_option("--by", &words.by, "who withdraws it").required();
  back.add_option("--why", &words.why, "why").required();
  back.footer =
      "Example:\n  mizan reconcile withdraw 3 --by 'DPO Kasur' --why 'counted anew after the joint meeting "
      "of 5 "
      "April'\n\nIt stays in the list of --withdrawn, with who and why.";
  back.action = [&globals] { withdraw(globals, words); };
}

}  // namespace mizan::app
