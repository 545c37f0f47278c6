#include "pipeline/facts_queue.hpp"

namespace mizan::pipeline {

std::optional<FactsQueue::Rows> FactsQueue::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !batches_.empty() || producing_ == 0; });
  if (batches_.empty()) return std::nullopt;
  auto rows = std::move(batches_.front());
  batches_.pop_front();
  changed_.notify_all();
  return rows;
}

void FactsQueue::refuse() {
  const std::lock_guard lock(mutex_);
  refused_ = true;
  batches_.clear();
  changed_.notify_all();
}

base::Result<> FactsQueue::push(Rows rows) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return batches_.size() < kMostBatches || refused_; });
  if (refused_) return base::Error{base::Code::kStore, "what was counted could not be stored"};
  batches_.push_back(std::move(rows));
  changed_.notify_all();
  return {};
}

void FactsQueue::end_producer() {
  const std::lock_guard lock(mutex_);
  --producing_;
  changed_.notify_all();
}

base::Result<> FactsQueue::Producer::put(store::FactsRow&& row) {
  rows_.push_back(std::move(row));
  return rows_.size() < kBatch ? base::Result<>() : flush();
}

base::Result<> FactsQueue::Producer::flush() {
  return queue_.push(std::exchange(rows_, {}));
}

}  // namespace mizan::pipeline
