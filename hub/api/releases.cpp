#include "api/releases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/parameters.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace mizan::api {
namespace fs = std::filesystem;
using nlohmann::ordered_json;
using release::Archive;

namespace {

constexpr std::string_view kSigned = "application/jose+json";

base::Error no_such_release(std::string_view id) {
  return {base::Code::kNotFound,
          fmt::format("no release \"{}\" is published; /v1/releases lists those that are", id)};
}

// What is wrong with the folder is the hub's fault, and not that of who asks.
base::Error fault(const base::Error& error) {
  return {base::Code::kStore, error.message};
}

// A size of the log in a parameter; 0: it is not given.
base::Result<std::size_t> size_in(const Request& request, const std::string& name) {
  const auto text = request.get(name);
  if (text.empty()) return std::size_t{0};
  const auto number = base::parse_int(text);
  if (!number || *number < 1)
    return base::Error{base::Code::kData, name + " is a size of the log, a number from 1"};
  return static_cast<std::size_t>(*number);
}

std::string root_of(const Archive& archive) {
  const auto head = archive.head();
  if (!head || !*head) return {};
  const auto said = release::read_head(**head);
  return said ? base::to_hex(said->root) : std::string();
}

ordered_json json_of(const Archive::Entry& entry, const release::Summary& summary, std::size_t place) {
  return {{"release", entry.id},
          {"period", summary.period},
          {"revises", summary.revises.empty() ? ordered_json() : ordered_json(summary.revises)},
          {"known_at", summary.known_at},
          {"published_at", entry.at},
          {"place", place + 1},
          {"leaf", base::to_hex(entry.leaf)},
          {"values", summary.values},
          {"revisions", summary.revisions}};
}

base::Result<Response> head_page(const Archive& archive, std::size_t size) {
  if (size != 0) {
    MIZAN_ASSIGN(const auto head, archive.head_of(size));
    return Response{200, std::string(kSigned), release::jws_text(head), {}, kAskAgain};
  }
  MIZAN_ASSIGN(const auto newest, archive.head());
  if (!newest) return base::Error{base::Code::kNotFound, "nothing is published yet"};
  return Response{200, std::string(kSigned), release::jws_text(*newest), {}, kAskAgain};
}

}  // namespace

ReleaseShelf::Stamp ReleaseShelf::stamp_of(const char* file) const {
  std::error_code lacks;
  Stamp stamp;
  stamp.changed = fs::last_write_time(folder_ / file, lacks);
  if (lacks) return {};
  stamp.size = fs::file_size(folder_ / file, lacks);
  return lacks ? Stamp{} : stamp;
}

// Documents are large, so those that were listed before are not read again.
base::Result<ReleaseShelf::Kept> ReleaseShelf::read_anew(const Stamp& log, const Stamp& heads) {
  MIZAN_ASSIGN(auto archive, Archive::open(folder_));
  auto shelf = std::make_shared<Shelf>(std::move(archive));
  MIZAN_ASSIGN(const auto sealed, shelf->archive.sealed());
  for (const auto& entry : sealed) {
    const auto place = shelf->published.size();
    const bool known =
        kept_ && place < kept_->published.size() && kept_->published[place].entry.leaf == entry.leaf;
    if (known) {
      shelf->published.push_back(kept_->published[place]);
      continue;
    }
    MIZAN_ASSIGN(const auto text, shelf->archive.signed_text(entry.id));
    MIZAN_ASSIGN(const auto jws, release::parse_jws(text));
    MIZAN_ASSIGN(auto summary, release::read_summary(jws.payload));
    shelf->published.push_back({entry, std::move(summary)});
  }
  shelf->root = root_of(shelf->archive);
  shelf->log = log;
  shelf->heads = heads;
  return Kept(std::move(shelf));
}

// What the files were is looked at before they are read: one that comes meanwhile is seen next time.
base::Result<ReleaseShelf::Kept> ReleaseShelf::shelf() {
  const std::lock_guard lock(mutex_);
  const auto log = stamp_of("log.jsonl");
  const auto heads = stamp_of("heads.jsonl");
  if (kept_ && kept_->log == log && kept_->heads == heads) return kept_;
  auto fresh = read_anew(log, heads);
  if (!fresh) return fault(fresh.error());
  kept_ = std::move(*fresh);
  return kept_;
}

namespace {

template <class Published>
Response list_page(const Published& published, const std::string& root) {
  auto list = ordered_json::array();
  for (const auto& each : published) list.push_back(json_of(each.entry, each.summary, list.size()));
  const ordered_json log = {{"size", published.size()},
                            {"root", root.empty() ? ordered_json() : ordered_json(root)}};
  const ordered_json page = {{"log", log}, {"releases", std::move(list)}};
  Response response{200, "application/json", base::json_text(page), root, kAskAgain};
  response.table = {"Releases", "releases"};
  return response;
}

base::Result<Response> log_page(const Request& request, const Archive& archive) {
  if (request.path.size() == 3 && request.path[2] == "consistency") {
    MIZAN_TRY(only(request, {"from", "to"}));
    MIZAN_ASSIGN(const auto from, size_in(request, "from"));
    MIZAN_ASSIGN(const auto to, size_in(request, "to"));
    MIZAN_ASSIGN(auto proof, archive.consistency(from, to));
    return Response{200, "application/json", std::move(proof), {}, kForever};
  }
  if (request.path.size() != 2) return no_such_page();
  MIZAN_TRY(only(request, {"size"}));
  MIZAN_ASSIGN(const auto size, size_in(request, "size"));
  return head_page(archive, size);
}

base::Result<Response> document_page(const Request& request, const Archive& archive,
                                     const Archive::Entry& entry) {
  MIZAN_TRY(only(request, {}));
  auto etag = base::to_hex(entry.leaf);
  if (holds(request, etag)) return unchanged(std::move(etag), kForever);
  auto text = archive.signed_text(entry.id);
  if (!text) return fault(text.error());
  return Response{200, std::string(kSigned), std::move(*text), std::move(etag), kForever};
}

// A proof is of the newest head, so it is another when that is.
base::Result<Response> proof_page(const Request& request, const Archive& archive, const Archive::Entry& entry,
                                  const std::string& root) {
  MIZAN_TRY(only(request, {"since"}));
  MIZAN_ASSIGN(const auto since, size_in(request, "since"));
  auto etag = fmt::format("{}-{}-{}", entry.id, root, since);
  if (holds(request, etag)) return unchanged(std::move(etag), kAskAgain);
  MIZAN_ASSIGN(auto proof, archive.proof(entry.id, since));
  return Response{200, "application/json", std::move(proof), std::move(etag), kAskAgain};
}

// Of the same for everybody; the list is narrowed by what is asked for.
base::Result<Response> public_page(const Request& request, const PublicReleases& all, const std::string& id) {
  MIZAN_TRY(only(request, {"kpi", "province", "by", "format"}));
  MIZAN_TRY(json_or_csv(request));
  const auto* text = all.find(id);
  if (text == nullptr) return no_such_release(id);
  auto json = base::parse_ordered_json(*text);
  auto kept = ordered_json::array();
  for (auto& value : json["values"]) {
    const auto fits = [&](const char* name) {
      const auto wanted = request.get(name);
      return wanted.empty() || value.value(name, "") == wanted;
    };
    if (fits("kpi") && fits("province") && fits("by")) kept.push_back(std::move(value));
  }
  json["values"] = std::move(kept);
  Response response{200, "application/json", base::json_text(json)};
  response.versioned = true;
  response.table = {"PublicValues", "values"};
  return response;
}

}  // namespace

// Made when it is first asked for, for it reads all that was ever released.
base::Result<std::shared_ptr<const PublicReleases>> ReleaseShelf::public_of(const Shelf& shelf) {
  const std::lock_guard lock(making_);
  if (public_ && public_root_ == shelf.root) return public_;
  std::vector<std::string> ids;
  for (const auto& each : shelf.published) ids.push_back(each.entry.id);
  auto made = PublicReleases::of(shelf.archive, ids);
  if (!made) return fault(made.error());
  public_ = std::make_shared<const PublicReleases>(std::move(*made));
  public_root_ = shelf.root;
  return public_;
}

base::Result<Response> ReleaseShelf::answer(const Request& request) {
  if (folder_.empty()) return base::Error{base::Code::kNotFound, "this hub gives no releases"};
  MIZAN_ASSIGN(const auto shelf, this->shelf());
  const auto& path = request.path;
  if (path[1] == "release-log") return log_page(request, shelf->archive);
  if (path.size() == 2) {
    MIZAN_TRY(only(request, {"format"}));
    MIZAN_TRY(json_or_csv(request));
    if (!shelf->root.empty() && holds(request, shelf->root)) return unchanged(shelf->root, kAskAgain);
    return list_page(shelf->published, shelf->root);
  }
  const auto found = std::find_if(shelf->published.begin(), shelf->published.end(),
                                  [&](const Listed& each) { return each.entry.id == path[2]; });
  if (found == shelf->published.end()) return no_such_release(path[2]);
  if (path.size() == 3) return document_page(request, shelf->archive, found->entry);
  if (path.size() == 4 && path[3] == "values") {
    MIZAN_ASSIGN(const auto all, public_of(*shelf));
    return public_page(request, *all, path[2]);
  }
  if (path.size() == 4 && path[3] == "proof")
    return proof_page(request, shelf->archive, found->entry, shelf->root);
  return no_such_page();
}

}  // namespace mizan::api
