// What is due as its readers meet it: by the program, over HTTP and in the feed, with two sources of one
// case, on a clock that the test moves and through kill -9.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/service.hpp"
#include "base/json.hpp"
#include "small_hub.hpp"
#include "support/hub_folder.hpp"
#include "support/program.hpp"

namespace mizan::test {
namespace {
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A clock that one thread moves while others read it.
class MovedClock final : public base::Clock {
 public:
  explicit MovedClock(base::Micros start) : now_(start) {}
  base::Micros now() const override { return now_; }
  void set(base::Micros now) { now_ = now; }

 private:
  std::atomic<base::Micros> now_;
};

base::Micros noon(const std::string& iso) {
  return base::start_of_karachi_day(base::parse_iso_day(iso).value()) + 43'200'000'000;
}

const std::string kFirs = "no,district,station,fir,fir_on\n";
const std::string kReports = "id,case,sent\n";

std::string source_file(const std::string& name) {
  return "format = 1\nname = \"" + name + "\"\nadapter = \"csv\"\nmapping = \"../mappings/" + name +
         ".toml\"\npoll_seconds = 0\n[settings]\nfolder = \"../" + name + "\"\n";
}

/// A hub of the police and the prosecution of Punjab, and of the police of Balochistan, who keep FIRs alone.
class Due : public ::testing::Test {
 protected:
  Due() : hub_(std::string("due_") + ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.remove("sources/court.toml");
    hub_.put("mizan.toml", hub_.config() + "access = { mode = \"loopback-operator\" }\n");
    const std::string head = "format = 1\n[source]\nmode = \"incremental\"\n";
    const std::string fir =
        "[input]\nformat = \"csv\"\nfiles = { firs = \"fir*.csv\", reports = \"rep*.csv\" }\n"
        "[[record]]\nkind = \"case\"\nfile = \"firs\"\nkey = \"no\"\n[record.fields]\ndistrict = "
        "\"district\"\n"
        "police_station = \"station\"\nfir_no = \"fir\"\n";
    const std::string report =
        "[[record]]\nkind = \"report\"\nfile = \"reports\"\nkey = \"id\"\n[record.fields]\ncase = \"case\"\n"
        "report_type = { value = \"final\" }\n";
    hub_.put("sources/police.toml", source_file("police"));
    hub_.put("mappings/police.toml",
             head + "holder = \"police\"\nprovince = \"PB\"\npopulations = [\"firs\"]\n" + fir +
                 "fir_on = \"fir_on\"\n" + report + "sent_on = \"sent\"\n");
    hub_.put("sources/prosecution.toml", source_file("prosecution"));
    hub_.put("mappings/prosecution.toml",
             head +
                 "holder = \"prosecution\"\nprovince = \"PB\"\npopulations = [\"submissions\", \"cases\"]\n" +
                 fir + "instituted_on = \"instituted\"\n" + report +
                 "received_on = \"received\"\ndecided_on = \"decided\"\n");
    hub_.put("sources/levies.toml", source_file("levies"));
    hub_.put(
        "mappings/levies.toml",
        head +
            "holder = \"police\"\nprovince = \"BA\"\npopulations = [\"firs\"]\n[input]\nformat = \"csv\"\n"
            "files = { firs = \"fir*.csv\" }\n[[record]]\nkind = \"case\"\nfile = \"firs\"\nkey = \"no\"\n"
            "[record.fields]\ndistrict = \"district\"\npolice_station = \"station\"\nfir_no = \"fir\"\n"
            "fir_on = \"fir_on\"\n");
    for (const auto* folder : {"police", "prosecution", "levies"})
      std::filesystem::create_directories(hub_.path() / folder);
  }

  // FIR 1/24 of 1 March is late; of FIR 2/24 the prosecution received the report that the police sent.
  void put_records() const {
    hub_.put("police/fir1.csv", kFirs + "P1,Kasur,Saddar,1/24,2024-03-01\nP2,Kasur,Saddar,2/24,2024-03-10\n");
    hub_.put("police/rep1.csv", kReports + "R1,P1,2024-03-15\nR2,P2,2024-03-20\n");
    hub_.put("prosecution/fir1.csv", "no,district,station,fir,instituted\nD2,Kasur,Saddar,2/24,\n");
    hub_.put("prosecution/rep1.csv", "id,case,received,decided\nS2,D2,2024-03-21,\n");
    hub_.put("levies/fir1.csv", kFirs + "L1,Quetta,Thana,7/24,2024-01-01\n");
  }

  std::filesystem::path config() const { return hub_.path() / "mizan.toml"; }

  /// Takes in what is in the folders, on that day.
  void ingest(const std::string& iso) const {
    const MovedClock clock(noon(iso));
    auto session = app::Session::open(config(), store::OpenMode::kWrite, clock);
    ASSERT_TRUE(session) << session.error().message;
    for (const auto& source : session->source_configs()) {
      const auto report = session->ingest(source, {});
      ASSERT_TRUE(report && report->status == "ok") << (report ? report->message : report.error().message);
    }
    const auto caught = session->catch_up_kpis();
    ASSERT_TRUE(caught) << caught.error().message;
  }

  static std::vector<std::string> lines_of(const json& list) {
    if (!list.is_object() || !list.contains("items")) return {list.dump()};
    std::vector<std::string> lines;
    for (const auto& item : list["items"])
      lines.push_back(item["fir"].get<std::string>() + " " + item["kind"].get<std::string>() + " " +
                      item["due"].get<std::string>() + " " + item["state"].get<std::string>());
    return lines;
  }

  SmallHub hub_;
};

/// The service in this process, on a clock of the test's.
class Serving {
 public:
  Serving(const std::filesystem::path& config, const base::Clock& clock)
      : session_(*app::Session::open(config, store::OpenMode::kWrite, clock)), service_(session_) {
    if (const auto opened = service_.open(0); !opened) throw std::runtime_error(opened.error().message);
    thread_ = std::thread([this] { ended_ = service_.run(interrupt_); });
  }
  ~Serving() { end(); }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  std::string url(const std::string& target) const {
    return "http://127.0.0.1:" + std::to_string(service_.port()) + target;
  }
  json get(const std::string& target) const {
    return base::parse_json(run({"/usr/bin/curl", "--silent", "--max-time", "60", url(target)}).out);
  }
  base::Result<> end() {
    if (thread_.joinable()) {
      kill(getpid(), SIGTERM);
      thread_.join();
    }
    return ended_;
  }

 private:
  app::Interrupt interrupt_;  // before any thread
  app::Session session_;
  app::Service service_;
  base::Result<> ended_;
  std::thread thread_;
};

// On 25 March: the report of FIR 1 was due on the 18th, and what was sent on the 15th on the 22nd; scrutiny
// of FIR 2 within three days of the 21st.
TEST_F(Due, TheProgramListsWhatIsDueOnThatDayAndAtAPastOne) {
  put_records();
  ingest("2024-03-25");
  // The program's own clock is years later; a past day is shown as it was known then.
  const auto then = hub_.run("due --on 2024-03-25 --json");
  EXPECT_EQ(then.exit_code, 0) << then.err;
  const auto list = base::parse_json(then.out);
  EXPECT_THAT(lines_of(list),
              ElementsAre("1/24 report 2024-03-18 overdue", "1/24 handover 2024-03-22 overdue",
                          "2/24 scrutiny 2024-03-24 overdue"));
  EXPECT_EQ(list["items"][2]["holder"], "prosecution");
  EXPECT_EQ(list["items"][2]["since"], "2024-03-21");
  const auto table = hub_.run("due --on 2024-03-25 --holder police");
  EXPECT_THAT(table.out, HasSubstr("receipt of the final report by the prosecution"));
  EXPECT_THAT(table.err, HasSubstr("BA: report: cannot tell, no source sees submissions"));
  EXPECT_THAT(table.err, HasSubstr("on 2024-03-25: report: 1 overdue; handover: 1 overdue"));
  const auto csv = hub_.run("due --on 2024-03-25 --kind report --overdue --csv");
  EXPECT_THAT(csv.out, HasSubstr("report,overdue,2024-03-18,-7,MZ-PB-"));
  EXPECT_THAT(csv.out, HasSubstr("police case P1: fir_on 2024-03-01"));
  const auto before = hub_.run("due --on 2024-03-24 --json");
  EXPECT_EQ(base::parse_json(before.out)["items"].size(), 0U) << "nothing was known then";
}

TEST_F(Due, TheProgramSaysWhatIsWrong) {
  put_records();
  ingest("2024-03-25");
  const auto says = [&](const std::string& words, const std::string& what) {
    const auto ran = hub_.run(words);
    EXPECT_EQ(ran.exit_code, 2) << words;
    EXPECT_THAT(ran.err, HasSubstr(what));
  };
  says("due --kind challan", "there is no kind \"challan\": there are report, interim");
  says("due --on soon", "on is a day");
  says("due --on 2024-03-25 --province XX", "no source is of the province \"XX\": there are BA, PB");
  says("due --on 2024-03-25 --station Nowhere", "no record is of the police station \"Nowhere\"");
  says("due --holder prison", "prison");
  const auto help = hub_.run("due --help");
  EXPECT_THAT(help.out, HasSubstr("mizan due --kind bail --ahead 60 --province PB"));
}

TEST_F(Due, OverHttpItIsTheSameListPageByPage) {
  put_records();
  ingest("2024-03-25");
  const MovedClock clock(noon("2024-03-25"));
  Serving serving(config(), clock);
  const std::vector<std::string> all = {"1/24 report 2024-03-18 overdue", "1/24 handover 2024-03-22 overdue",
                                        "2/24 scrutiny 2024-03-24 overdue"};
  EXPECT_EQ(lines_of(serving.get("/v1/due")), all);
  const auto page = serving.get("/v1/due?limit=2");
  EXPECT_EQ(lines_of(page), (std::vector<std::string>{all[0], all[1]}));
  EXPECT_THAT(lines_of(serving.get("/v1/due?limit=2&after=" + page["next"].get<std::string>())),
              ElementsAre(all[2]));
  EXPECT_THAT(lines_of(serving.get("/v1/due?holder=prosecution")), ElementsAre(all[2]));
  EXPECT_EQ(serving.get("/v1/due?kind=x")["status"], 400);
  const auto overdue = serving.get("/v1/kpis/reports_overdue/values?period=2024-03&province=PB");
  EXPECT_EQ(overdue["values"][0]["value"], 1) << "as the KPI of the same";
  EXPECT_TRUE(serving.end());
}

// FIR 3 of 10 March is told to approach on the 24th, three days before the 27th, and to have passed on the
// 28th. The hub is down over midnight in between, and its clock goes back once.
TEST_F(Due, TheFeedTellsEachOnceAcrossDaysAndRestarts) {
  put_records();
  ingest("2024-03-20");
  hub_.put("police/fir2.csv", kFirs + "P3,Kasur,City,3/24,2024-03-10\n");
  ingest("2024-03-21");
  const auto told = [&] {
    std::vector<std::string> subjects;
    const auto text = hub_.text(
        "SELECT group_concat(subject, char(10)) FROM (SELECT subject FROM outbox WHERE subject LIKE "
        "'due/%' AND subject NOT LIKE 'due/loaded/%' ORDER BY id)");
    std::istringstream in(text);
    for (std::string subject; std::getline(in, subject);) {
      // due/WORD/PROVINCE/DISTRICT/KIND/CASE/DAY/NTH
      std::vector<std::string> parts;
      std::istringstream words(subject);
      for (std::string part; std::getline(words, part, '/');) parts.push_back(part);
      if (parts.size() == 8) subjects.push_back(parts[1] + " " + parts[4] + " " + parts[6]);
    }
    std::sort(subjects.begin(), subjects.end());
    return subjects;
  };
  EXPECT_THAT(told(), ElementsAre()) << "what a first load brings is told as a whole";
  EXPECT_EQ(hub_.number("SELECT count(*) FROM outbox WHERE type = 'org.mizan.due.loaded.v1'"), 1);
  MovedClock clock(noon("2024-03-23"));
  {
    Serving serving(config(), clock);
    Program stream({"/usr/bin/curl", "--silent", "--no-buffer", "--max-time", "60",
                    serving.url("/v1/feed?from=start&due=approaching&kpi=none&province=PB")});
    clock.set(noon("2024-03-24"));
    const auto line = stream.out_line_with("\"kind\":\"report\"");
    const auto event = base::parse_json(line.empty() ? "{}" : line.substr(6));
    EXPECT_EQ(event["data"]["kind"], "report");
    EXPECT_EQ(event["data"]["due"], "2024-03-27");
    EXPECT_EQ(event["data"]["holder"], "police");
    EXPECT_TRUE(serving.end());
  }
  const std::vector<std::string> by_then = {"approaching report 2024-03-27", "missing handover 2024-03-22"};
  EXPECT_THAT(told(), ::testing::IsSupersetOf(by_then));
  ingest("2024-03-30");
  ingest("2024-03-26");  // a clock that went back
  ingest("2024-03-31");
  const auto all = told();
  EXPECT_EQ(std::count(all.begin(), all.end(), "passed report 2024-03-27"), 1);
  EXPECT_EQ(std::count(all.begin(), all.end(), "approaching report 2024-03-27"), 1) << "FIR 2 was received";
  EXPECT_EQ(hub_.number("SELECT count(*) - count(DISTINCT subject) FROM outbox WHERE subject LIKE 'due/%'"),
            0);
}

}  // namespace
}  // namespace mizan::test
