#ifndef URLFAN_CLI_FLAGS_H_
#define URLFAN_CLI_FLAGS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace urlfan {

/// Where results go, and in which form.
struct OutputFlags {
  std::string format = "json";
  std::string order;
  std::string show = "all";
  std::string output;
  std::vector<std::string> reports;
};

/// Which failures make the run fail.
struct VerdictFlags {
  std::string baseline;
  std::string fail_on = "any";
  std::string max_fail;
};

/// What standard error gets.
struct TalkFlags {
  int verbose = 0;
  int quiet = 0;
  std::string log_level;
  std::string log_format = "text";
  bool no_color = false;
};

/// What requests are.
struct RequestFlags {
  std::string method;
  std::vector<std::string> headers;
  std::vector<std::string> data;
  std::string user;
  bool digest = false;
  std::string bearer;
  std::vector<std::string> cookies;
  bool netrc = false;
  std::string user_agent;
  bool compressed = false;
  std::string http = "auto";
  bool follow = true;
  std::size_t max_redirs = 10;
};

/// Which way they take, and whom they trust there.
struct NetworkFlags {
  std::optional<std::string> proxy;
  std::optional<std::string> no_proxy;
  std::string unix_socket;
  std::vector<std::string> resolve;
  std::vector<std::string> connect_to;
  std::string interface;
  bool ipv4 = false;
  bool ipv6 = false;
  std::string cacert;
  std::string capath;
  std::string cert;
  std::string key;
  bool insecure = false;
  bool deny_private = false;
};

/// What was typed, or stands in the --config file, with the defaults that --help shows.
struct Flags : RequestFlags, NetworkFlags, OutputFlags, VerdictFlags, TalkFlags {
  /// The file of --config itself.
  std::string config;
  std::vector<std::string> inputs;
  std::string input_format = "auto";
  std::string base_url;
  std::string default_scheme = "https";
  bool allow_empty = false;

  std::size_t concurrency = 100;
  std::size_t per_host = 10;
  std::string threads = "auto";
  std::string rate;
  std::string host_rate;

  std::string timeout = "10s";
  std::string connect_timeout = "7s";
  std::string stall_timeout;
  std::string deadline;

  unsigned retries = 0;
  std::string retry_wait = "250ms";
  std::string retry_max_wait = "30s";
  bool retry_all_methods = false;
  std::string wait_for;
  std::string interval = "500ms";

  std::string expect_status;
  std::vector<std::string> expect_contains;
  std::vector<std::string> expect_matches;
  std::vector<std::string> expect_header;
  std::vector<std::string> expect_json;
  std::string expect_time;
  std::string cert_days;
  bool no_checks = false;

  std::string max_body = "100M";
  std::string max_headers = "256K";

  std::string body = "100";
  bool show_headers = false;
  std::string save_dir;
  bool hash = false;
  bool fail_fast = false;

  std::optional<bool> progress;
  bool reproduce = false;

  bool dry_run = false;
  bool schema = false;
};

/// What was typed after `urlfan report`.
struct ReportFlags : OutputFlags, VerdictFlags, TalkFlags {
  std::vector<std::string> files;
};

/// Reads the command line. Returns an exit code when there is nothing left to run: after --help
/// or --version (printed on standard output), or after an error (told on standard error).
std::optional<int> parse_flags(int argc, char** argv, Flags& flags);

/// The same for `urlfan report`.
std::optional<int> parse_flags(int argc, char** argv, ReportFlags& flags);

}  // namespace urlfan

#endif  // URLFAN_CLI_FLAGS_H_
