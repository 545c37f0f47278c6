#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "release/proof.hpp"

namespace mizan::release {

/// The releases of a hub, in a folder: `ID.json` is prepared, `ID.jws` is signed, `log.jsonl` has those that
/// are published, in their order, and `heads.jsonl` every head that was signed of it. Each file is replaced
/// whole, the log before its head, so that a stop at any moment leaves a log that the next publishing goes on
/// from. One process writes; one thread.
class Archive {
 public:
  /// A folder that is not there is an empty archive.
  static base::Result<Archive> open(std::filesystem::path folder);

  enum class State : std::uint8_t { kPrepared, kSigned, kPublished };
  struct Item {
    std::string id;
    State state = State::kPrepared;
    std::size_t place = 0;  ///< in the log, from 0
    std::string at = {};    ///< when it was published
  };
  /// In the order of their ids; those of one period in the order in which they were prepared.
  base::Result<std::vector<Item>> list() const;

  /// The next of that period: "2025-Q4.1", "2025-Q4.2" …
  base::Result<std::string> next_id(std::string_view period) const;
  /// The last of that period that was published.
  std::optional<std::string> last_published(std::string_view period) const;

  base::Result<std::string> document(std::string_view id) const;
  /// kData: it is not the one that the log has under that id.
  base::Result<std::string> signed_text(std::string_view id) const;

  /// kConfig: there is a release of that id.
  base::Result<> prepare(std::string_view id, std::string_view document);
  /// kConfig: it is signed already.
  base::Result<> sign(std::string_view id, const registry::PrivateKey& key);
  /// Puts it into the log, unless it is there, and signs the log's head, unless that is signed.
  base::Result<> publish(std::string_view id, const registry::PrivateKey& key, base::Micros at);

  /// Of a published release, against the newest head; `since`: the size of an earlier one, or 0.
  base::Result<std::string> proof(std::string_view id, std::size_t since) const;
  /// The newest; nothing where nothing was published.
  base::Result<std::optional<Jws>> head() const;
  /// The newest of a log of so many releases. kNotFound: none was signed of that size.
  base::Result<Jws> head_of(std::size_t size) const;
  /// What proves that the log of `to` releases begins with that of `from`: JSON with `v`, both sizes, both
  /// roots, and the hashes. Signed it is not: the roots are to be held against heads. kData: 1 <= from <= to
  /// <= the size of the newest head does not hold.
  base::Result<std::string> consistency(std::size_t from, std::size_t to) const;

  /// A line of the log.
  struct Entry {
    std::string id;
    Hash leaf{};
    std::string at;
  };
  /// What the newest signed head covers, in order: what is published for those who hold a head. A stop of
  /// publish() between log and head leaves one entry more in the log.
  base::Result<std::span<const Entry>> sealed() const;

  /// Holds the whole folder against itself: every signed release that the log names is the one that was
  /// published, and every head is the root over its part of the log, signed by one of the keys. Gives how
  /// many releases the log has.
  base::Result<std::size_t> check(const std::vector<registry::PublicKey>& keys) const;

 private:
  explicit Archive(std::filesystem::path folder) : folder_(std::move(folder)) {}
  base::Result<> read_log();
  base::Result<> write_log() const;
  base::Result<std::vector<Jws>> heads() const;
  std::filesystem::path file(std::string_view id, std::string_view ending) const;
  const Entry* find(std::string_view id) const;
  std::vector<Hash> leaves() const;

  std::filesystem::path folder_;
  std::vector<Entry> log_;
};

}  // namespace mizan::release
