#include "api/packing.hpp"

#include <zlib.h>

#include <limits>
#include <optional>

#include "base/text.hpp"

namespace mizan::api {
namespace {

// Below it there is more of a frame than is saved; above it one answer would hold a thread for too long.
constexpr std::size_t kLeast = 1 << 10;
constexpr std::size_t kMost = 64 << 20;
// Of what is mostly digits and names of members a higher one takes twice the time for a few per cent.
constexpr int kLevel = 4;
constexpr int kGzip = 15 + 16;

bool is_text(std::string_view type) {
  return type.starts_with("text/") || type.find("json") != std::string_view::npos ||
         type.find("csv") != std::string_view::npos || type == "application/toml";
}

// "gzip;q=0" takes it not.
bool is_refused(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return false;
  const auto weight = base::trim(parameters.substr(at + 2));
  return weight.find_first_not_of("0.") == std::string_view::npos;
}

std::optional<std::string> gzip_of(const std::string& text) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  // zlib's interface takes what it only reads as something that it may change.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!whole) return std::nullopt;
  return out;
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) {
  std::optional<bool> any;
  for (const auto each : base::split(accept_encoding, ',')) {
    const auto end = each.find(';');
    const auto name = base::trim(each.substr(0, end));
    const bool taken = end == std::string_view::npos || !is_refused(each.substr(end + 1));
    if (name == "gzip" || name == "x-gzip") return taken;
    if (name == "*") any = taken;
  }
  return any.value_or(false);
}

Response packed(Response response, std::string_view accept_encoding) {
  if (!is_text(response.type)) return response;
  response.varies = true;
  const auto size = response.body.size();
  if (size < kLeast || size > kMost || !takes_gzip(accept_encoding)) return response;
  auto smaller = gzip_of(response.body);
  if (!smaller) return response;
  response.body = std::move(*smaller);
  response.encoding = "gzip";
  response.same_bytes = false;
  return response;
}

}  // namespace mizan::api
