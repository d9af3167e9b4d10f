#include "src/cli/options/values.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "src/base/did_you_mean.h"
#include "src/base/units.h"
#include "src/cli/settings.h"
#include "src/model/line_problem.h"

namespace urlfan {
namespace {

std::string last_name(std::string_view names) {
  return std::string(names.substr(names.rfind(',') + 1));
}

std::optional<Duration> positive_duration(std::string_view text) {
  const auto duration = parse_duration(text);
  return duration && *duration > Duration(0) ? duration : std::nullopt;
}

std::string time_text(Duration time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
}

std::string expected(const std::string& form, const std::string& text) {
  return "expected " + form + ", not '" + text + "'";
}

}  // namespace

void refuse(const char* names, const std::string& form, const std::string& text) {
  throw CLI::ValidationError(last_name(names), expected(form, text));
}

void refuse_choice(const char* names, const std::string& text,
                   const std::vector<std::string>& choices) {
  const std::string meant =
      did_you_mean(text, std::vector<std::string_view>(choices.begin(), choices.end()));
  throw CLI::ValidationError(last_name(names),
                             text + " not in {" + CLI::detail::join(choices, ",") + "}" +
                                 (meant.empty() ? "" : "; did you mean " + meant + "?"));
}

CLI::Option* add_time(CLI::App& app, const char* names, Duration& place, std::string help) {
  return add_value(app, names, place, positive_duration, kDurationForm, std::move(help))
      ->type_name("TIME")
      ->default_str(time_text(place));
}

CLI::Option* add_time(CLI::App& app, const char* names, std::optional<Duration>& place,
                      std::string help) {
  return add_value(app, names, place, positive_duration, kDurationForm, std::move(help))
      ->type_name("TIME");
}

std::optional<std::string> listen_address(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return {};
  const auto port = parse_count(std::string_view(text).substr(colon + 1));
  if (!port || *port > 65'535) return {};
  std::string address = text.substr(0, colon);
  in6_addr room{};
  if (inet_pton(AF_INET, address.c_str(), &room) == 1) return text;
  if (!address.starts_with('[') || !address.ends_with(']')) return {};
  address = address.substr(1, address.size() - 2);
  return inet_pton(AF_INET6, address.c_str(), &room) == 1 ? std::optional(text) : std::nullopt;
}

std::string size_text(std::uint64_t bytes) {
  std::string_view unit;
  for (const char* larger : {"K", "M", "G"}) {
    if (bytes == 0 || bytes % 1024 != 0) break;
    bytes /= 1024;
    unit = larger;
  }
  return std::to_string(bytes).append(unit);
}

CLI::Option* add_each(CLI::App& app, const char* names,
                      const std::function<void(const std::string&)>& take, std::string help) {
  return app
      .add_option_function<std::vector<std::string>>(
          names,
          [take](const std::vector<std::string>& texts) {
            for (const auto& text : texts) take(text);
          },
          std::move(help))
      ->allow_extra_args(false);
}

CLI::Option* add_list(CLI::App& app, const char* names, std::vector<std::string>& place,
                      std::string help) {
  return app.add_option(names, place, std::move(help))->allow_extra_args(false);
}

CLI::Validator must_not_be_empty() {
  return CLI::Validator(
      [](std::string& text) { return text.empty() ? expected("a value", text) : std::string(); },
      "");
}

void as_in_list(const std::function<void()>& read) {
  try {
    read();
  } catch (const LineProblem& problem) {
    throw UsageError(problem.why);
  }
}

}  // namespace urlfan
