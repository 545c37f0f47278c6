#include "ops/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace mizan::ops {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string without_control(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return out;
}

std::string_view level_name(LogLevel level) {
  constexpr std::string_view kNames[] = {"debug", "info", "warn", "error"};
  return kNames[static_cast<std::size_t>(level)];
}

std::string as_json(LogLevel level, std::string_view event, std::string_view text) {
  return base::json_text(nlohmann::ordered_json{{"at", base::to_rfc3339(base::SystemClock().now())},
                                                {"level", level_name(level)},
                                                {"event", event},
                                                {"message", text}});
}

LogForm& form_in_use() {
  static LogForm form = LogForm::kText;
  return form;
}

}  // namespace

base::Result<> set_up_log(const std::string& level, LogForm form) {
  const auto wanted = spdlog::level::from_str(level);
  if (wanted == spdlog::level::off && level != "off") {
    return base::Error{base::Code::kConfig,
                       "log level \"" + level + "\" is none of debug, info, warn, error, off"};
  }
  auto logger = std::make_shared<spdlog::logger>("mizan", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  form_in_use() = form;
  logger->set_pattern(form == LogForm::kJson ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  logger->set_level(wanted);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  return base::Result<>{};
}

void log(LogLevel level, std::string_view event, std::string_view text) {
  const auto clean = without_control(text);
  const bool json = form_in_use() == LogForm::kJson;
  spdlog::default_logger_raw()->log(to_spdlog(level), json ? as_json(level, event, clean) : clean);
}

void say(std::string_view event, std::string_view text) {
  const auto clean = without_control(text);
  const auto line =
      form_in_use() == LogForm::kJson ? as_json(LogLevel::kInfo, event, clean) : "mizan: " + clean;
  std::fputs((line + "\n").c_str(), stderr);
}

}  // namespace mizan::ops
