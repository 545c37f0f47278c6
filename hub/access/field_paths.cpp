#include "access/field_paths.hpp"

#include <algorithm>

namespace mizan::access {
namespace {

bool lies_in(std::string_view path, std::string_view outer) {
  return path.starts_with(outer) && (path.size() == outer.size() || path[outer.size()] == '.');
}

}  // namespace

FieldPaths::FieldPaths(std::vector<std::string> paths) : paths_(std::move(paths)) {
  all_ = std::find(paths_.begin(), paths_.end(), "*") != paths_.end();
}

bool FieldPaths::has(std::string_view path) const {
  return all_ || std::any_of(paths_.begin(), paths_.end(),
                             [&](const std::string& each) { return lies_in(path, each); });
}

bool FieldPaths::leads_to(std::string_view path) const {
  return all_ || std::any_of(paths_.begin(), paths_.end(),
                             [&](const std::string& each) { return lies_in(each, path); });
}

}  // namespace mizan::access
