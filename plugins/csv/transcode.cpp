#include "transcode.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace mizan::csv {
namespace {

constexpr char kIllFormed = '\xFF';

// Bytes 80 to FF; 0: no character.
constexpr std::array<std::uint16_t, 128> kUpper1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
    0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6,
    0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3,
    0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0,
    0x00C1, 0x00C2, 0x00C3, 0x00C4, 0x00C5, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD,
    0x00CE, 0x00CF, 0x00D0, 0x00D1, 0x00D2, 0x00D3, 0x00D4, 0x00D5, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA,
    0x00DB, 0x00DC, 0x00DD, 0x00DE, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x00E4, 0x00E5, 0x00E6, 0x00E7,
    0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x00F0, 0x00F1, 0x00F2, 0x00F3, 0x00F4,
    0x00F5, 0x00F6, 0x00F7, 0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x00FD, 0x00FE, 0x00FF,
};
constexpr std::array<std::uint16_t, 128> kUpper1256 = {
    0x20AC, 0x067E, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0679, 0x2039, 0x0152,
    0x0686, 0x0698, 0x0688, 0x06AF, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x06A9, 0x2122,
    0x0691, 0x203A, 0x0153, 0x200C, 0x200D, 0x06BA, 0x00A0, 0x060C, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6,
    0x00A7, 0x00A8, 0x00A9, 0x06BE, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3,
    0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x061B, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x061F, 0x06C1,
    0x0621, 0x0622, 0x0623, 0x0624, 0x0625, 0x0626, 0x0627, 0x0628, 0x0629, 0x062A, 0x062B, 0x062C, 0x062D,
    0x062E, 0x062F, 0x0630, 0x0631, 0x0632, 0x0633, 0x0634, 0x0635, 0x0636, 0x00D7, 0x0637, 0x0638, 0x0639,
    0x063A, 0x0640, 0x0641, 0x0642, 0x0643, 0x00E0, 0x0644, 0x00E2, 0x0645, 0x0646, 0x0647, 0x0648, 0x00E7,
    0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x0649, 0x064A, 0x00EE, 0x00EF, 0x064B, 0x064C, 0x064D, 0x064E, 0x00F4,
    0x064F, 0x0650, 0x00F7, 0x0651, 0x00F9, 0x0652, 0x00FB, 0x00FC, 0x200E, 0x200F, 0x06D2,
};

constexpr std::array<std::pair<std::string_view, Encoding>, 5> kNames = {{
    {"utf-8", Encoding::kUtf8},
    {"utf-16le", Encoding::kUtf16Le},
    {"utf-16be", Encoding::kUtf16Be},
    {"windows-1252", Encoding::kWindows1252},
    {"windows-1256", Encoding::kWindows1256},
}};

void append_utf8(std::uint32_t c, std::string& out) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
  return kNames[static_cast<std::size_t>(encoding)].first;
}

std::optional<Encoding> encoding_named(std::string_view name) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  for (const auto& [known, encoding] : kNames) {
    if (std::ranges::equal(known, name, same)) return encoding;
  }
  return std::nullopt;
}

void Decoder::decode(std::string_view in, std::string& out) {
  switch (encoding_) {
    case Encoding::kUtf8:
      return utf8(in, out);
    case Encoding::kUtf16Le:
    case Encoding::kUtf16Be:
      return utf16(in, out);
    case Encoding::kWindows1252:
      return single_byte(in, kUpper1252.data(), out);
    case Encoding::kWindows1256:
      return single_byte(in, kUpper1256.data(), out);
  }
}

void Decoder::finish(std::string& out) {
  if (encoding_ == Encoding::kUtf8) {
    out.append(head_);
  } else if (!head_.empty() || high_ != 0) {
    bad(out);
  }
  head_.clear();
  high_ = 0;
}

void Decoder::utf8(std::string_view in, std::string& out) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (!started_ && !in.empty()) {
    head_.push_back(in.front());
    in.remove_prefix(1);
    if (kMark.starts_with(head_) && head_.size() < kMark.size()) continue;
    started_ = true;
    if (head_ != kMark) out.append(head_);
    head_.clear();
  }
  out.append(in);
}

void Decoder::utf16(std::string_view in, std::string& out) {
  out.reserve(out.size() + in.size());
  const auto both = [&](char first, char second) {
    const auto a = static_cast<unsigned char>(first);
    const auto b = static_cast<unsigned char>(second);
    const bool little = encoding_ == Encoding::kUtf16Le;
    unit(little ? static_cast<std::uint32_t>(a | b << 8) : static_cast<std::uint32_t>(a << 8 | b), out);
  };
  if (!head_.empty() && !in.empty()) {
    both(head_.front(), in.front());
    head_.clear();
    in.remove_prefix(1);
  }
  std::size_t at = 0;
  for (; at + 1 < in.size(); at += 2) both(in[at], in[at + 1]);
  if (at < in.size()) head_.assign(1, in[at]);
}

// One 16-bit unit; a high surrogate waits in high_ for its other half.
void Decoder::unit(std::uint32_t value, std::string& out) {
  const bool first = !std::exchange(started_, true);
  if (first && value == 0xFEFF) return;
  const bool low = value >= 0xDC00 && value <= 0xDFFF;
  if (const auto high = std::exchange(high_, 0); high != 0) {
    if (low) return append_utf8(0x10000 + ((high - 0xD800) << 10) + (value - 0xDC00), out);
    bad(out);
  }
  if (value >= 0xD800 && value < 0xDC00) {
    high_ = value;
  } else if (low) {
    bad(out);
  } else {
    append_utf8(value, out);
  }
}

void Decoder::single_byte(std::string_view in, const std::uint16_t* upper, std::string& out) {
  out.reserve(out.size() + in.size());
  for (const char c : in) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out.push_back(c);
    } else if (upper[byte - 0x80] == 0) {
      bad(out);
    } else {
      append_utf8(upper[byte - 0x80], out);
    }
  }
}

void Decoder::bad(std::string& out) {
  out.push_back(kIllFormed);
  ++ill_formed_;
}

}  // namespace mizan::csv
