// The options that say what is sent, and which way.

#include "src/cli/options.h"
#include "src/list/line_parser.h"

namespace urlfan {
namespace {

constexpr const char* kRequest = "Request";
constexpr const char* kNetwork = "Network";

bool is_known_method(const std::string& text) { return is_method(text); }

void add_identity(CLI::App& app, RequestFlags& flags) {
  auto* user = app.add_option("-u,--user", flags.user,
                              "For URLs without user information: Basic authentication")
                   ->type_name("USER:PASSWORD")
                   ->group(kRequest);
  app.add_flag("--digest", flags.digest, "Digest in place of Basic authentication")
      ->group(kRequest);
  app.add_option("--oauth2-bearer", flags.bearer, "Send this token in Authorization")
      ->type_name("TOKEN")
      ->check(must_not_be_empty())
      ->excludes(user)
      ->group(kRequest);
  add_list(app, "-b,--cookie", flags.cookies,
           "Send these cookies; without a =, those of a cookie file. May stand several times. "
           "Cookies that an answer sets go along on its redirects, and no further")
      ->type_name("NAME=VALUE|FILE")
      ->group(kRequest);
  app.add_flag("-n,--netrc", flags.netrc, "User and password from ~/.netrc")->group(kRequest);
}

void add_trust(CLI::App& app, NetworkFlags& flags) {
  app.add_option("--cacert", flags.cacert,
                 "Trust the certificate authorities of this PEM file, and no others")
      ->type_name("FILE")
      ->group(kNetwork);
  app.add_option("--capath", flags.capath,
                 "Trust those of this directory (see c_rehash), and no others")
      ->type_name("DIR")
      ->group(kNetwork);
  auto* cert = app.add_option("-E,--cert", flags.cert,
                              "The certificate to show to servers that ask for one (PEM), and the "
                              "password of its key")
                   ->type_name("FILE[:PASSWORD]")
                   ->check(must_not_be_empty())
                   ->group(kNetwork);
  app.add_option("--key", flags.key, "Its key, if that is in another file")
      ->needs(cert)
      ->type_name("FILE")
      ->group(kNetwork);
  app.add_flag("-k,--insecure", flags.insecure,
               "Take any certificate: nobody knows then who answers")
      ->group(kNetwork);
}

}  // namespace

void add_request(CLI::App& app, RequestFlags& flags) {
  app.add_option("-X,--method", flags.method,
                 "The method of lines that name none [POST where there is a body, else GET]")
      ->type_name("METHOD")
      ->check(must_be("GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS or TRACE", is_known_method))
      ->group(kRequest);
  add_list(app, "-H,--header", flags.headers,
           "Send this header; \"Name:\" leaves a default one out, \"Name;\" sends it empty, @FILE "
           "has one a line. May stand several times")
      ->type_name("NAME: VALUE")
      ->group(kRequest);
  add_list(app, "-d,--data", flags.data,
           "Send this body, as a form unless -H says otherwise; @FILE is a file without its line "
           "ends. Several are joined by &. Lines with a body of their own, and those that name "
           "GET, HEAD, OPTIONS or TRACE, do not send it")
      ->type_name("DATA|@FILE")
      ->group(kRequest);
  add_identity(app, flags);
  app.add_option("-A,--user-agent", flags.user_agent, "The User-Agent header")
      ->type_name("TEXT")
      ->capture_default_str()
      ->group(kRequest);
  app.add_flag("--compressed", flags.compressed, "Ask for compressed answers and decode them")
      ->group(kRequest);
  app.add_option("--http", flags.http,
                 "The newest HTTP version to speak; auto is 2 where libcurl is sound (8.0 and "
                 "newer), else 1.1. 2 and 3 are for https")
      ->type_name("auto|1.1|2|3")
      ->check(CLI::IsMember({"auto", "1.1", "2", "3"}).description(""))
      ->capture_default_str()
      ->group(kRequest);
  app.add_flag("-L,--follow,!--no-follow", flags.follow, "Follow redirects [follow]")
      ->group(kRequest);
  app.add_option("--max-redirs", flags.max_redirs, "Redirects of one attempt, at most")
      ->type_name("N")
      ->check(CLI::Range(0, 1000).description(""))
      ->capture_default_str()
      ->group(kRequest);
}

void add_network(CLI::App& app, NetworkFlags& flags) {
  app.add_option("-x,--proxy", flags.proxy,
                 "Go through this proxy: http, https, socks4, socks4a, socks5 or socks5h; an empty "
                 "one is none [http_proxy, https_proxy and all_proxy of the environment]")
      ->type_name("[SCHEME://]HOST[:PORT]")
      ->group(kNetwork);
  app.add_option("--noproxy", flags.no_proxy,
                 "Hosts that are asked without the proxy; * is all [no_proxy]")
      ->type_name("HOST,...")
      ->group(kNetwork);
  app.add_option("--unix-socket", flags.unix_socket, "Connect to this socket, whatever the host")
      ->type_name("PATH")
      ->check(must_not_be_empty())
      ->group(kNetwork);
  add_list(app, "--resolve", flags.resolve,
           "Take these addresses for the host; * is every host. May stand several times")
      ->type_name("HOST:PORT:ADDRESS,...")
      ->group(kNetwork);
  add_list(app, "--connect-to", flags.connect_to,
           "Connect to the second in place of the first; an empty part is any, or the same. May "
           "stand several times")
      ->type_name("HOST1:PORT1:HOST2:PORT2")
      ->group(kNetwork);
  app.add_option("--interface", flags.interface, "Connect from here")
      ->type_name("NAME|ADDRESS")
      ->check(must_not_be_empty())
      ->group(kNetwork);
  auto* ipv4 = app.add_flag("-4,--ipv4", flags.ipv4, "Connect by IPv4 alone")->group(kNetwork);
  app.add_flag("-6,--ipv6", flags.ipv6, "Connect by IPv6 alone")->excludes(ipv4)->group(kNetwork);
  add_trust(app, flags);
}

}  // namespace urlfan
