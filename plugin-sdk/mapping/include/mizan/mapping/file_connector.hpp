#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/guard.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mizan/mapping/mapping.hpp"

namespace mizan::mapping {

/// The mapping in the settings, "mapping" {"name", "text"}. Error of MIZAN_E_CONFIG if something is wrong
/// with it, or it is of another format than the connector.
Mapping compile_for(const sdk::Config& config, const char* format);

/// A file of the watched folder, and the name that the mapping gives such files.
struct FoundFile {
  std::string path;
  std::string name;   ///< without folders
  std::string group;  ///< InputFiles::name
  std::string stamp;  ///< size and time of change: another stamp is another file
  /// Names and stamps of the files that its rows are joined with, as one number; empty without joins.
  std::string joined = {};

  /// What tells this input from any other of its name: a change of a joined file makes another input of it.
  std::string version() const { return joined.empty() ? stamp : stamp + "+" + joined; }
};

/// What reading a file needs of its connector.
class RecordStream {
 public:
  RecordStream(const Mapping& mapping, const sdk::Call& call, sdk::Sink& sink, const sdk::Guard& guard)
      : mapping_(mapping), call_(call), sink_(sink), guard_(guard) {}

  /// Around the taking apart of one item, row() included; where it is false, the item is left out. Named as
  /// reject() would name it.
  sdk::Item item(std::string_view where, std::int64_t number = -1) const { return {guard_, where, number}; }
  /// Makes the row's records; hands a full batch over.
  void row(const std::string& group, const Row& row);
  void reject(const std::string& where, std::string_view reason, std::string_view detail,
              std::string_view raw);
  /// Hands over what is there and leaves a checkpoint. Call it where reading may be resumed.
  void checkpoint(const std::string& token);
  bool full() const { return batch_.size() >= 512 || batch_.text_bytes() > (std::size_t{2} << 20U); }
  void flush();

 private:
  const Mapping& mapping_;
  const sdk::Call& call_;
  sdk::Sink& sink_;
  const sdk::Guard& guard_;
  sdk::Batch batch_;
};

class FileProgress;

/// What the csv and json connectors share: settings, the watched folder, checkpoints, snapshots. Settings:
/// "folder" (absolute, given by the hub), "mapping" {"name", "text"}. A snapshot without a file for one of
/// input.files ends as MIZAN_E_DATA: its records are taken, it is not completed, and it is read again next
/// time.
class FileConnector : public sdk::Adapter {
 public:
  FileConnector(sdk::Host host, const sdk::Config& config, const char* format);

  void check(const sdk::Call& call) override;
  void read(const sdk::Call& call, std::string_view token, sdk::Sink& sink) override;

 protected:
  virtual void read_file(const FoundFile& file, std::uint64_t from, RecordStream& out,
                         const std::function<void(std::uint64_t)>& done) = 0;
  /// Around the read_file() of one read: `files` is all that the folder holds. end() follows in any case.
  virtual void begin(const std::vector<FoundFile>& files) { static_cast<void>(files); }
  virtual void end() {}
  const Mapping& mapping() const { return mapping_; }
  const sdk::Host& host() const { return host_; }

 private:
  std::vector<FoundFile> list() const;
  std::string joined_version(const std::string& group, const std::vector<FoundFile>& files) const;
  const InputFiles* missing_files(const std::vector<FoundFile>& files) const;
  void read_on(const std::vector<FoundFile>& files, FileProgress& progress, RecordStream& out);
  void read_snapshot(const std::vector<FoundFile>& files, RecordStream& out, sdk::Sink& sink);
  void read_whole(const FoundFile& file, std::uint64_t from, RecordStream& out,
                  const std::function<void(std::uint64_t)>& done);

  sdk::Host host_;
  sdk::Guard guard_;
  std::string folder_;
  std::string mapping_text_;
  Mapping mapping_;
};

}  // namespace mizan::mapping
