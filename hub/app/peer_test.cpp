// Taking cells of another hub, whatever answers there: what is held stays unless better came.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <fstream>

#include "adapter/never_stop.hpp"
#include "app/merged_cache.hpp"
#include "app/peer_fetch.hpp"
#include "app/session.hpp"
#include "app/text_file.hpp"

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr base::Micros kNow = 1'750'000'000'000'000;
constexpr base::Micros kHour = 3'600'000'000;

/// A network that answers what the test has laid down.
struct Network {
  struct Asked {
    std::string url;
    std::string held;
  };
  std::deque<base::Result<adapter::HttpResponse>> answers;
  std::vector<Asked> asked;
  base::Micros now = kNow;
};

class Scripted final : public adapter::HostServices {
 public:
  explicit Scripted(Network& network) : network_(network) {}
  base::Result<base::Secret> secret(std::string_view) override {
    return base::Error{base::Code::kConfig, "there is none"};
  }
  base::Micros now() override { return network_.now; }
  base::Result<adapter::HttpResponse> fetch(const adapter::HttpRequest& request,
                                            const adapter::StopRequest&) override {
    network_.asked.push_back({request.url, request.headers.empty() ? "" : request.headers[0].second});
    if (network_.answers.empty()) return base::Error{base::Code::kTransient, "nobody answers"};
    auto answer = std::move(network_.answers.front());
    network_.answers.pop_front();
    return answer;
  }

 private:
  Network& network_;
};

const std::vector<kpi::Definition>& definitions() {
  static const auto kAll = *read_definitions(shipped_tables() / "kpis");
  return kAll;
}

/// What the cells of a hub say, and how they are written.
struct Given {
  std::string hub = "punjab";
  std::string province = "PB";
  std::string epoch = "00000000000000e1";
  base::Micros known_at = kNow;
  std::vector<kpi::Definition> counted = definitions();
};

std::string text_of(const Given& given) {
  kpi::Engine engine(given.counted);
  kpi::SourceState state;
  state.declaration.id = model::SourceId{1};
  state.declaration.name = "court";
  state.declaration.province = given.province;
  state.declaration.see_everything();
  engine.set_sources({state});
  model::LinkedCase linked;
  linked.id = model::LinkedCaseId{1};
  model::Record record(model::Kind::kCase, "1");
  record.set_text(model::field::province_id, given.province);
  record.set_text(model::field::district_id, given.province + "-D");
  record.set_date(model::field::instituted_on_id, *base::parse_iso_day("2025-01-10"));
  linked.cases.push_back({model::SourceId{1}, std::move(record), {}});
  engine.add_case(linked, base::karachi_day(given.known_at));
  const auto declaration =
      R"({"v":1,"province":")" + given.province +
      R"(","holder":"court","law":"PPC","populations":["cases"],"observes":["case.district"],"snapshot":false})";
  std::string text;
  EXPECT_TRUE(merge::write_snapshot(engine, {given.hub, given.known_at, {declaration}, given.epoch},
                                    [&](std::string_view line) -> base::Result<> {
                                      text += line;
                                      return {};
                                    }));
  return text;
}

class PeerTest : public ::testing::Test {
 protected:
  PeerTest() {
    folder_ = fs::path(::testing::TempDir()) /
              ("mizan_peer_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    peer_.name = "punjab";
    peer_.url = "https://hub.punjab.example.pk";
    peer_.file = "punjab.toml";
    peer_.provinces = {"PB"};
  }
  ~PeerTest() override { fs::remove_all(folder_); }

  void answer(int status, const std::string& body, const std::string& etag = "v1") {
    network_.answers.emplace_back(
        adapter::HttpResponse{status, {{"etag", "\"" + etag + "\""}}, body, peer_.url});
  }
  base::Result<bool> fetch() {
    PeerFetch one(peer_, kept(), definitions(), std::make_unique<Scripted>(network_));
    return one.once(adapter::NeverStop());
  }
  PeerCells kept() const { return {folder_, "punjab"}; }
  std::string held() const {
    const auto text = read_text(folder_ / "punjab.cells");
    return text ? *text : std::string();
  }
  /// Good cells first; then the sentence that these answers lead to. What was held must stay.
  std::string refused() {
    auto after = std::move(network_.answers);
    network_.answers.clear();
    answer(200, text_of({}));
    EXPECT_TRUE(fetch());
    const auto before = held();
    const auto state = kept().state();
    network_.answers = std::move(after);
    const auto taken = fetch();
    EXPECT_FALSE(taken);
    EXPECT_EQ(held(), before);
    EXPECT_EQ(kept().state().version, state.version);
    return taken ? std::string() : taken.error().message;
  }

  fs::path folder_;
  PeerConfig peer_;
  Network network_;
};

TEST_F(PeerTest, TakesCellsAndAsksForNothingThatItHas) {
  answer(200, text_of({}));
  ASSERT_TRUE(*fetch());
  EXPECT_EQ(held(), text_of({}));
  network_.now = kNow + kHour;
  answer(304, "");
  EXPECT_FALSE(*fetch());
  EXPECT_EQ(network_.asked[0].url, "https://hub.punjab.example.pk/v1/cells");
  EXPECT_EQ(network_.asked[0].held, "");
  EXPECT_EQ(network_.asked[1].held, "\"v1\"");
  EXPECT_EQ(kept().state().checked_at, kNow + kHour) << "it has answered, so it is not silent";
}

TEST_F(PeerTest, PagesArePutTogether) {
  const auto text = text_of({});
  const auto first = text.find('\n') + 1;
  const auto second = text.find('\n', first) + 1;
  answer(200, text.substr(0, first));
  answer(200, text.substr(first, second - first));
  answer(200, text.substr(second));
  ASSERT_TRUE(*fetch());
  EXPECT_EQ(held(), text);
  EXPECT_EQ(network_.asked[2].url,
            "https://hub.punjab.example.pk/v1/cells?version=v1&from=" + std::to_string(second));
}

TEST_F(PeerTest, OfTheDayBeforeTheLastCellsAreKept) {
  Given given;
  answer(200, text_of(given));
  ASSERT_TRUE(*fetch());
  given.known_at = kNow + 24 * kHour;
  answer(200, text_of(given), "v2");
  ASSERT_TRUE(*fetch());
  given.known_at += kHour;
  answer(200, text_of(given), "v3");
  ASSERT_TRUE(*fetch());
  const auto cells = kept().read(kNow + 25 * kHour, 24);
  ASSERT_TRUE(cells && cells->kept.size() == 2);
  EXPECT_EQ(cells->kept[0].known_at / 1'000, kNow / 1'000);
  EXPECT_EQ(cells->kept[1].known_at / 1'000, (kNow + 25 * kHour) / 1'000);
}

TEST_F(PeerTest, WhatIsNoCellsIsASentence) {
  answer(200, "<html>Please log in</html>");
  EXPECT_THAT(refused(), HasSubstr("what answers there gives no KPI cells"));
  answer(200, "{\"v\":2}\n{\"lines\":1}\n");
  EXPECT_THAT(refused(), HasSubstr("no snapshot of KPI cells, or of a version"));
  network_.answers.emplace_back(adapter::HttpResponse{200, {}, text_of({}), peer_.url});
  EXPECT_THAT(refused(), HasSubstr("gives no KPI cells")) << "without a version it cannot be read on";
  answer(404, R"({"detail":"this hub does not give its KPI cells away"})");
  EXPECT_THAT(refused(), HasSubstr("status 404, this hub does not give its KPI cells away"));
}

TEST_F(PeerTest, WhatWasCutOffOrTouchedIsASentence) {
  const auto text = text_of({});
  answer(200, text.substr(0, text.find('\n') + 1));
  answer(200, "");
  EXPECT_THAT(refused(), HasSubstr("they end before their last line"));
  auto touched = text;
  touched[touched.find("2025") + 3] = '4';
  answer(200, touched);
  EXPECT_THAT(refused(), HasSubstr("its digest is another"));
  answer(200, text.substr(0, text.find('\n') + 1));
  answer(200, text.substr(text.find('\n') + 1), "v2");
  EXPECT_THAT(refused(), HasSubstr("another version than the one before"));
  answer(200, text.substr(0, text.find('\n') + 1));
  answer(410, "");
  EXPECT_THAT(refused(), HasSubstr("became others while they were read"));
}

TEST_F(PeerTest, WhatHasNoEndIsASentence) {
  peer_.most_mib = 1;
  const auto line = text_of({}).substr(0, text_of({}).find('\n')) + std::string(700'000, ' ') + "\n";
  for (int i = 0; i < 4; ++i) answer(200, line);
  EXPECT_THAT(refused(), HasSubstr("larger than 1 MiB (most_mib of punjab.toml)"));
}

TEST_F(PeerTest, CellsOfSomebodyElseAreASentence) {
  Given given;
  given.hub = "kp";
  answer(200, text_of(given), "v2");
  EXPECT_THAT(refused(), HasSubstr("of a hub that calls itself \"kp\""));
  given = {};
  given.province = "SD";
  answer(200, text_of(given), "v2");
  EXPECT_THAT(refused(), HasSubstr("cells of SD, which is none of its provinces"));
  given = {};
  given.epoch = "00000000000000e2";
  answer(200, text_of(given), "v2");
  EXPECT_THAT(refused(), HasSubstr("of another store than those that are held"));
  given = {};
  given.known_at = kNow - kHour;
  answer(200, text_of(given), "v2");
  EXPECT_THAT(refused(), HasSubstr("older than those that are held"));
  given = {};
  for (auto& each : given.counted) ++each.digest;
  answer(200, text_of(given), "v2");
  EXPECT_THAT(refused(), HasSubstr("counts no KPI by the same words as this hub"));
}

TEST_F(PeerTest, WhoDoesNotAnswerIsASentence) {
  network_.answers.emplace_back(base::Error{base::Code::kAuth, "https://hub: the credential was refused"});
  EXPECT_EQ(refused(), "punjab: https://hub: the credential was refused");
}

TEST_F(PeerTest, ASilentHubIsLeftOutAfterItsHours) {
  answer(200, text_of({}));
  ASSERT_TRUE(*fetch());
  auto second = peer_;
  second.name = "sindh";
  second.provinces = {"SD"};
  second.silent_hours = 24;
  PeerConfig first = peer_;
  first.silent_hours = 1'000;
  Given given;
  given.hub = "sindh";
  given.province = "SD";
  ASSERT_TRUE(PeerCells(folder_, "sindh").keep(text_of(given), {"v1", given.epoch, kNow, kNow}));
  base::ManualClock clock(kNow + 24 * kHour);
  MergedCache cache({first, second}, folder_, definitions(), clock);
  const auto before = cache.get();
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_TRUE((*before)->parts[1].used);
  EXPECT_EQ(*cache.get(), *before) << "the same, for nothing is another";
  clock.set(kNow + 24 * kHour + 1);
  const auto after = cache.get();
  ASSERT_TRUE(after);
  EXPECT_FALSE((*after)->parts[1].used);
  EXPECT_EQ((*after)->parts[1].why, "it is silent");
  EXPECT_EQ((*after)->parts[1].places, (std::map<std::string, std::int64_t>{{"SD", 1}}));
}

class PeerConfigTest : public PeerTest {
 protected:
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << "format = 1\n" << text;
  }
  std::string refusal() const {
    const auto read = read_peer_configs(folder_);
    return read ? std::string() : read.error().message;
  }
};

TEST_F(PeerConfigTest, NamesUrlSecretAndCertificate) {
  EXPECT_TRUE(read_peer_configs(folder_ / "none")->empty());
  put("punjab.toml",
      "name = \"punjab\"\nurl = \"https://hub.punjab.example.pk\"\nprovinces = [\"PB\"]\ncredential = "
      "\"hub\"\n[secrets]\ntoken = { env = \"TOKEN\" }\n[credentials.hub]\nkind = \"bearer\"\nsecret = "
      "\"token\"\n[http]\nhosts = [\"hub.punjab.example.pk\"]\nca_file = \"ca.pem\"\n");
  const auto read = read_peer_configs(folder_);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->at(0).credential, "hub");
  EXPECT_EQ(read->at(0).services.http.ca_file, folder_ / "ca.pem");
  EXPECT_EQ(read->at(0).poll_minutes, 15);
}

TEST_F(PeerConfigTest, MistakesNameFileLineAndKey) {
  put("a.toml", "name = \"a\"\nurl = \"hub.example.pk\"\nprovinces = [\"PB\"]\n");
  EXPECT_THAT(refusal(), HasSubstr("a.toml:3: url: expected an address"));
  put("a.toml", "name = \"a\"\nurl = \"https://hub.example.pk\"\n");
  EXPECT_THAT(refusal(), HasSubstr("provinces: name those"));
  put("a.toml",
      "name = \"a\"\nurl = \"https://hub.example.pk\"\nprovinces = [\"PB\"]\ncredential = \"none\"\n");
  EXPECT_THAT(refusal(), HasSubstr("there is no table [credentials.none]"));
  put("a.toml", "name = \"a\"\nurl = \"https://a.example.pk\"\nprovinces = [\"PB\"]\n");
  put("b.toml", "name = \"b\"\nurl = \"https://b.example.pk\"\nprovinces = [\"KP\", \"PB\"]\n");
  EXPECT_THAT(refusal(), HasSubstr("the province PB is taken by"));
}

}  // namespace
}  // namespace mizan::app
