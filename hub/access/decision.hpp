#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/endpoints.hpp"
#include "access/principal.hpp"
#include "access/sharing.hpp"

namespace mizan::access {

/// In which district a station or court lies, by its code; empty: that is not known. From any thread.
using DistrictOf = std::function<std::string(std::string_view code)>;

/// What a row of an answer is about.
struct Row {
  std::string_view province;
  std::string_view by;
  std::string_view member;
};

/// A place of a case, as one of its records has it.
struct CasePlace {
  std::string province;
  std::string district;
};

/// What one principal is shown of one endpoint. A value; it outlives the matrix that it came from.
class Grant {
 public:
  /// Nothing.
  Grant() = default;
  Grant(Share share, Scope scope, DistrictOf district_of);

  bool shows(const Row& row) const;
  /// Rows of that grain within one district; "": anywhere in the province.
  bool shows_within(Grain grain, std::string_view province, std::string_view district) const;
  /// A case that lies in any of these.
  bool shows_case(const std::vector<CasePlace>& places) const;
  /// What is of the hub itself, such as a release in the feed.
  bool shows_hub() const { return share_.grains.has(Grain::kHub); }
  const FieldPaths& fields() const { return share_.fields; }
  /// Every row of the grain.
  bool shows_all(Grain grain) const;
  /// Some rows of the grain.
  bool shows_some(Grain grain) const { return share_.grains.has(grain) || share_.own_grains.has(grain); }

 private:
  bool in_scope(std::string_view province) const;
  bool is_own(std::string_view district) const;

  Share share_;
  Scope scope_;
  DistrictOf district_of_;
};

/// A request, as far as its answer depends on who asks. Empty: not said.
struct Asked {
  const Endpoint* endpoint = nullptr;
  std::string by = {};
  std::string province = {};
  std::string member = {};
  std::string district = {};  ///< of Shape::kPlaces
};

/// May they, and what of it. `refused` is a sentence for who asked; empty: they may.
struct Decision {
  Grant grant;
  std::string refused = {};
  bool whole = false;  ///< nothing has to be taken out of the answer
};

/// The one place that says who is shown what. Deny by default: what the matrix does not give is refused.
Decision decide(const Sharing& sharing, const DistrictOf& district_of, const Principal& who,
                const Asked& asked);

/// What of the feed a role is given, for who passes it on to them; a coordinator's own districts are these.
/// kData: there is no such role, or it is given no feed.
base::Result<Grant> grant_of_audience(const Sharing& sharing, const DistrictOf& district_of,
                                      std::string_view role, const std::vector<std::string>& districts);

}  // namespace mizan::access
