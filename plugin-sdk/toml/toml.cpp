#define TOML_IMPLEMENTATION
#include "mizan/toml/toml.hpp"

#include <algorithm>
#include <exception>
#include <vector>

namespace mizan::toml_file {
namespace {

struct AssertionFailed final : std::exception {
  const char* what() const noexcept override { return "an assertion of the TOML reader failed"; }
};

// Behind each line break, and the end.
std::vector<std::size_t> line_ends(std::string_view text) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') ends.push_back(i + 1);
  }
  ends.push_back(text.size());
  return ends;
}

bool trips(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const AssertionFailed&) {
    return true;
  } catch (const std::exception&) {
    return false;
  }
  return false;
}

// An assertion knows no line. The reader goes through the text once, so the shortest beginning that trips it
// ends with the line at fault.
std::uint32_t line_that_trips(std::string_view text) {
  const auto ends = line_ends(text);
  const auto found = std::partition_point(ends.begin(), ends.end(),
                                          [&](std::size_t end) { return !trips(text.substr(0, end)); });
  return static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(found - ends.begin() + 1, std::ssize(ends)));
}

std::size_t dots_outside_quotes(std::string_view line) {
  std::size_t dots = 0;
  char quote = '\0';
  for (const char c : line) {
    if (quote == '\0' && c == '#') break;
    if (quote == '\0' && c == '.') ++dots;
    if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    }
  }
  return dots;
}

std::optional<Mistake> check_limits(std::string_view text) {
  if (text.size() > kMaxBytes) return Mistake{1, "is larger than 16 MiB"};
  std::size_t at = 0;
  std::uint32_t line = 1;
  for (const auto end : line_ends(text)) {
    if (dots_outside_quotes(text.substr(at, end - at)) > kMaxDotsOfLine)
      return Mistake{line, "a key with so many dots is refused"};
    at = end;
    ++line;
  }
  return std::nullopt;
}

}  // namespace

void assertion_failed(const char*) {
  throw AssertionFailed();
}

Parsed parse(std::string_view text) {
  if (auto mistake = check_limits(text)) return {{}, std::move(mistake)};
  try {
    return {toml::parse(text), std::nullopt};
  } catch (const toml::parse_error& error) {
    return {{}, Mistake{error.source().begin.line, std::string(error.description())}};
  } catch (const AssertionFailed&) {
    return {{}, Mistake{line_that_trips(text), "cannot be read as TOML from here"}};
  } catch (const std::exception& error) {
    return {{}, Mistake{1, error.what()}};
  }
}

}  // namespace mizan::toml_file
