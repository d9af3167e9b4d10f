#include "src/list/strict_json.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "src/base/shallow_json.h"
#include "src/base/text.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

using Json = nlohmann::ordered_json;

/// What the library's parser calls with each thing that it finds.
// NOLINTNEXTLINE(bugprone-exception-escape): Json says of its constructor that it throws nothing
class Builder {
 public:
  bool null() { return add(Json()); }
  bool boolean(bool value) { return add(Json(value)); }
  bool number_integer(std::int64_t /*value*/) { return add(Json(numbers_++)); }
  bool number_unsigned(std::uint64_t /*value*/) { return add(Json(numbers_++)); }
  bool number_float(double /*value*/, const std::string& /*text*/) { return add(Json(numbers_++)); }
  bool string(std::string& value) { return add(Json(std::move(value))); }
  static bool binary(Json::binary_t& /*value*/) { return false; }  // not in JSON

  bool start_object(std::size_t /*size*/) {
    open_.push_back(place(Json::object()));
    keys_.emplace_back();
    return true;
  }

  bool key(std::string& key) {
    require_shallow();
    if (!keys_.back().insert(key).second) {
      throw LineProblem{"\"" + excerpt(key, 40) + "\" stands twice; expected once"};
    }
    key_ = std::move(key);
    return true;
  }

  bool end_object() {
    keys_.pop_back();
    open_.pop_back();
    return true;
  }

  bool start_array(std::size_t /*size*/) {
    open_.push_back(place(Json::array()));
    return true;
  }

  bool end_array() {
    open_.pop_back();
    return true;
  }

  [[noreturn]] static bool parse_error(std::size_t position, const std::string& /*token*/,
                                       const nlohmann::detail::exception& /*error*/) {
    throw LineProblem{"not valid JSON from byte " + std::to_string(position) +
                      " on; expected one JSON object a line"};
  }

  Json take() { return std::move(root_); }

 private:
  void require_shallow() const {
    if (open_.size() > static_cast<std::size_t>(kDeepestInLine)) {
      throw LineProblem{"nested too deep; expected a flat object"};
    }
  }

  bool add(Json value) {
    place(std::move(value));
    return true;
  }

  Json* place(Json value) {
    require_shallow();
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (auto* array = open_.back()->get_ptr<Json::array_t*>()) {
      return &array->emplace_back(std::move(value));
    }
    // That of a vector, which looks for no key: keys_ has seen that it is new.
    auto& object = open_.back()->get_ref<Json::object_t&>();
    return &static_cast<Json::object_t::Container&>(object)
                .emplace_back(std::move(key_), std::move(value))
                .second;
  }

  Json root_;
  /// From the outermost on. What is open does not move: only the innermost grows.
  std::vector<Json*> open_;
  /// Of those among them that are objects.
  std::vector<std::unordered_set<std::string>> keys_;
  std::string key_;
  std::size_t numbers_ = 0;
};

}  // namespace

Json parse_strictly(const JsonNumbers& line) {
  Builder builder;
  Json::sax_parse(line.blanked(), &builder);
  return builder.take();
}

}  // namespace urlfan
