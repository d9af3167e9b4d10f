#include "src/cli/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/text.h"
#include "src/cli/output_channel.h"
#include "src/output/json_parts.h"
#include "src/output/json_writer.h"

namespace urlfan {
namespace {

std::string_view view(const spdlog::string_view_t& text) { return {text.data(), text.size()}; }

void append(spdlog::memory_buf_t& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

/// The message, safe for a terminal: `%*` in a pattern.
class PrintableFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    append(out, printable(view(message.payload)));
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<PrintableFlag>();
  }
};

/// The message as a JSON string: `%*` in the pattern of JSON lines.
class JsonFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    const nlohmann::json text = std::string(view(message.payload));
    append(out, text.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<JsonFlag>();
  }
};

/// The fields that log_with has given to a message: `%&` in the pattern of JSON lines.
class FieldsFlag final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    if (message.source.funcname != nullptr) append(out, message.source.funcname);
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<FieldsFlag>();
  }
};

/// Writes to the one channel that standard error has, where spdlog's own sinks lose what a
/// descriptor that does not block refuses.
class ErrorSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit ErrorSink(bool color) : color_(color) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t text;
    formatter_->format(message, text);
    std::string line(view({text.data(), text.size()}));
    if (color_ && message.color_range_end > message.color_range_start) {
      line.insert(message.color_range_end, "\x1b[m");
      line.insert(message.color_range_start, paint(message.level));
    }
    standard_error().say(line);
  }
  void flush_() override {}

 private:
  static const char* paint(spdlog::level::level_enum level) {
    switch (level) {
      case spdlog::level::err:
        return "\x1b[31m\x1b[1m";
      case spdlog::level::warn:
        return "\x1b[33m\x1b[1m";
      case spdlog::level::info:
        return "\x1b[32m";
      default:
        return "\x1b[36m";
    }
  }

  bool color_;
};

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      break;
  }
  return spdlog::level::off;
}

}  // namespace

std::shared_ptr<spdlog::logger> make_logger(const TalkSettings& settings) {
  const bool color = settings.color && !settings.log_json &&
                     spdlog::details::os::in_terminal(stderr) &&
                     spdlog::details::os::is_color_terminal();
  auto sink = std::make_shared<ErrorSink>(color);
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  if (settings.log_json) {
    formatter->add_flag<JsonFlag>('*').add_flag<FieldsFlag>('&').set_pattern(
        R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*%&})");
  } else {
    formatter->add_flag<PrintableFlag>('*').set_pattern("urlfan: %^%l%$: %*");
  }
  auto logger = std::make_shared<spdlog::logger>("urlfan", std::move(sink));
  logger->set_formatter(std::move(formatter));
  logger->set_level(to_spdlog(settings.log_level));
  return logger;
}

std::string log_fields(const Result& result) {
  JsonWriter json;
  json.open_object();
  write_location(json, result.where);
  json.key("name");
  if (result.name) {
    json.value(*result.name);
  } else {
    json.null();
  }
  json.member_or_null("url", result.url);
  json.member_or_null("code", result.error ? to_string(result.error->code) : std::string_view());
  json.member("status", result.response.status);
  json.member("attempt", result.attempts);
  json.close_object();
  std::string fields = std::move(json).take();
  fields.front() = ',';
  fields.pop_back();
  return fields;
}

void log_with(spdlog::logger& log, spdlog::level::level_enum level, const std::string& fields,
              const std::string& message) {
  // Where spdlog would tell the place in a program, for it hands that on as it is; nothing keeps it
  // for longer than the call.
  log.log(spdlog::source_loc{"", 1, fields.c_str()}, level, spdlog::string_view_t(message));
}

}  // namespace urlfan
