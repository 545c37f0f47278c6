#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "store/store.hpp"

namespace mizan::app {

/// The records of a case before it is sealed, as a file for whoever keeps them under the law, and digests by
/// which the hub can say later that it is the file that it wrote. The digests are under a salt that is in the
/// file alone, so that nobody can try texts against them.
struct SealEvidence {
  std::string text;  ///< lines of JSON: the salt; each holder's fields; each record as received
  std::vector<std::string> digests;  ///< of the lines behind the first, in order
};

/// Of all records of the case, or of one holder's (`source` and the key of its case record).
base::Result<SealEvidence> evidence_of_case(store::Store& store, model::LinkedCaseId id,
                                            const std::string& source, const std::string& key);

/// Puts it into a file that is not there, readable by its owner alone. kConfig: it cannot be written.
base::Result<> write_evidence(const std::filesystem::path& file, const SealEvidence& evidence);

/// How many lines a file has behind the first, if it is the one that was written. kData: it is not, and
/// where.
base::Result<std::size_t> check_evidence(const std::string& text, const std::vector<std::string>& digests);

}  // namespace mizan::app
