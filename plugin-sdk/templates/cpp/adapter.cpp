// Reads a court's register, data/register.txt: one event a line, its fields between bars. It is a whole
// adapter: put the lines of your system in the place of these, and keep the rest.
#include <mizan/sdk/adapter.hpp>

#include <charconv>
#include <chrono>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace {
using namespace mizan::sdk;
using Fields = std::vector<std::string_view>;

/// [settings]
constexpr char kSchema[] = R"({"type": "object", "additionalProperties": false, "required": ["folder"],
  "properties": {"folder": {"type": "string"},
                 "page_lines": {"type": "integer", "minimum": 1, "maximum": 10000}}})";
/// [settings]

Fields split(std::string_view line) {
  Fields fields;
  for (auto bar = line.find('|'); bar != line.npos; bar = line.find('|')) {
    fields.push_back(line.substr(0, bar));
    line.remove_prefix(bar + 1);
  }
  fields.push_back(line);
  return fields;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end && value >= 0 ? std::optional(value) : std::nullopt;
}

// 2024-02-14
std::optional<Day> day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = number(text.substr(0, 4)), m = number(text.substr(5, 2)), d = number(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*y), std::chrono::month(static_cast<unsigned>(*m)),
                                         std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return Day{std::chrono::sys_days(date).time_since_epoch().count()};
}

/// [line]
// case|KEY|DISTRICT|FIR|INSTITUTED, hearing|KEY|CASE|HELD|OUTCOME, struck|KEY (the case is no more).
// False: it is none of these.
bool add(const Fields& f, Batch& batch) {
  if (f[0] == "struck" && f.size() == 2) {
    batch.remove(MIZAN_KIND_CASE, f[1]);
    return true;
  }
  const auto date = f.size() == 5 ? day(f[f[0] == "case" ? 4 : 3]) : std::nullopt;
  if (!date || f[1].empty()) return false;
  if (f[0] == "case") {
    batch.add(MIZAN_KIND_CASE, f[1])
        .set(field::district_, f[2])
        .set(field::fir_no_, f[3])
        .set(field::instituted_on_, *date);
    return true;
  }
  if (f[0] != "hearing") return false;
  batch.add(MIZAN_KIND_HEARING, f[1])
      .set(field::case_, f[2])
      .set(field::held_on_, *date)
      .set(field::outcome_, f[4]);  // the court's own code: the hub maps it
  return true;
}
/// [line]

class RegisterAdapter final : public Adapter {
 public:
  RegisterAdapter(Host, const Config& config)
      : file_(config.text("folder") + "/register.txt"), page_lines_(config.integer("page_lines", 500)) {
    config.allow_only({"folder", "page_lines"});
    if (page_lines_ < 1 || page_lines_ > 10'000)
      throw Error(MIZAN_E_CONFIG, "setting \"page_lines\": expected 1 to 10000");
  }

  void check(const Call&) override { open(); }

  /// [read]
  // The checkpoint is the number of lines that were read.
  void read(const Call& call, std::string_view token, Sink& sink) override {
    auto in = open();
    Batch batch;
    std::string line;
    std::int64_t lines = 0;
    const auto done = position(token);
    while (lines < done && std::getline(in, line)) ++lines;
    if (lines < done) throw Error(MIZAN_E_CHECKPOINT, "the register is shorter than the checkpoint");
    while (std::getline(in, line) && !in.eof()) {  // a line without its end is still being written
      if (!add(split(line), batch))
        sink.reject("register.txt:" + std::to_string(lines + 1), "not_a_line",
                    "expected case, hearing or struck");
      if (++lines % page_lines_ == 0) page(call, batch, lines, sink);
    }
    if (lines % page_lines_ != 0) page(call, batch, lines, sink);
  }
  /// [read]

 private:
  // What was read so far, and where the next read() goes on.
  static void page(const Call& call, Batch& batch, std::int64_t lines, Sink& sink) {
    call.check();  // leaves read() if the hub wants us to stop
    sink.emit(batch);
    sink.checkpoint(std::to_string(lines));
  }

  std::ifstream open() const {
    std::ifstream in(file_, std::ios::binary);
    if (!in) throw Error(MIZAN_E_CONFIG, "register.txt cannot be opened in the folder of the settings");
    return in;
  }

  static std::int64_t position(std::string_view token) {
    const auto lines = number(token);
    if (!token.empty() && !lines) throw Error(MIZAN_E_CHECKPOINT, "the checkpoint is not a number of lines");
    return lines.value_or(0);
  }

  std::string file_;
  std::int64_t page_lines_;
};

}  // namespace

MIZAN_ADAPTER(RegisterAdapter, {"my-court", "1.0.0", kSchema, /*checkpoint_version=*/1});
