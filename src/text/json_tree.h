#ifndef URLFAN_TEXT_JSON_TREE_H_
#define URLFAN_TEXT_JSON_TREE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace urlfan {

/// JSON (RFC 8259), read once, with every number left as it is written: numbers of any size are
/// compared exactly, as decimals, and shown with their own digits. Sixteen bytes a value, beside
/// the text, which must outlive it. Of an object that says a key twice, the last one counts.
class JsonTree {
 public:
  /// `deepest`: how deep it may be nested; what follows goes through it by recursion.
  JsonTree(std::string_view text, int deepest);

  enum class Problem { none, not_json, too_deep, too_large };
  /// Unless it is none, nothing else may be asked but problem_at().
  Problem problem() const noexcept { return problem_; }
  /// The byte, from 0, that JSON could not have there.
  std::size_t problem_at() const noexcept { return at_; }

  /// A value in the tree.
  using Index = std::uint32_t;
  static constexpr Index kRoot = 0;

  /// What an RFC 6901 pointer, valid, names.
  std::optional<Index> find(std::string_view pointer) const;
  /// On one line, without blanks.
  std::string text_of(Index value) const;

  friend bool equal(const JsonTree& left, Index left_value, const JsonTree& right,
                    Index right_value);

 private:
  enum class Kind : std::uint8_t { word, number, string, array, object };
  /// A key stands before its value. A string's text is without its quotes.
  struct Node {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    /// The value behind this one.
    Index next = 0;
    Kind kind = Kind::word;
  };

  void fail();
  void skip_blanks() noexcept;
  bool take(char c) noexcept;
  bool take_digits() noexcept;
  void read_value(int depth);
  void read_members(int depth, bool keys, char end);
  void read_string();
  bool take_escape() noexcept;
  void read_number();
  void read_word(std::string_view word);
  void write(std::string& out, Index value) const;
  std::string_view text(Index value) const noexcept;
  std::string string_at(Index value) const;
  std::optional<Index> child(Index parent, const std::string& name) const;

  std::string_view text_;
  int deepest_;
  Problem problem_ = Problem::none;
  std::size_t at_ = 0;
  std::vector<Node> nodes_;
};

/// Whether two values mean the same: whatever their numbers and texts are written like, and in
/// whatever order their members stand.
bool equal(const JsonTree& left, JsonTree::Index left_value, const JsonTree& right,
           JsonTree::Index right_value);

}  // namespace urlfan

#endif  // URLFAN_TEXT_JSON_TREE_H_
