#include "pipeline/store_writer.hpp"

#include <utility>

#include "pipeline/stage_clock.hpp"

namespace mizan::pipeline {

StoreWriter::StoreWriter(store::SharedStore& store, std::function<void(const store::Books&)> written)
    : store_(store), written_(std::move(written)) {}

StoreWriter::~StoreWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StoreWriter::write(store::IngestBatch batch) {
  auto failed = attempt(std::move(batch));
  if (!failed) return;
  const std::lock_guard lock(mutex_);
  error_ = std::move(failed);
}

// Nothing may be thrown past the edge of a thread.
std::optional<base::Error> StoreWriter::attempt(store::IngestBatch batch) try {
  const auto books = store_.take()->apply(std::move(batch));
  if (!books) return books.error();
  books_ += *books;
  if (written_) written_(books_);
  return std::nullopt;
} catch (const std::exception& thrown) {
  return base::Error{base::Code::kStore, std::string("the store could not take a batch: ") + thrown.what()};
}

void StoreWriter::write_all() {
  StageClock clock;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    auto batch = std::move(waiting_.front());
    waiting_.pop_front();
    if (error_) continue;
    writing_ = true;
    lock.unlock();
    changed_.notify_all();
    {
      const StageClock::Turn turn(clock, Stage::kStore);
      write(std::move(batch));
    }
    lock.lock();
    seconds_ = clock.seconds(Stage::kStore);
    writing_ = false;
    changed_.notify_all();
  }
}

base::Result<> StoreWriter::submit(store::IngestBatch batch) {
  std::unique_lock lock(mutex_);
  if (!thread_.joinable()) thread_ = std::thread([this] { write_all(); });
  changed_.wait(lock, [this] { return error_ || waiting_.size() < kMostWaiting; });
  if (error_) return *error_;
  waiting_.push_back(std::move(batch));
  lock.unlock();
  changed_.notify_all();
  return {};
}

base::Result<> StoreWriter::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !writing_ && (error_ || waiting_.empty()); });
  if (error_) return *error_;
  return {};
}

base::Result<> StoreWriter::finish(store::IngestBatch batch) {
  MIZAN_TRY(drain());
  write(std::move(batch));
  return drain();
}

}  // namespace mizan::pipeline
