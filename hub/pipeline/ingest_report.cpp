#include "pipeline/ingest_report.hpp"

#include <utility>

namespace mizan::pipeline {

void IngestReport::follow(IngestReport next) {
  next.books += books;
  next.vanished += vanished;
  next.read_anew += read_anew;
  next.times += times;
  if (!first_quarantined.empty()) next.first_quarantined = std::move(first_quarantined);
  next.watched_accepted.merge(watched_accepted);
  *this = std::move(next);
}

}  // namespace mizan::pipeline
