#include "request_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "mizan/mapping/time_format.hpp"

namespace mizan::mapping {
namespace {

bool is_pointer(std::string_view text) {
  return text.starts_with('/');
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// A path is letters of an address and nothing that would end it.
bool is_path(std::string_view text) {
  return text.starts_with('/') && text.find_first_of("?# \t\r\n") == std::string_view::npos;
}

/// Reads one [[input.request]].
class RequestReader {
 public:
  RequestReader(const toml::table& table, std::string path, TableChecks& checks)
      : table_(table), path_(std::move(path)), checks_(checks) {}

  ApiRequest read(bool snapshot) {
    checks_.only(table_, path_, {"name", "path", "query", "headers", "items", "paging", "since", "detail"});
    ApiRequest out;
    out.line = table_.source().begin.line;
    out.name = checks_.text(table_, "name", path_);
    if (!is_name(out.name)) fail("name", "use 1 to 64 lower-case letters, digits, '-' and '_'");
    out.path = checks_.text(table_, "path", path_);
    if (!is_path(out.path)) fail("path", "expected a path such as \"/cases\", without parameters");
    out.query = named_texts("query");
    out.headers = named_texts("headers");
    out.items = pointer(table_, "items", path_);
    if (const auto* paging = checks_.as_table(table_, "paging", false, path_))
      out.paging = read_paging(*paging);
    if (const auto* since = checks_.as_table(table_, "since", false, path_)) {
      out.since = read_since(*since);
      if (snapshot) fail("since", "a snapshot gives everything each time: it cannot ask for changes alone");
    }
    if (table_.contains("detail")) out.detail = read_template(checks_.text(table_, "detail", path_));
    const bool looks_at_items = out.paging.kind == Paging::Kind::kPage ||
                                out.paging.kind == Paging::Kind::kOffset || !out.detail.empty() ||
                                (out.since && !out.since->field.empty());
    if (out.items.empty() && looks_at_items)
      fail("items",
           "is missing: the JSON Pointer of the list's elements (\"/*\" if the document is the list)");
    return out;
  }

 private:
  void fail(std::string_view key, const std::string& message) {
    const auto* node = table_.get(key);
    checks_.fail(node != nullptr ? node : &table_, path_ + std::string(key), message);
  }

  std::string pointer(const toml::table& table, std::string_view key, const std::string& path) {
    auto text = checks_.text(table, key, path);
    if (!text.empty() && !is_pointer(text))
      checks_.fail(table.get(key), path + std::string(key), "expected a JSON Pointer such as \"/data\"");
    return text;
  }

  NamedTexts named_texts(std::string_view key) {
    NamedTexts out;
    const auto* table = checks_.as_table(table_, key, false, path_);
    if (table == nullptr) return out;
    for (const auto& [name, value] : *table) {
      if (!value.is_string()) checks_.fail(&value, path_ + std::string(key), "expected text in quotes");
      out.emplace_back(name.str(), value.value_or(std::string()));
    }
    return out;
  }

  std::int64_t number(const toml::table& table, std::string_view key, const std::string& path,
                      std::int64_t otherwise, std::int64_t low, std::int64_t high) {
    const auto* node = table.get(key);
    if (node == nullptr) return otherwise;
    const auto value = node->is_integer() ? node->value_or(low - 1) : low - 1;
    if (value < low || value > high)
      checks_.fail(node, path + std::string(key),
                   fmt::format("expected a whole number from {} to {}", low, high));
    return value;
  }

  Paging read_paging(const toml::table& table) {
    const auto path = path_ + "paging.";
    static constexpr std::string_view kKinds[] = {"none", "page", "offset", "cursor", "link"};
    checks_.only(table, path,
                 {"kind", "parameter", "size_parameter", "size", "first", "next", "more", "most_pages"});
    Paging out;
    const auto kind = checks_.text(table, "kind", path);
    const auto* const found = std::find(std::begin(kKinds), std::end(kKinds), kind);
    if (found == std::end(kKinds)) {
      checks_.fail(&table, path + "kind", "expected \"page\", \"offset\", \"cursor\" or \"link\"");
    } else {
      out.kind = static_cast<Paging::Kind>(found - std::begin(kKinds));
    }
    out.parameter = checks_.text(table, "parameter", path);
    out.size_parameter = checks_.text(table, "size_parameter", path);
    out.size = number(table, "size", path, 0, 1, 100'000);
    out.first = number(table, "first", path, 1, 0, 1);
    out.next = pointer(table, "next", path);
    out.more = pointer(table, "more", path);
    out.most_pages = number(table, "most_pages", path, out.most_pages, 1, 100'000'000);
    check_paging(table, out, path);
    return out;
  }

  void check_paging(const toml::table& table, const Paging& paging, const std::string& path) {
    const bool counts = paging.kind == Paging::Kind::kPage || paging.kind == Paging::Kind::kOffset;
    if (counts && paging.parameter.empty())
      checks_.fail(&table, path + "parameter", "is missing: the parameter that counts");
    if ((paging.kind == Paging::Kind::kCursor) == paging.next.empty())
      checks_.fail(&table, path + "next",
                   "says where the body holds the next cursor: kind = \"cursor\", and no other");
    if (!counts && !paging.more.empty())
      checks_.fail(table.get("more"), path + "more", "belongs to kind = \"page\" or \"offset\"");
    if (paging.kind != Paging::Kind::kPage && table.contains("first"))
      checks_.fail(table.get("first"), path + "first", "belongs to kind = \"page\"");
    if (paging.size_parameter.empty() != (paging.size == 0))
      checks_.fail(&table, path + "size", "size and size_parameter go together");
  }

  Since read_since(const toml::table& table) {
    const auto path = path_ + "since.";
    checks_.only(table, path,
                 {"parameter", "format", "field", "initial", "overlap_seconds", "utc_offset_minutes"});
    Since out;
    out.parameter = checks_.text(table, "parameter", path);
    if (out.parameter.empty())
      checks_.fail(&table, path + "parameter", "is missing: what is sent the moment as");
    out.format = table.contains("format") ? checks_.text(table, "format", path) : "%Y-%m-%dT%H:%M:%S%z";
    if (!is_time_format(out.format))
      checks_.fail(table.get("format"), path + "format",
                   "expected \"epoch\", \"epoch_ms\" or a pattern of %Y %m %d %H %M %S %z");
    out.field = pointer(table, "field", path);
    out.initial = checks_.text(table, "initial", path);
    out.overlap = number(table, "overlap_seconds", path, out.overlap, 0, 31'622'400);
    out.utc_offset_minutes = number(table, "utc_offset_minutes", path, 0, -840, 840);
    return out;
  }

  std::vector<TemplatePart> read_template(std::string_view text) {
    if (!is_path(text)) fail("detail", "expected a path such as \"/cases/{/id}\", without parameters");
    std::vector<TemplatePart> parts;
    while (!text.empty()) {
      const bool place = text.starts_with('{');
      const auto end = text.find(place ? '}' : '{');
      auto inside = text.substr(place ? 1 : 0, place && end != std::string_view::npos ? end - 1 : end);
      if (place && (end == std::string_view::npos || !is_pointer(inside))) {
        fail("detail", "expected {/place} with a JSON Pointer between the braces");
        return parts;
      }
      parts.push_back({std::string(inside), place});
      text.remove_prefix(std::min(place ? end + 1 : end, text.size()));
    }
    if (std::none_of(parts.begin(), parts.end(), [](const TemplatePart& part) { return part.is_place; }))
      fail("detail", "names no place of the element, such as {/id}");
    return parts;
  }

  const toml::table& table_;
  std::string path_;
  TableChecks& checks_;
};

}  // namespace

std::vector<ApiRequest> read_requests(const toml::table& input, TableChecks& checks, bool snapshot) {
  std::vector<ApiRequest> out;
  const auto* list = input["request"].as_array();
  if (list == nullptr || list->empty()) {
    checks.fail(input.get("request"), "input.request",
                "a mapping of an API needs at least one [[input.request]]");
    return out;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto path = fmt::format("input.request[{}]", i + 1);
    const auto* table = (*list)[i].as_table();
    if (table == nullptr) {
      checks.fail(&(*list)[i], path, "expected an [[input.request]] table");
      continue;
    }
    auto request = RequestReader(*table, path + ".", checks).read(snapshot);
    const bool twice = std::any_of(out.begin(), out.end(),
                                   [&](const ApiRequest& other) { return other.name == request.name; });
    if (twice) checks.fail(table, path + ".name", "\"" + request.name + "\" names two requests");
    out.push_back(std::move(request));
  }
  return out;
}

std::string group_of(const std::string& request, const std::string& each) {
  return request + " " + each;
}

}  // namespace mizan::mapping
