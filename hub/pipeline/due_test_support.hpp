#pragma once
// For tests: a hub of two sources whose clock and whose reach the test moves, and what it tells of what is
// due.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/json.hpp"
#include "due/due_test_support.hpp"
#include "kpi/shipped_test_support.hpp"
#include "pipeline/kpi_runner.hpp"

namespace mizan::pipeline {

/// Noon in Karachi.
inline base::Micros noon(const std::string& iso) {
  return base::start_of_karachi_day(due::day(iso)) + base::Micros{12} * 3'600 * 1'000'000;
}

/// A hub of one source of Punjab that sees everything, and of one of KP that sees the FIR alone.
class ToldHub {
 public:
  explicit ToldHub(const std::string& name)
      : path_((std::filesystem::path(::testing::TempDir()) /
               ("mizan_told_" + name + std::to_string(getpid()) + ".db"))
                  .string()),
        rules_(due::shipped_rules()) {
    remove();
    open();
    for (const auto* source : {"police", "kp"}) {
      sources_.push_back(*store_->register_source(source, "{}"));
      runs_.push_back(*store_->begin_run({sources_.back(), 1, "t", "1", "m"}));
    }
    reach({});
    EXPECT_TRUE(runner_->load());
  }
  ~ToldHub() {
    leave();
    remove();
  }
  ToldHub(const ToldHub&) = delete;
  ToldHub& operator=(const ToldHub&) = delete;

  void reach(std::optional<base::Day> horizon) {
    horizon_ = horizon;
    std::vector<kpi::SourceState> states(2);
    for (std::size_t i = 0; i < states.size(); ++i) states[i].declaration.id = sources_[i];
    states[0].declaration.province = "PB";
    states[0].declaration.see_everything();
    states[0].declaration.holder = model::Holder::kPolice;
    states[0].horizon = horizon;
    states[1].declaration.province = "KP";
    states[1].declaration.observes[static_cast<std::size_t>(model::Kind::kCase)].set(model::field::fir_on_id);
    engine_->set_sources(std::move(states));
  }
  void restart() {
    leave();
    open();
    reach(horizon_);
    EXPECT_TRUE(runner_->load());
  }
  /// Lets the store go; restart() takes it again.
  void leave() {
    runner_.reset();
    engine_.reset();
    store_.reset();
  }

  void take(model::Record record, std::size_t source = 0) {
    std::vector<store::Item> items;
    items.push_back(store::Upsert{std::move(record), {}, {}, "{}"});
    ASSERT_TRUE(store_->apply({sources_[source], runs_[source], 100, std::move(items), {}, 1}));
  }
  void take_fir(const std::string& key, const std::string& fir_on, const std::string& province = "PB") {
    take(due::record_of(model::Kind::kCase, key,
                        {{"province", province},
                         {"district", province + "-D"},
                         {"fir_on", fir_on},
                         {"fir_no", key},
                         {"fir_year", "2024"},
                         {"police_station", "S"}}),
         province == "PB" ? 0 : 1);
  }
  void take_report(const std::string& key, due::Fields fields, const std::string& of = "1") {
    fields.insert(fields.begin(), {{"case", of}, {"report_type", "final"}});
    take(due::record_of(model::Kind::kReport, key, fields));
  }
  store::Store& store() { return *store_; }
  const std::string& path() const { return path_; }

  /// What is told, as "passed PB/PB-D/report/2024-01-18".
  std::vector<std::string> on(const std::string& iso) {
    const auto caught = runner_->catch_up(noon(iso), {});
    EXPECT_TRUE(caught) << caught.error().message;
    return news();
  }
  std::vector<std::string> news() {
    std::vector<std::string> lines;
    for (const auto& event : *store_->outbox_after(position_, 1'000)) {
      position_ = event.id;
      std::vector<std::string> parts;
      std::stringstream in(event.subject);
      for (std::string part; std::getline(in, part, '/');) parts.push_back(part);
      lines.push_back(parts[1] == "loaded"
                          ? "loaded " + parts[2]
                          : parts[1] + " " + parts[2] + "/" + parts[3] + "/" + parts[4] + "/" + parts[6]);
      last_ = event;
    }
    return lines;
  }
  nlohmann::json last() const { return base::parse_json(last_.body); }

 private:
  void open() {
    store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
    static const auto kDefinitions = kpi::shipped();
    engine_.emplace(kDefinitions);
    runner_.emplace(*engine_, *store_, std::vector{model::Granularity::kMonth});
    runner_->tell_of_due(rules_);
  }
  void remove() const {
    for (const auto* tail : {"", "-wal", "-shm", "-lock"}) std::filesystem::remove(path_ + tail);
  }

  std::string path_;
  due::Rules rules_;
  std::optional<store::Store> store_;
  std::optional<kpi::Engine> engine_;
  std::optional<KpiRunner> runner_;
  std::vector<model::SourceId> sources_;
  std::vector<store::RunId> runs_;
  std::optional<base::Day> horizon_;
  std::int64_t position_ = 0;
  store::Event last_;
};

}  // namespace mizan::pipeline
