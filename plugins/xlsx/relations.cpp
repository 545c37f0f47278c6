#include "relations.hpp"

#include <algorithm>
#include <filesystem>

#include "xml_node.hpp"

namespace mizan::xlsx {
namespace fs = std::filesystem;
namespace {

// "/xl/a.xml" is from the archive's root, "a.xml" and "../b/a.xml" from the folder of the part.
std::string resolved(const std::string& part, std::string_view target) {
  const fs::path path =
      target.starts_with("/") ? fs::path(target.substr(1)) : fs::path(part).parent_path() / target;
  return path.lexically_normal().string();
}

}  // namespace

std::vector<Relation> relations_of(Package& package, const std::string& part, const Limits& limits) {
  const fs::path path(part);
  const auto file = (path.parent_path() / "_rels" / (path.filename().string() + ".rels")).string();
  std::vector<Relation> relations;
  if (!package.has(file)) return relations;
  const auto text = package.read(file);
  const XmlDocument document(text, file, limits);
  for (const auto& each : document.root().children()) {
    if (local_name(each) != "Relationship" || attribute(each, "TargetMode") == "External") continue;
    const std::string type(attribute(each, "Type"));
    relations.push_back({std::string(attribute(each, "Id")), type.substr(type.rfind('/') + 1),
                         resolved(part, attribute(each, "Target"))});
  }
  return relations;
}

const Relation* find_type(const std::vector<Relation>& relations, std::string_view type) {
  const auto found = std::find_if(relations.begin(), relations.end(),
                                  [&](const Relation& each) { return each.type == type; });
  return found == relations.end() ? nullptr : &*found;
}

const Relation* find_id(const std::vector<Relation>& relations, std::string_view id) {
  const auto found =
      std::find_if(relations.begin(), relations.end(), [&](const Relation& each) { return each.id == id; });
  return found == relations.end() ? nullptr : &*found;
}

}  // namespace mizan::xlsx
