#include "verify/script.hpp"

namespace mizan::verify {
namespace {

// Takes the first statement off the text.
std::string_view next_statement(std::string_view& text) {
  const auto end = text.find(";\n");
  const auto statement = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  return statement;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \n;") == std::string_view::npos;
}

}  // namespace

base::Result<store::Statement*> Script::query(const std::string& sql, base::Day today) {
  auto found = prepared_.find(sql);
  if (found == prepared_.end()) {
    auto statement = db_->prepare(sql);
    if (!statement) return base::within("verify: " + sql.substr(0, 60), statement.error());
    found = prepared_.emplace(sql, std::move(*statement)).first;
  }
  found->second.bind(1, std::int64_t{today.value});
  return &found->second;
}

base::Result<> Script::run(std::string_view statements, base::Day today) {
  while (!is_blank(statements)) {
    const std::string sql(next_statement(statements));
    MIZAN_ASSIGN(auto* statement, query(sql, today));
    if (auto done = statement->run(); !done)
      return base::within("verify: " + sql.substr(0, 60), done.error());
  }
  return {};
}

}  // namespace mizan::verify
