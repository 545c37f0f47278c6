#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mizan::access {

/// Which members of an answer are shown, as paths of names: "values.value" is that member of each entry of
/// "values", "values" all of them. What is not named is not shown, so a member that is new is nobody's.
class FieldPaths {
 public:
  FieldPaths() = default;
  explicit FieldPaths(std::vector<std::string> paths);

  static FieldPaths everything() { return FieldPaths({"*"}); }

  bool all() const { return all_; }
  bool none() const { return !all_ && paths_.empty(); }
  /// The member and all that is in it.
  bool has(std::string_view path) const;
  /// Something that is in it.
  bool leads_to(std::string_view path) const;
  bool operator==(const FieldPaths&) const = default;

 private:
  std::vector<std::string> paths_;
  bool all_ = false;
};

}  // namespace mizan::access
