#include "access/sharing.hpp"

#include <fmt/format.h>

#include <mizan/toml/toml.hpp>

#include <algorithm>
#include <optional>
#include <vector>

#include "access/endpoints.hpp"

namespace mizan::access {
namespace {

/// Reads the tables of one file; the first mistake is kept.
class SharingReader {
 public:
  explicit SharingReader(std::string file) : file_(std::move(file)) {}

  void fail(const toml::node& node, const std::string& what) {
    if (!mistake_)
      mistake_ = base::Error{base::Code::kConfig,
                             fmt::format("{}:{}: {}{}", file_, node.source().begin.line, where_, what)};
  }

  void enter(std::string_view role, std::string_view endpoint) {
    where_ = fmt::format("[{}.{}] ", role, endpoint);
  }

  std::vector<std::string> texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> out;
    const auto* node = table.get(key);
    if (node == nullptr) return out;
    const auto* list = node->as_array();
    if (list == nullptr) fail(*node, fmt::format("{}: expected a list", key));
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      const auto text = (*list)[i].value<std::string>();
      if (!text || text->empty()) fail((*list)[i], fmt::format("{}: expected text in quotes", key));
      out.push_back(text.value_or(""));
    }
    return out;
  }

  Grains grains(const toml::table& table, std::string_view key, const Grains& can_have) {
    Grains out;
    for (const auto& name : texts(table, key)) {
      if (name == "*") {
        key == "grains" ? out.add_all() : void(out = can_have);
        continue;
      }
      const auto grain = find_grain(name);
      if (!grain || !can_have.has(*grain)) {
        fail(*table.get(key), fmt::format("{}: \"{}\" is no grain that this answer can have", key, name));
      } else {
        out.add(*grain);
      }
    }
    return out;
  }

  base::Result<> done() const {
    if (mistake_) return *mistake_;
    return {};
  }

 private:
  std::string file_;
  std::string where_;
  std::optional<base::Error> mistake_;
};

constexpr std::string_view kOfThePublic[] = {"index",    "kpis",        "coverage",
                                             "releases", "release-log", "public-values"};

// A district is where these are; nothing else can be somebody's own.
Grains can_be_own(const Grains& grains) {
  Grains placed;
  for (const auto grain : {Grain::kDistrict, Grain::kStation, Grain::kCourt, Grain::kCase}) placed.add(grain);
  placed.narrow(grains);
  return placed;
}

Share read_share(SharingReader& reader, const toml::table& table, const Endpoint& endpoint) {
  for (const auto& [key, node] : table) {
    if (key != "grains" && key != "own_grains" && key != "fields")
      reader.fail(node, fmt::format("{}: known here: grains, own_grains, fields", key.str()));
  }
  const auto can_have = grains_of(endpoint.shape);
  Share share{reader.grains(table, "grains", can_have),
              reader.grains(table, "own_grains", can_be_own(can_have)),
              FieldPaths(reader.texts(table, "fields"))};
  if (!share.grains.any() && !share.own_grains.any())
    reader.fail(table, "names no grains: take it out, and it is refused");
  if (share.fields.none()) reader.fail(table, "names no fields; all are fields = [\"*\"]");
  const bool in_pieces = endpoint.shape != Shape::kFeed && endpoint.shape != Shape::kRecords &&
                         endpoint.shape != Shape::kSeries && endpoint.name != "provenance" &&
                         endpoint.name != "release";
  if (!share.fields.all() && !in_pieces) reader.fail(table, "is given whole or not at all: fields = [\"*\"]");
  return share;
}

// KPIS rule 11: numbers for the public are those in which small cells are hidden, and those from which they
// would follow: `public-values`, and no others.
bool is_for_the_public(std::string_view endpoint) {
  return std::find(std::begin(kOfThePublic), std::end(kOfThePublic), endpoint) != std::end(kOfThePublic);
}

void read_role(SharingReader& reader, Role role, const toml::table& table, Sharing& sharing) {
  for (const auto& [name, node] : table) {
    const auto* endpoint = find_endpoint(name.str());
    reader.enter(role_name(role), name.str());
    if (endpoint == nullptr || !node.is_table()) {
      reader.fail(node, "there is no such endpoint");
    } else if (role == Role::kPublic && !is_for_the_public(name.str())) {
      reader.fail(node,
                  "the public is shown no numbers but \"public-values\", in which small counts are hidden");
    } else {
      sharing.give(role, name.str(), read_share(reader, *node.as_table(), *endpoint));
    }
  }
}

}  // namespace

void Sharing::give(Role role, std::string_view endpoint, Share share) {
  shares_.insert_or_assign({role, std::string(endpoint)}, std::move(share));
}

base::Result<Sharing> Sharing::parse(std::string_view text, const std::string& file) {
  const auto parsed = toml_file::parse(text);
  if (parsed.mistake)
    return base::Error{base::Code::kConfig,
                       fmt::format("{}:{}: {}", file, parsed.mistake->line, parsed.mistake->message)};
  SharingReader reader(file);
  Sharing sharing;
  if (parsed.table["format"].value_exact<std::int64_t>() != 1)
    reader.fail(parsed.table, "expected format = 1: this program reads no other");
  for (const auto& [key, node] : parsed.table) {
    if (key == "format") continue;
    const auto role = find_role(key.str());
    role&& node.is_table() ? read_role(reader, *role, *node.as_table(), sharing)
                           : reader.fail(node, fmt::format("there is no role \"{}\"", key.str()));
  }
  MIZAN_TRY(reader.done());
  return sharing;
}

const Share* Sharing::find(Role role, std::string_view endpoint) const {
  const auto found = shares_.find(std::pair(role, std::string(endpoint)));
  return found == shares_.end() ? nullptr : &found->second;
}

}  // namespace mizan::access
