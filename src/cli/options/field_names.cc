#include "src/cli/options/field_names.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "src/base/ascii.h"
#include "src/base/did_you_mean.h"
#include "src/base/text.h"
#include "src/cli/settings.h"
#include "src/output/result_json.h"

namespace urlfan {
namespace {

using Json = nlohmann::json;

/// What the schema says of the parts of a result.
class ResultSchema {
 public:
  ResultSchema() : schema_(Json::parse(json_schema())) {}

  bool has(std::string_view path) const {
    const Json* at = &result();
    while (at != nullptr && !path.empty()) {
      const std::string_view name = path.substr(0, path.find('.'));
      path.remove_prefix(std::min(name.size() + 1, path.size()));
      at = part(*at, std::string(name));
    }
    return at != nullptr && at != &result();
  }

  /// All of them, but for the names of headers; of an array, the first element.
  std::vector<std::string> paths() const {
    std::vector<std::string> all;
    std::vector<std::pair<std::string, const Json*>> open{{"", &result()}};
    while (!open.empty()) {
      const auto [path, value] = open.back();
      open.pop_back();
      if (!path.empty()) all.push_back(path);
      const std::string before = path.empty() ? path : path + ".";
      if (value->contains("items")) open.emplace_back(before + "0", &resolved(value->at("items")));
      if (!value->contains("properties")) continue;
      for (const auto& [name, member] : value->at("properties").items()) {
        if (is_field(member)) open.emplace_back(before + name, &resolved(member));
      }
    }
    return all;
  }

 private:
  const Json& result() const { return schema_.at("$defs").at("result"); }

  /// What is the same in every result is no field.
  static bool is_field(const Json& member) { return !member.contains("const"); }

  /// What a reference leads to, or the one of several that is not null.
  const Json& resolved(const Json& value) const {
    const Json& first = value.contains("anyOf") ? value.at("anyOf").at(0) : value;
    if (!first.contains("$ref")) return first;
    return schema_.at(Json::json_pointer(first.at("$ref").get<std::string>().substr(1)));
  }

  const Json* part(const Json& value, const std::string& name) const {
    const auto member = value.find("properties");
    if (member != value.end() && member->contains(name)) {
      return is_field(member->at(name)) ? &resolved(member->at(name)) : nullptr;
    }
    if (value.contains("items")) return are_digits(name) ? &resolved(value.at("items")) : nullptr;
    const auto others = value.find("additionalProperties");
    const bool open = others != value.end() && others->is_object();
    const bool fits = !name.empty() && std::all_of(name.begin(), name.end(), is_token_character);
    return open && fits ? &*others : nullptr;
  }

  Json schema_;
};

[[noreturn]] void refuse_field(const ResultSchema& schema, const std::string& path) {
  const auto paths = schema.paths();
  const std::vector<std::string_view> known(paths.begin(), paths.end());
  const std::string meant = did_you_mean(path, known);
  throw UsageError("--fields: a result has no field \"" + excerpt(path, 40) + "\"; " +
                   (meant.empty() ? "expected fields such as url, error.code or checks.0.name"
                                  : "did you mean " + meant + "?") +
                   (meant.empty() ? "; urlfan --schema has them all" : ""));
}

}  // namespace

std::vector<std::string> read_fields(const std::string& text) {
  const ResultSchema schema;
  std::vector<std::string> fields;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    std::string path(without_blanks(std::string_view(text).substr(at, end - at)));
    if (path.ends_with('.') || !schema.has(path)) refuse_field(schema, path);
    if (std::find(fields.begin(), fields.end(), path) != fields.end()) {
      throw UsageError("--fields has " + path + " twice; name each field once");
    }
    fields.push_back(std::move(path));
    at = end + 1;
  }
  return fields;
}

}  // namespace urlfan
