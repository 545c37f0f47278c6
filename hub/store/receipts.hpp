#pragma once
#include "store/ingest_batch.hpp"
#include "store/store.hpp"

// Private to this folder: how much was received and quarantined on each day. A source delivers again what it
// gave after its last checkpoint. Records and rejections may come twice without harm, but must not be counted
// twice: the store notes which receipts no checkpoint covers, and takes them back when the next run begins.
namespace mizan::store {

/// Adds a batch to the receipts of its day; a checkpoint covers it and all before it. Call it in the batch's
/// transaction.
base::Result<> put_receipts(Store::Impl& impl, const IngestBatch& batch, const Books& books);

/// All that the source of this run was given is covered: it came to its end.
base::Result<> cover_all(Store::Impl& impl, RunId run);

/// Takes back, at that moment, what no checkpoint of the source covers.
base::Result<> take_back_uncovered(Store::Impl& impl, model::SourceId source, base::Micros at);

/// Ends the source's runs that nobody ended.
base::Result<> close_cut_off(Store::Impl& impl, model::SourceId source, base::Micros at);

/// The KPIs have counted all receipts there are. Call it in the transaction of their cells.
base::Result<> note_counted(Store::Impl& impl);

}  // namespace mizan::store
