#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "model/kpi_result.hpp"

namespace mizan::release {

/// The version of a document, its member `v`; a reader refuses one that it does not know.
inline constexpr int kDocumentVersion = 1;
/// `typ` of a signed document.
inline constexpr std::string_view kDocumentType = "mizan-release+json";

/// A version of a KPI, in the words of its file.
struct DefinitionText {
  std::string kpi;
  int version = 0;
  std::string text;
};

/// The values of one period, frozen.
struct Draft {
  std::string id;       ///< "2025-Q4.1": the period, and which release of it
  std::string period;   ///< its label
  std::string revises;  ///< the release of the same period before it; empty: there is none
  base::Micros known_at = 0;
  std::vector<DefinitionText> definitions;  ///< all that a value is by
  std::vector<model::KpiResult> values;
};

/// A value that one document has otherwise than another.
struct Revision {
  std::string kpi;
  std::string stat;
  std::string province;
  std::string by;
  std::string member;
  std::string was;  ///< as printed; empty: no value
  std::string now;
};

/// What a document says of itself.
struct Summary {
  std::string id;
  std::string period;
  std::string revises;
  std::string known_at;
  std::size_t values = 0;
  std::size_t revisions = 0;
};

/// The document as JSON: `v`, `id`, `period`, `revises`, `known_at`, `definitions`, `values` (each with all
/// that a result carries, KPIS §1) and, where it revises another, `revisions`: each value that is not what
/// `before`, the document of that release, has. kData: `before` is no document.
base::Result<std::string> document_text(const Draft& draft, std::string_view before);

/// kData: it is no document, or of a version that this program does not know.
base::Result<Summary> read_summary(std::string_view document);

/// The ids of the KPIs that a document has values of.
base::Result<std::vector<std::string>> kpis_of(std::string_view document);

/// The values that are not the same in both, in the order of `after`, then those that `after` lacks. When
/// they were known, and how fresh their sources were, is no difference.
base::Result<std::vector<Revision>> revisions_between(std::string_view before, std::string_view after);

}  // namespace mizan::release
