#include "cell_reference.hpp"

#include <charconv>

namespace mizan::xlsx {

std::optional<CellReference> read_reference(std::string_view text) {
  std::uint32_t column = 0;
  std::size_t letters = 0;
  while (letters < text.size() && letters < 4 && text[letters] >= 'A' && text[letters] <= 'Z')
    column = column * 26 + static_cast<std::uint32_t>(text[letters++] - 'A') + 1;
  CellReference out{column - 1, 0};
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + letters, end, out.row);
  if (letters == 0 || error != std::errc{} || stop != end || out.row == 0) return std::nullopt;
  return out;
}

std::string column_letters(std::size_t column) {
  std::string letters;
  for (++column; column > 0; column = (column - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return letters;
}

}  // namespace mizan::xlsx
