#include "store/raw_block.hpp"

#include <zstd.h>

#include <cstring>
#include <memory>
#include <vector>

namespace mizan::store {
namespace {

constexpr int kLevel = 1;
// A batch holds at most 65,536 records of at most 1 MiB; nothing this store wrote is larger.
constexpr std::uint64_t kMaxBlock = 1ULL << 30U;

void put_u32(std::string& out, std::size_t value) {
  const auto number = static_cast<std::uint32_t>(value);
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::size_t u32_at(const std::string& bytes, std::size_t offset) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

std::string unpacked(std::string_view block) {
  const auto size = ZSTD_getFrameContentSize(block.data(), block.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kMaxBlock) return {};
  std::string out(size, '\0');
  const auto written = ZSTD_decompress(out.data(), out.size(), block.data(), block.size());
  return ZSTD_isError(written) != 0U || written != size ? std::string() : out;
}

}  // namespace

std::string pack_raw(std::span<const std::string_view> texts) {
  std::string plain;
  put_u32(plain, texts.size());
  std::size_t end = 0;
  for (const auto text : texts) put_u32(plain, end += text.size());
  for (const auto text : texts) plain += text;
  std::string packed(ZSTD_compressBound(plain.size()), '\0');
  // Its tables are large; one context serves all blocks of a thread.
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                  &ZSTD_freeCCtx);
  const auto size =
      ZSTD_compressCCtx(context.get(), packed.data(), packed.size(), plain.data(), plain.size(), kLevel);
  packed.resize(ZSTD_isError(size) != 0U ? 0 : size);
  return packed;
}

std::string raw_at(std::string_view block, std::size_t index) {
  const auto plain = unpacked(block);
  if (plain.size() < 4) return {};
  const auto count = u32_at(plain, 0);
  const auto texts = 4 + count * 4;
  if (index >= count || texts > plain.size()) return {};
  const auto begin = index == 0 ? 0 : u32_at(plain, 4 + (index - 1) * 4);
  const auto end = u32_at(plain, 4 + index * 4);
  if (begin > end || texts + end > plain.size()) return {};
  return plain.substr(texts + begin, end - begin);
}

std::optional<std::string> without_texts(std::string_view block,
                                         const std::function<bool(std::size_t index)>& goes) {
  const auto plain = unpacked(block);
  if (plain.size() < 4) return std::nullopt;
  const auto count = u32_at(plain, 0);
  const auto begin = 4 + count * 4;
  if (begin > plain.size()) return std::nullopt;
  std::vector<std::string_view> texts;
  std::size_t from = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto end = u32_at(plain, 4 + i * 4);
    if (end < from || begin + end > plain.size()) return std::nullopt;
    const auto text = std::string_view(plain).substr(begin + from, end - from);
    texts.push_back(goes(i) ? std::string_view() : text);
    from = end;
  }
  return pack_raw(texts);
}

}  // namespace mizan::store
