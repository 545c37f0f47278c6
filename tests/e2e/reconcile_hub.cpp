#include "reconcile_hub.hpp"
#include "base/json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mizan::test {
namespace {

std::string source_file(const std::string& name) {
  return "format = 1\nname = \"" + name + "\"\nadapter = \"csv\"\nmapping = \"../mappings/" + name +
         ".toml\"\n[settings]\nfolder = \"../" + name + "\"\n";
}

std::string mapping(const std::string& holder, const std::string& populations, const std::string& fields,
                    const std::string& report_fields) {
  return "format = 1\n[source]\nholder = \"" + holder + "\"\nprovince = \"PB\"\npopulations = [" +
         populations +
         "]\n[input]\nformat = \"csv\"\nfiles = { rows = \"cases*.csv\", reports = \"reports*.csv\" }\n"
         "[[record]]\nkind = \"case\"\nfile = \"rows\"\nkey = \"no\"\n[record.fields]\ndistrict = "
         "\"district\"\npolice_station = \"station\"\nfir_no = \"fir\"\nfir_year = \"year\"\n" +
         fields +
         "[[record]]\nkind = \"report\"\nfile = \"reports\"\nkey = \"no\"\n[record.fields]\ncase = "
         "\"case\"\n" +
         report_fields;
}

}  // namespace

ReconcileHub::ReconcileHub(const std::string& name) : hub_(name) {
  hub_.change_mapping(
      "fir_year = \"fir_year\"\n",
      "fir_year = \"year\"\nfir_no = \"fir\"\npolice_station = \"station\"\ncourt = \"court\"\n"
      "court_case_no = \"number\"\ndisposal = \"disposal\"\ndisposed_on = \"disposed\"\n");
  hub_.put("sources/police.toml", source_file("police"));
  hub_.put("sources/prosecution.toml", source_file("prosecution"));
  hub_.put("mappings/police.toml", mapping("police", "\"firs\", \"submissions\"", "fir_on = \"fir_on\"\n",
                                           "report_type = { value = \"final\" }\nsent_on = \"sent\"\n"));
  hub_.put(
      "mappings/prosecution.toml",
      mapping("prosecution", "\"submissions\"", "disposed_on = \"disposed\"\ndisposal = \"disposal\"\n",
              "report_type = { value = \"final\" }\nreceived_on = \"received\"\nfiled_on = \"filed\"\n"));
  put_police(
      "F1,Kasur,Saddar,1,2024,2024-03-01\nF2,Kasur,Saddar,2,2024,2024-03-02\nF3,Kasur,Saddar,3,2024,"
      "2024-03-03\nF4,Kasur,Saddar,4,2024,2024-03-04\n");
  hub_.put("police/reports.csv", "no,case,sent\nR1,F1,2024-03-10\nR2,F2,2024-03-11\nR3,F3,2024-03-30\n");
  hub_.put("prosecution/cases.csv",
           "no,district,station,fir,year,disposed,disposal\nP1,Kasur,Saddar,1,2024,2024-03-28,convicted\n"
           "P2,Kasur,Saddar,2,2024,2024-03-29,convicted\nP3,Kasur,Saddar,3,2024,,\n");
  hub_.put("prosecution/reports.csv",
           "no,case,received,filed\nS1,P1,2024-03-11,2024-03-12\nS2,P2,2024-03-12,2024-03-13\nS3,P3,2024-04-"
           "02,\n");
  put_court(
      "C1,Kasur,Saddar,1,2024,ASJ Kasur,1/2024,2024-03-13,convicted,2024-03-28\n"
      "C2,Kasur,Saddar,2,2024,ASJ Kasur,2/2024,2024-04-01,convicted,2024-04-02\n");
  const auto ran = run("ingest");
  EXPECT_EQ(ran.exit_code, 0) << ran.err << ran.out;
}

nlohmann::json ReconcileHub::json(const std::string& words) const {
  return base::parse_json(run("--format json " + words).out);
}

void ReconcileHub::put_court(const std::string& rows) const {
  hub_.put("data/a.csv", "no,district,station,fir,year,court,number,instituted,disposal,disposed\n" + rows);
}

void ReconcileHub::put_police(const std::string& rows) const {
  hub_.put("police/cases.csv", "no,district,station,fir,year,fir_on\n" + rows);
}

}  // namespace mizan::test
