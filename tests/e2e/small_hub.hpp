#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::test {

/// How a run of the program ended.
struct Ran {
  int exit_code = -1;  ///< 128 + the signal's number if one ended it
  std::string out;
  std::string err;
  std::int64_t peak_kib = 0;  ///< largest resident set

  /// The lines of `err` that are messages, not progress: "mizan: …".
  std::vector<std::string> messages() const;
};

/// A hub in a folder of its own, gone with the object: mizan.toml, sources/, mappings/, data/. It has one
/// source, "court", of csv files of cases (data/*.csv, with no, district, instituted, fir_year).
class SmallHub {
 public:
  explicit SmallHub(const std::string& name);
  ~SmallHub();
  SmallHub(const SmallHub&) = delete;
  SmallHub& operator=(const SmallHub&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path put(const std::string& file, std::string_view bytes) const;
  void remove(const std::string& file) const;
  /// Replaces the mapping's `from` by `to`; both must be there.
  void change_mapping(const std::string& from, const std::string& to) const;
  /// The source reads NDJSON and JSON documents (data/*.json) instead, with the same fields.
  void use_json() const;
  /// Adapters that a source names by path run without a signature.
  void let_unsigned_run() const;
  void use_snapshot() const { change_mapping("\"incremental\"", "\"snapshot\""); }

  /// The text of mizan.toml.
  std::string config() const;

  /// `mizan --config … words`. `before` is put before the program in a shell: "ulimit -f 100;".
  Ran run(const std::string& words, const std::string& before = "") const;

  /// One number from the store by plain SQL; -1 if there is no store or no such table.
  std::int64_t number(const std::string& sql) const;
  std::string text(const std::string& sql) const;
  /// Everything held as records, as text: equal texts are equal stores.
  std::string records() const;
  /// True if no run is open, in each run and in total received = accepted + unchanged + quarantined, and
  /// SQLite finds no damage.
  bool books_balance() const;

 private:
  std::filesystem::path path_;
};

/// The bytes packed as gzip or zstd packs them.
std::string gzip(std::string_view bytes);
std::string zstd(std::string_view bytes);

}  // namespace mizan::test
