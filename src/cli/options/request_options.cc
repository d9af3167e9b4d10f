#include "src/cli/options/request_options.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/base/environment.h"
#include "src/base/text.h"
#include "src/cli/curl_line.h"
#include "src/cli/netrc.h"
#include "src/cli/options/values.h"
#include "src/list/message_values.h"
#include "src/list/variables.h"
#include "src/list/whole_file.h"
#include "src/model/line_problem.h"
#include "src/model/message.h"
#include "src/net/cookie_file.h"
#include "urlfan/version.h"

namespace urlfan {
namespace {

constexpr const char* kRequestGroup = "Request";

std::string read_whole(const char* option, const std::string& file) {
  if (file == "-") {
    throw UsageError(std::string(option) + " @-: standard input is for lists; expected a file");
  }
  try {
    return read_whole_file(file);
  } catch (const std::system_error& error) {
    throw UsageError(std::string(option) + ": cannot read " + file + ": " + error.code().message());
  }
}

/// The same of a value that starts with @: variables stay as they are in its file.
std::string read_value(Settings& settings, const char* option, const std::string& value) {
  const std::string file = value.substr(1);
  std::string text = read_whole(option, file);
  settings.files_read.push_back(file);
  if (names_variable(text)) {
    settings.warnings.push_back(file +
                                " has a ${...} in it that stays as it is: variables are filled in "
                                "in lists and in a --config file");
  }
  return text;
}

/// As with curl: it is meant for forms, in which no line ends.
std::string without_line_ends(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  return text;
}

std::string body(Settings& settings, const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) {
    if (&part != &parts.front()) all += '&';
    all += part.starts_with('@') ? without_line_ends(read_value(settings, "--data", part)) : part;
  }
  return all;
}

void add_header_line(Message& message, const std::string& line) {
  add_header(message, "--header", header_field("--header", line));
}

void add_headers(Settings& settings, Message& message, const std::string& text) {
  if (!text.starts_with('@')) return add_header_line(message, text);
  const std::string lines = read_value(settings, "--header", text);
  for (std::size_t start = 0; start < lines.size();) {
    const auto end = std::min(lines.find('\n', start), lines.size());
    std::string line = lines.substr(start, end - start);
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) add_header_line(message, line);
    start = end + 1;
  }
}

Credentials credentials(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) {
    throw UsageError("--user has no password; expected USER:PASSWORD, where PASSWORD may be empty");
  }
  return {.user = text.substr(0, colon), .password = text.substr(colon + 1)};
}

std::string netrc_file() {
  std::string file = environment_variable("HOME").value_or("") + "/.netrc";
  read_whole("--netrc", file);
  return file;
}

void add_cookies_of_file(Settings& settings, const std::string& file) {
  try {
    for (auto& cookie : read_cookie_file(file)) {
      settings.secrets->add_cookie(std::string_view(cookie).substr(cookie.rfind('\t') + 1));
      settings.client.cookies.push_back(std::move(cookie));
    }
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string("--cookie: ") + error.what());
  }
}

const std::string& method_of(const std::string& text) {
  if (auto why = refuse_method(text)) throw LineProblem{"--method: " + *why};
  return text;
}

const std::string& user_agent(const std::string& text) {
  if (!is_utf8(text) || printable(text) != text) {
    throw UsageError("--user-agent has a control character in it; expected plain text");
  }
  return text;
}

void add_content(CLI::App& app, LineRules& rules, std::vector<std::string>& headers,
                 std::vector<std::string>& data) {
  auto* method =
      app.add_option_function<std::string>(
             "-X,--method",
             [&rules](const std::string& text) {
               as_in_list([&] { rules.method = method_of(text); });
             },
             "The method of lines that name none, be it one of your own [POST where there is a "
             "body, else GET]")
          ->type_name("METHOD")
          ->group(kRequestGroup);
  app.add_flag("-I,--head", rules.get_if_refused,
               "HEAD for lines that name no method, and GET where the server refuses that (405, "
               "501); the result has the method that was sent last")
      ->excludes(method)
      ->group(kRequestGroup);
  add_list(app, "-H,--header", headers,
           "Send this header; \"Name:\" leaves a default one out, \"Name;\" sends it empty, @FILE "
           "has one a line. May stand several times")
      ->type_name("NAME: VALUE|@FILE")
      ->group(kRequestGroup);
  add_list(app, "-d,--data", data,
           "Send this body, as a form unless -H says otherwise; @FILE is a file without its line "
           "ends. Several are joined by &. Lines with a body of their own, and those that name "
           "GET, HEAD, OPTIONS or TRACE, do not send it")
      ->type_name("DATA|@FILE")
      ->group(kRequestGroup);
}

void complete_protocol(Settings& settings) {
  tell_curl(settings, "--user-agent", settings.client.user_agent);
  if (settings.client.compressed) tell_curl(settings, "--compressed");
}

void add_redirects(CLI::App& app, RunConfig& run) {
  app.add_flag("-L,--follow,!--no-follow", run.follow_redirects, "Follow redirects [follow]")
      ->group(kRequestGroup);
  app.add_option("--max-redirs", run.max_redirects, "Redirects of one attempt, at most")
      ->type_name("N")
      ->check(CLI::Range(0, 1000).description(""))
      ->capture_default_str()
      ->group(kRequestGroup);
}

}  // namespace

void add_protocol_options(CLI::App& app, ClientConfig& client) {
  client.user_agent = std::string("urlfan/") + kVersion;
  app.add_option_function<std::string>(
         "-A,--user-agent",
         [&client](const std::string& text) { client.user_agent = user_agent(text); },
         "The User-Agent header")
      ->type_name("TEXT")
      ->default_str(client.user_agent)
      ->group(kRequestGroup);
  app.add_flag("--compressed", client.compressed, "Ask for compressed answers and decode them")
      ->group(kRequestGroup);
  add_choice<HttpVersion>(
      app, "--http", client.http,
      {{"auto", HttpVersion::automatic},
       {"1.1", HttpVersion::http1_1},
       {"2", HttpVersion::http2},
       {"3", HttpVersion::http3}},
      "The newest HTTP version to speak; auto is 2 where libcurl is sound (8.0 and newer), else "
      "1.1. 2 and 3 are for https")
      ->group(kRequestGroup);
}

void RequestOptions::add_to(CLI::App& app, Settings& settings) {
  add_content(app, settings.rules, headers_, data_);
  add_identity(app, settings.client);
  add_protocol_options(app, settings.client);
  add_redirects(app, settings.run);
}

void RequestOptions::add_identity(CLI::App& app, ClientConfig& client) {
  auto* user = app.add_option_function<std::string>(
                      "-u,--user",
                      [this](const std::string& text) {
                        if (!text.empty()) user_ = credentials(text);
                      },
                      "For URLs without user information: Basic authentication")
                   ->type_name("USER:PASSWORD")
                   ->group(kRequestGroup);
  app.add_flag("--digest", client.digest, "Digest in place of Basic authentication")
      ->group(kRequestGroup);
  app.add_option("--oauth2-bearer", bearer_, "Send this token in Authorization")
      ->type_name("TOKEN")
      ->check(must_not_be_empty())
      ->excludes(user)
      ->group(kRequestGroup);
  add_each(
      app, "-b,--cookie",
      [this](const std::string& value) {
        const bool is_cookie = value.find('=') != std::string::npos;
        (is_cookie ? cookies_ : cookie_files_).push_back(value);
      },
      "Send these cookies; without a =, those of a cookie file. May stand several times. "
      "Cookies that an answer sets go along on its redirects, and no further")
      ->type_name("NAME=VALUE|FILE")
      ->group(kRequestGroup);
  app.add_flag("-n,--netrc", netrc_, "User and password from ~/.netrc")->group(kRequestGroup);
}

void RequestOptions::complete(Settings& settings) const {
  if (settings.rules.get_if_refused) settings.rules.method = "HEAD";
  settings.rules.message = message(settings);
  complete_protocol(settings);
  if (settings.client.digest) tell_curl(settings, "--digest");
  if (netrc_) {
    const std::string file = settings.client.netrc_file = netrc_file();
    settings.files_read.push_back(file);
    for (const auto& each : netrc_credentials(file)) settings.secrets->add(each);
    tell_curl(settings, "--netrc-optional");
  }
  for (const auto& file : cookie_files_) {
    settings.files_read.push_back(file);
    add_cookies_of_file(settings, file);
    tell_curl(settings, "--cookie", file);
  }
}

MessagePtr RequestOptions::message(Settings& settings) const {
  const std::string& method = settings.rules.method;
  Message message;
  as_in_list([&] {
    for (const auto& header : headers_) add_headers(settings, message, header);
    if (!bearer_.empty()) {
      add_header(message, "--oauth2-bearer",
                 {.name = "Authorization", .value = "Bearer " + bearer_});
    }
    const bool as_header = message.cookies.has_value();
    for (const auto& value : cookies_) {
      if (!as_header) add_header(message, "--cookie", {.name = "Cookie", .value = value});
    }
  });
  if (!data_.empty()) {
    if (!method.empty() && !may_have_body(method)) {
      throw UsageError(method + " has no body: leave --data out");
    }
    message.body = std::make_shared<const std::string>(body(settings, data_));
    message.body_type = "application/x-www-form-urlencoded";
  }
  message.credentials = user_;
  const bool nothing =
      message.headers.empty() && !message.cookies && !message.body && !message.credentials;
  return nothing ? nullptr : std::make_shared<const Message>(std::move(message));
}

}  // namespace urlfan
