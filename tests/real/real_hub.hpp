#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mizan::real {

/// The cells of one line.
std::vector<std::string> cells(const std::string& line, char separator);
/// The lines of a text.
std::vector<std::string> lines(const std::string& text);
/// Runs a shell command; anything but success fails the test and is told. Gives its output.
std::string run(const std::string& command);

/// Real records under ../shared/data/`data`, with the mappings and sources of tests/real/`name`, in a hub of
/// its own. Every folder of source files below it ("sources", "sources-csv") is a hub's config of that name.
/// The folder goes with the object.
class RealHub {
 public:
  RealHub(std::string name, const std::string& data);
  ~RealHub();
  RealHub(const RealHub&) = delete;
  RealHub& operator=(const RealHub&) = delete;

  /// False if the real records are not on this machine.
  static bool present(const std::string& data);

  /// Output of `mizan --config … words`, as CSV. Errors and log go to `errors` if it is given.
  std::string mizan(const std::string& words, const std::string& hub = "sources",
                    std::string* errors = nullptr) const;
  /// Runs a script of sqlite3 on a new database "`name`.db". The scripts of tests/real and of the system's
  /// own folder stand beside it, the records in data/.
  void read_files(const std::string& script, const std::string& name = "files") const;
  /// Output of a script on that database.
  std::string over_files(const std::string& script, const std::string& name = "files") const;
  /// The same, as a number.
  long count_files(const std::string& query, const std::string& name = "files") const;
  /// Output of a query on the hub's store.
  std::string over_store(const std::string& query, const std::string& hub = "sources") const;
  /// The same, as a number.
  long count(const std::string& query, const std::string& hub = "sources") const;

  std::filesystem::path own(const std::string& file) const;
  /// The Karachi day of now, as the hub takes it for today.
  static std::string today();

  /// Values of kpis.sql (`printed`) against the hub's, months, quarters and years: every one must be the
  /// same, the hub must have no others up to the horizon, and none at all after it.
  void hold(const std::string& printed, const std::string& province, const std::string& horizon,
            const std::vector<std::string>& kpis) const;
  /// All values of these KPIs are not_available, and there are some.
  void expect_not_available(const std::vector<std::string>& kpis, const std::string& province) const;

 private:
  /// kpi|stat|period → value, numerator, denominator, status.
  using Values = std::map<std::string, std::vector<std::string>>;
  std::string sqlite(const std::string& script, const std::string& words) const;
  Values values(const std::vector<std::string>& kpis, const std::string& province) const;

  std::string name_;
  std::filesystem::path data_;
  std::filesystem::path folder_;
};

/// One RealHub for all tests of a suite: made, filled and told apart once. Skips loudly without the records.
template <class Suite>
class RealTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!RealHub::present(Suite::kData)) return;
    hub_ = new RealHub(Suite::kName, Suite::kData);
    Suite::fill(*hub_);
  }
  static void TearDownTestSuite() {
    delete hub_;
    hub_ = nullptr;
  }
  void SetUp() override {
    if (hub_ == nullptr)
      GTEST_SKIP() << "the real records are not here: ../shared/data/" << Suite::kData << " is absent";
  }
  static const RealHub& hub() { return *hub_; }

 private:
  static inline RealHub* hub_ = nullptr;
};

}  // namespace mizan::real
