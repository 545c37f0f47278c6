#include "mapping_compiler.hpp"

#include <fmt/format.h>
#include <mizan/toml/toml.hpp>

#include <algorithm>

#include "input_rules.hpp"
#include "join_rules.hpp"
#include "request_rules.hpp"
#include "table_checks.hpp"

namespace mizan::mapping {
namespace {

// The hub reads these; a connector leaves them alone.
constexpr std::string_view kHubTables[] = {"source", "codes", "values", "observes", "test"};

/// Compiles one file and notes everything that is wrong with it.
class Compiler : public TableChecks {
 public:
  using TableChecks::TableChecks;

  CompiledMapping take() {
    for (auto& rule : out_.records) rule.raw = raw_places(rule, out_.places[rule.group]);
    return std::move(out_);
  }

  void compile(const toml::table& table) {
    only(table, "",
         {"format", "input", "record", kHubTables[0], kHubTables[1], kHubTables[2], kHubTables[3],
          kHubTables[4]});
    if (table["format"].value_exact<std::int64_t>() != 1)
      fail(table.get("format"), "format", "expected format = 1: this program reads no other");
    const auto* source = table["source"].as_table();
    const bool snapshot = source != nullptr && (*source)["mode"].value_or(std::string()) == "snapshot";
    if (const auto* input = as_table(table, "input", true)) out_.input = read_input(*input, *this, snapshot);
    const auto* records = table["record"].as_array();
    if (records == nullptr || records->empty())
      return fail(table.get("record"), "record", "a mapping needs at least one [[record]]");
    for (std::size_t i = 0; i < records->size(); ++i) {
      const auto path = fmt::format("record[{}]", i + 1);
      if (const auto* record = (*records)[i].as_table()) {
        read_record(*record, path);
      } else {
        fail(&(*records)[i], path, "expected a [[record]] table");
      }
    }
    if (!out_.input.joins.empty()) check_joins_are_used(*table["input"].as_table(), out_.input.joins, *this);
  }

 private:
  std::size_t place(const std::string& group, const std::string& name, const toml::node& node) {
    const bool documents = out_.input.format == "json" || out_.input.format == "rest";
    if (documents && !name.starts_with("/") && !name.starts_with("^/")) {
      fail(&node, name,
           "expected a JSON Pointer such as \"/caseNo\" (\"^/…\" from the root of the document)");
    }
    const auto wanted = joined_name(out_.input.joins, name);
    if (!wanted && out_.input.format == "csv" && is_of_another_file(out_.input.files, group, name)) {
      fail(&node, name, "is a column of another file: an [[input.join]] must say how its rows are found");
    }
    const auto at = column(group, name, node);
    if (!wanted) return at;
    const auto joined = join(group, *wanted, node);  // may add places, so it comes first
    out_.places[group][at].joined = joined;
    return at;
  }

  // The place of this name, made if it is new.
  std::size_t column(const std::string& group, const std::string& name, const toml::node& node) {
    auto& places = out_.places[group];
    const auto found =
        std::find_if(places.begin(), places.end(), [&](const Place& p) { return p.name == name; });
    const auto at = static_cast<std::size_t>(found - places.begin());
    if (found == places.end()) places.push_back({name, node.source().begin.line});
    return at;
  }

  // A column of a join, and with it the columns of the row that hold the key.
  JoinedColumn join(const std::string& group, const JoinedName& wanted, const toml::node& node) {
    auto& join = out_.input.joins[wanted.join];
    auto& uses = out_.joins[group];
    if (std::none_of(uses.begin(), uses.end(), [&](const JoinUse& use) { return use.join == wanted.join; })) {
      uses.push_back({wanted.join, {}});
      for (const auto& name : join.to) uses.back().to.push_back(column(group, name, node));
    }
    auto& columns = join.columns;
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const Place& each) { return each.name == wanted.column; });
    const auto at = static_cast<std::size_t>(found - columns.begin());
    if (found == columns.end()) columns.push_back({wanted.column, node.source().begin.line});
    return {wanted.join, at};
  }

  std::shared_ptr<RE2> regex(const toml::table& table, std::string_view key, const std::string& path,
                             int groups) {
    const auto pattern = text(table, key, path);
    if (pattern.empty()) return nullptr;
    RE2::Options options;
    options.set_log_errors(false);
    auto compiled = std::make_shared<RE2>(pattern, options);
    if (!compiled->ok())
      fail(table.get(key), path + std::string(key), "the expression is wrong: " + compiled->error());
    if (compiled->ok() && compiled->NumberOfCapturingGroups() != groups && groups > 0) {
      fail(table.get(key), path + std::string(key), "the expression needs exactly one (group)");
    }
    return compiled;
  }

  std::string constant(const toml::node& node, const std::string& path) {
    if (node.is_integer()) return fmt::format("{}", node.value_or(std::int64_t{0}));
    if (!node.is_string()) fail(&node, path, "expected text in quotes or a whole number");
    return node.value_or(std::string());
  }

  // A key or a revision: an expression, and nothing of what fields and conditions have besides.
  Expression read_plain(const toml::node& node, const std::string& group, const std::string& path) {
    if (const auto* table = node.as_table())
      only(*table, path + ".", {"value", "from", "first", "join", "digits", "match", "map", "otherwise"});
    return read_expression(node, group, path);
  }

  Expression read_expression(const toml::node& node, const std::string& group, const std::string& path) {
    Expression out;
    if (node.is_string()) {
      out.places.push_back(place(group, node.value_or(std::string()), node));
      return out;
    }
    const auto* table = node.as_table();
    if (table == nullptr) {
      fail(&node, path, "expected a place, or a table with from, first or value");
      return out;
    }
    const auto* value = table->get("value");
    if (value != nullptr) out.constant = constant(*value, path + ".value");
    const auto from = texts(*table, "from", path + ".");
    const auto first = texts(*table, "first", path + ".");
    if ((value != nullptr) + !from.empty() + !first.empty() != 1)
      fail(&node, path, "name exactly one of value, from and first");
    for (const auto& name : from.empty() ? first : from) out.places.push_back(place(group, name, node));
    out.first = !first.empty();
    out.join = text(*table, "join", path + ".");
    if (const auto digits = text(*table, "digits", path + "."); !digits.empty()) {
      out.ascii_digits = digits == "ascii";
      if (!out.ascii_digits) fail(table->get("digits"), path + ".digits", "expected \"ascii\"");
    }
    out.match = regex(*table, "match", path + ".", 1);
    if (const auto* map = as_table(*table, "map", false, path + ".")) {
      for (const auto& [name, to] : *map) {
        if (!to.is_string()) fail(&to, path + ".map." + std::string(name.str()), "expected text in quotes");
        out.map[std::string(name.str())] = to.value_or(std::string());
      }
    }
    if (table->contains("otherwise")) out.otherwise = text(*table, "otherwise", path + ".");
    return out;
  }

  void read_field(const toml::node& node, std::string_view name, RecordRule& record,
                  const std::string& path) {
    const auto* field = find_field(name, record.kind);
    if (field == nullptr)
      return fail(&node, path, "is no field of this kind: docs/mapping-language.md lists them");
    FieldRule rule;
    rule.field = *field;
    rule.from = read_expression(node, record.group, path);
    rule.formats = {"%Y-%m-%d"};
    rule.true_words = {"true", "yes", "y", "1"};
    rule.false_words = {"false", "no", "n", "0"};
    if (const auto* table = node.as_table()) {
      only(*table, path + ".",
           {"value", "from", "first", "join", "digits", "match", "map", "otherwise", "date", "find_date",
            "after", "true", "false"});
      if (table->contains("date")) rule.formats = texts(*table, "date", path + ".");
      rule.find = table->contains("find_date");
      if (rule.find) rule.formats = texts(*table, "find_date", path + ".");
      if (field->type != FieldType::kDate && (table->contains("date") || rule.find))
        fail(&node, path, "is not a date");
      if (field->type != FieldType::kBool && (table->contains("true") || table->contains("false")))
        fail(&node, path, "is not a yes or no");
      if (table->contains("true")) rule.true_words = texts(*table, "true", path + ".");
      if (table->contains("false")) rule.false_words = texts(*table, "false", path + ".");
      if (const auto after = text(*table, "after", path + "."); !after.empty()) {
        const auto found = std::find_if(record.fields.begin(), record.fields.end(),
                                        [&](const FieldRule& f) { return f.field.name == after; });
        if (found == record.fields.end())
          fail(&node, path + ".after", "\"" + after + "\" is no date of this record");
        rule.after = static_cast<std::size_t>(found - record.fields.begin());
      }
    }
    record.fields.push_back(std::move(rule));
  }

  Condition read_condition(const toml::node& node, const std::string& group, const std::string& path) {
    Condition out;
    const auto* table = node.as_table();
    if (table == nullptr) {
      fail(&node, path, "expected a table such as { from = \"status\", in = [\"Open\"] }");
      return out;
    }
    only(*table, path + ".",
         {"from", "first", "join", "digits", "match", "in", "not_in", "matches", "present"});
    out.from = read_expression(node, group, path);
    if (table->contains("in") + table->contains("not_in") + table->contains("matches") +
            table->contains("present") !=
        1)
      fail(&node, path, "name exactly one of in, not_in, matches and present");
    out.negated = table->contains("not_in");
    out.in = texts(*table, out.negated ? "not_in" : "in", path + ".");
    out.matches = regex(*table, "matches", path + ".", 0);
    if (const auto* present = table->get("present")) {
      if (!present->is_boolean()) fail(present, path + ".present", "expected true or false");
      out.present = present->value_or(true);
    }
    return out;
  }

  // What its rows come from: a kind of file, of sheet, or of nested element.
  void read_group(const toml::table& table, RecordRule& record, const std::string& path) {
    const auto& input = out_.input;
    if (input.format == "rest") return read_group_of_request(table, record, path);
    if (input.format == "sql") return read_query_of_record(table, record, path);
    const bool sheets = input.format == "xlsx" && !input.sheets.empty() && input.sheets[0].line > 0;
    const std::string key = input.format == "json" ? "each" : sheets ? "sheet" : "file";
    for (const auto* other : {"each", "sheet", "file", "request", "query"}) {
      // Elsewhere what does not belong is not looked at, as it ever was.
      const std::string_view word = other;
      const bool never = word == "sheet" || word == "request" || word == "query";
      const bool judged = input.format == "xlsx" || never;
      if (judged && key != other && table.contains(other))
        fail(table.get(other), path + "." + other,
             fmt::format("is not how this input is divided: write {} = …", key));
    }
    record.group = text(table, key, path + ".");
    if (sheets && std::none_of(input.sheets.begin(), input.sheets.end(),
                               [&](const InputSheet& each) { return each.name == record.group; }))
      fail(&table, path + ".sheet", "\"" + record.group + "\" is no name of an [[input.sheet]]");
    if (!sheets && input.format != "json" &&
        std::none_of(input.files.begin(), input.files.end(),
                     [&](const InputFiles& f) { return f.name == record.group; }))
      fail(&table, path + ".file", "\"" + record.group + "\" is no name in input.files");
  }

  // An element of a request's documents; the only request need not be named.
  void read_group_of_request(const toml::table& table, RecordRule& record, const std::string& path) {
    const auto& requests = out_.input.requests;
    for (const auto* other : {"sheet", "file", "query"}) {
      if (table.contains(other))
        fail(table.get(other), path + "." + other, "is not how this input is divided: write request = …");
    }
    auto request = text(table, "request", path + ".");
    if (request.empty() && requests.size() == 1) request = requests[0].name;
    if (std::none_of(requests.begin(), requests.end(),
                     [&](const ApiRequest& each) { return each.name == request; }))
      fail(&table, path + ".request", "\"" + request + "\" is no name of an [[input.request]]");
    const auto each = text(table, "each", path + ".");
    if (!each.empty() && !each.starts_with('/'))
      fail(table.get("each"), path + ".each", "expected a JSON Pointer such as \"/data\"");
    record.group = group_of(request, each);
  }

  // The only query need not be named.
  void read_query_of_record(const toml::table& table, RecordRule& record, const std::string& path) {
    const auto& queries = out_.input.queries;
    for (const auto* other : {"each", "sheet", "file", "request"}) {
      if (table.contains(other))
        fail(table.get(other), path + "." + other, "is not how this input is divided: write query = …");
    }
    record.group = text(table, "query", path + ".");
    if (record.group.empty() && queries.size() == 1) record.group = queries[0].name;
    if (std::none_of(queries.begin(), queries.end(),
                     [&](const Query& each) { return each.name == record.group; }))
      fail(table.contains("query") ? table.get("query") : &table, path + ".query",
           "\"" + record.group + "\" is the name of no [[input.query]]");
  }

  void read_record(const toml::table& table, const std::string& path) {
    only(table, path + ".",
         {"kind", "file", "sheet", "request", "query", "each", "name", "when", "key", "revision", "fields"});
    RecordRule record;
    record.kind = find_kind(text(table, "kind", path + "."));
    if (record.kind == 0)
      return fail(table.get("kind") ? table.get("kind") : &table, path + ".kind",
                  "expected case, accused, report, hearing, bail, appeal or charge");
    record.name = fmt::format("{} ({})", path, text(table, "kind", path + "."));
    read_group(table, record, path);
    out_.places[record.group];
    if (const auto* key = table.get("key")) {
      record.key = read_plain(*key, record.group, path + ".key");
    } else {
      fail(&table, path + ".key", "is missing: a record needs the source's own stable key");
    }
    if (const auto* revision = table.get("revision"))
      record.revision = read_plain(*revision, record.group, path + ".revision");
    if (const auto* when = table.get("when")) {
      if (!when->is_array()) fail(when, path + ".when", "expected a list of conditions");
      for (std::size_t i = 0; when->is_array() && i < when->as_array()->size(); ++i)
        record.when.push_back(read_condition((*when->as_array())[i], record.group, path + ".when"));
    }
    if (const auto* fields = as_table(table, "fields", true, path + ".")) {
      // Dates without `after` first: the others may refer to them.
      for (const bool late : {false, true}) {
        for (const auto& [name, node] : *fields) {
          const bool refers = node.is_table() && node.as_table()->contains("after");
          if (refers == late)
            read_field(node, name.str(), record, path + ".fields." + std::string(name.str()));
        }
      }
      if (record.kind != 1 && !fields->contains("case"))
        fail(fields, path + ".fields.case", "is missing: the record must name its case");
    }
    out_.records.push_back(std::move(record));
  }

  CompiledMapping out_;
};

}  // namespace

std::vector<Problem> compile_mapping(std::string_view text, const std::string& file, CompiledMapping& out) {
  const auto parsed = toml_file::parse(text);
  if (parsed.mistake) return {{file, parsed.mistake->line, "", parsed.mistake->message}};
  Compiler compiler(file);
  compiler.compile(parsed.table);
  if (compiler.problems.empty()) out = compiler.take();
  return std::move(compiler.problems);
}

}  // namespace mizan::mapping
