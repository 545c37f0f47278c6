#include "verify/comparison.hpp"

#include <fmt/format.h>

namespace mizan::verify {

using model::Fraction;
using model::KpiResult;
using model::KpiStatus;

namespace {

constexpr char kSeparator = '\x1f';

std::string key_of(const KpiResult& result) {
  return result.key.province + kSeparator + result.key.member + kSeparator + result.period.label +
         kSeparator + result.key.stat;
}

std::string text_of(const std::optional<Fraction>& value) {
  if (!value) return "null";
  auto rounded = model::format_value(*value);
  if (value->denominator == 1) return rounded;
  return fmt::format("{} ({}/{})", rounded, value->numerator, value->denominator);
}

std::string text_of(const std::optional<std::int64_t>& count) {
  return count ? fmt::format("{}", *count) : "null";
}

bool same(const std::optional<Fraction>& a, const std::optional<Fraction>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->numerator * b->denominator == b->numerator * a->denominator;
}

// A total that says nothing: the catalogue has it always there, but it need not be written where nothing ever
// was.
bool says_nothing(const KpiResult& result) {
  return result.key.dimension == "total" && (!result.value || result.value->numerator == 0) &&
         result.numerator.value_or(0) == 0 && result.denominator.value_or(0) == 0 &&
         result.excluded == model::Excluded{};
}

std::optional<std::int64_t> count_at(const store::Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.integer(column);
}

KpiStatus status_of(std::string_view name) {
  for (const auto status : {KpiStatus::kNotApplicable, KpiStatus::kNotAvailable, KpiStatus::kProvisional}) {
    if (model::kpi_status_name(status) == name) return status;
  }
  return KpiStatus::kNormal;
}

KpiResult read(const store::Statement& row, const std::string& kpi, const std::string& dimension) {
  KpiResult result;
  result.key = {
      kpi, 1, std::string(row.text(3)), std::string(row.text(0)), dimension, std::string(row.text(1))};
  result.period.label = row.text(2);
  if (!row.is_null(4)) result.value = Fraction{row.integer(4), row.integer(5)};
  result.numerator = count_at(row, 6);
  result.denominator = count_at(row, 7);
  result.excluded = {row.integer(8), row.integer(9), row.integer(10), 0};
  result.excluded.no_limit = row.integer(12);
  result.status = status_of(row.text(11));
  if (result.status == KpiStatus::kNotAvailable || result.status == KpiStatus::kNotApplicable) {
    result.value.reset();
    result.numerator.reset();
    result.denominator.reset();
  }
  return result;
}

}  // namespace

Comparison::Comparison(std::vector<KpiResult> published, std::string kpi, std::string dimension,
                       OnDifference sink)
    : published_(std::move(published)),
      seen_(published_.size()),
      kpi_(std::move(kpi)),
      dimension_(std::move(dimension)),
      sink_(std::move(sink)) {
  for (std::size_t i = 0; i < published_.size(); ++i) by_key_[key_of(published_[i])] = i;
}

void Comparison::report(const KpiResult& of, std::string part, std::string engine, std::string sql) const {
  sink_({kpi_, of.key.stat, of.key.province, dimension_, of.key.member, of.period.label, std::move(part),
         std::move(engine), std::move(sql)});
}

void Comparison::hold_against(const KpiResult& ours, const KpiResult& theirs) const {
  const auto hold = [&](const char* part, const auto& a, const auto& b) {
    if (a != b) report(theirs, part, text_of(std::optional(a)), text_of(std::optional(b)));
  };
  if (!same(ours.value, theirs.value)) report(theirs, "value", text_of(ours.value), text_of(theirs.value));
  if (ours.numerator != theirs.numerator)
    report(theirs, "numerator", text_of(ours.numerator), text_of(theirs.numerator));
  if (ours.denominator != theirs.denominator)
    report(theirs, "denominator", text_of(ours.denominator), text_of(theirs.denominator));
  hold("missing", ours.excluded.missing, theirs.excluded.missing);
  hold("not_observed", ours.excluded.not_observed, theirs.excluded.not_observed);
  hold("negative", ours.excluded.negative, theirs.excluded.negative);
  hold("no_limit", ours.excluded.no_limit, theirs.excluded.no_limit);
  if (ours.status != theirs.status) {
    report(theirs, "status", std::string(model::kpi_status_name(ours.status)),
           std::string(model::kpi_status_name(theirs.status)));
  }
}

void Comparison::take(const store::Statement& row) {
  const auto theirs = read(row, kpi_, dimension_);
  const auto found = by_key_.find(key_of(theirs));
  if (found == by_key_.end()) {
    if (says_nothing(theirs)) return;
    ++compared_;
    return report(theirs, "cell", "nothing", text_of(theirs.value));
  }
  ++compared_;
  seen_[found->second] = true;
  hold_against(published_[found->second], theirs);
}

std::int64_t Comparison::finish() {
  for (std::size_t i = 0; i < published_.size(); ++i) {
    if (seen_[i] || says_nothing(published_[i])) continue;
    ++compared_;
    report(published_[i], "cell", text_of(published_[i].value), "nothing");
  }
  return compared_;
}

}  // namespace mizan::verify
