#ifndef URLFAN_BASE_JSON_NUMBERS_H_
#define URLFAN_BASE_JSON_NUMBERS_H_

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace urlfan {

/// The numbers of a JSON text, as they are written. What reads JSON makes a double or 64 bits of a
/// number, and gives up where neither holds it; so it is given the text without them.
class JsonNumbers {
 public:
  /// `json` must outlive this. It may be no JSON: then neither is blanked().
  explicit JsonNumbers(std::string_view json);

  /// The text with a 0 in place of each number, and with blanks for the rest of its digits:
  /// whatever else it holds is where it was.
  std::string blanked() const;

  /// The number that stands there as the `index`th, from 0 on.
  std::string_view at(std::size_t index) const;

  /// `indexes` is JSON without blanks whose numbers are indexes; with what they stand for.
  std::string put_back(std::string_view indexes) const;
  /// The same with normal_number of it.
  std::string put_back_normal(std::string_view indexes) const;

 private:
  std::string_view json_;
  /// Where each of them starts.
  std::vector<std::size_t> starts_;
};

/// One text for all the ways to write a number of JSON, however large: 1, 1.0 and 10e-1 are 1e0.
std::string normal_number(std::string_view number);

/// Which of two numbers of JSON is the larger one, exactly, whatever their size.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right);

}  // namespace urlfan

#endif  // URLFAN_BASE_JSON_NUMBERS_H_
