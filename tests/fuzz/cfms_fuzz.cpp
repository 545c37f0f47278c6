// Any bytes as a reply of the Punjab prosecution's API, read once as new and once as changed documents.
#include <cstddef>
#include <cstdint>
#include <string>

#include "document.hpp"
#include "page.hpp"
#include "progress.hpp"

#include <mizan/sdk/adapter.hpp>

namespace {
using namespace mizan;

constexpr const char* kLayout = R"(format = 1
date_formats = ["%d-%m-%Y"]
[list]
path = "/cases"
items = "/data"
more = "/more"
page = "page"
size = "size"
since = "since"
since_format = "%Y-%m-%dT%H:%M:%S%z"
[case]
key = "/ref"
changed = "/at"
changed_format = "%Y-%m-%dT%H:%M:%S%z"
fields = { fir_on = "/fir/date", sections = "/fir/offence" }
[report]
list = "/reports"
id = "/id"
numbered = "{case}-R{number}"
fields = { received_on = "/received", objections = "/objections" }
[bail]
list = "/bail"
id = "/id"
numbered = "{case}-B{number}"
accused = "/accused"
fields = { opposed = "/opposed" }
[accused]
fields = { person_name = "/name", cnic = "/cnic" }
[hearing]
list = "/dates"
numbered = "{case}-H{number}"
fields = { held_on = "/date", prosecutor_present = "/there" }
[appeal]
list = "/appeals"
id = "/id"
fields = { filed_on = "/filed" }
[objections]
medical_report = ["میڈیکل رپورٹ"]
site_plan = ["نقشہ موقع"]
)";

// What the boundary asks of a record, whatever it was made of.
void hold(sdk::Batch& batch) {
  if (batch.size() > 65'536) __builtin_trap();
  for (const auto& record : batch.records()) {
    if (record.key.size == 0 || record.key.size > 512) __builtin_trap();
    if (record.field_count > 64 || record.raw.size > (1U << 20U)) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto layout = cfms::read_layout(kLayout, "layout.toml");
  static cfms::Page page;
  const std::string body(reinterpret_cast<const char*>(data), size);
  cfms::DocumentReader reader(layout);
  layout.objections.codes_of(body);
  try {
    cfms::Progress(0).resume(body);
  } catch (const sdk::Error&) {
  }
  try {
    page.open(body, layout.query);
  } catch (const sdk::Error&) {
    return 0;
  }
  for (const auto document : page.documents()) {
    for (const bool changed : {false, true}) {
      sdk::Batch batch;
      std::vector<cfms::Refusal> refusals;
      reader.read(document, changed, batch, refusals);
      hold(batch);
    }
    reader.changed_at(document);
  }
  return 0;
}
