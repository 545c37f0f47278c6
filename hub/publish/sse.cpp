#include "publish/sse.hpp"

namespace mizan::publish {
namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(name).append(": ");
  for (const char c : value) {
    if (c != '\n' && c != '\r' && c != '\0') out.push_back(c);
  }
  out.push_back('\n');
}

void append_data(std::string& out, std::string_view data) {
  out.append("data: ");
  for (std::size_t at = 0; at < data.size(); ++at) {
    const bool pair = data[at] == '\r' && at + 1 < data.size() && data[at + 1] == '\n';
    if (pair) continue;
    if (data[at] == '\n' || data[at] == '\r') {
      out.append("\ndata: ");
    } else {
      out.push_back(data[at]);
    }
  }
  out.push_back('\n');
}

}  // namespace

std::string sse_event(std::string_view id, std::string_view event, std::string_view data) {
  std::string out;
  out.reserve(id.size() + event.size() + data.size() + 32);
  append_field(out, "id", id);
  append_field(out, "event", event);
  append_data(out, data);
  out.push_back('\n');
  return out;
}

std::string sse_position(std::string_view id) {
  std::string out;
  append_field(out, "id", id);
  out.push_back('\n');
  return out;
}

std::string_view sse_heartbeat() {
  return ": heartbeat\n\n";
}

}  // namespace mizan::publish
