#ifndef URLFAN_TRANSPORT_H_
#define URLFAN_TRANSPORT_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "urlfan/client_config.h"
#include "urlfan/request.h"
#include "urlfan/result.h"

namespace urlfan {

/// Who may want a connection to a host when the exchange on it has ended.
enum class Demand : std::uint8_t {
  /// Nobody that is known.
  none,
  /// Lines to come; there are so few hosts that waiting for them costs little.
  perhaps,
  /// Lines that wait.
  certain,
};

/// One exchange to make: a request to one host, no redirect followed.
struct Attempt {
  /// The caller's; comes back in the Completion. Unique among those in flight.
  std::uint64_t id = 0;
  /// Where bodies have to wait for memory, the lowest goes on first.
  std::uint64_t order = 0;
  /// In capitals.
  std::string method;
  /// What is asked for, and where.
  Target target;
  /// May be null. Its credentials are in the target already.
  MessagePtr message = {};
  /// No redirect has led away from the host of the line.
  bool at_home = true;
  /// From the earlier hops, as Completion has them.
  std::vector<std::string> cookies = {};
  /// The most that the exchange may take.
  Duration timeout{0};
  /// The most that it may take until its connection stands.
  Duration connect_timeout{0};
  /// IP addresses of the target's name, with commas. Empty: the transport finds the way itself.
  std::string addresses = {};
  /// Bytes of the body to keep.
  std::uint64_t keep_body = 0;
  /// Response::sha256 is wanted.
  bool hash_body = false;
  /// Where Completion::file goes; empty: nowhere.
  std::string save_dir = {};
  /// Response::headers are wanted.
  bool keep_headers = false;
  /// Where an answer leads elsewhere, that is all that is wanted of it: Completion::redirect says
  /// where to, and its body may be missing.
  bool follow_redirects = false;
  /// What may pass is tried again.
  bool may_be_tried_again = false;
  /// How much the connection will be wanted by others; changes while the exchange runs, and counts
  /// as it is at its end. Null: perhaps.
  std::shared_ptr<const std::atomic<Demand>> demand = {};
};

/// An answer that points elsewhere: where to, or why that cannot be followed.
struct RedirectTo {
  /// As the answer says it.
  std::string location;
  /// What it means, seen from the URL that was asked.
  std::variant<Target, Error> to;
  /// It says that nobody asks there: an @ with nothing before it.
  bool anonymous = false;
};

/// A body on disk, under a temporary name in the folder that it is for.
class BodyFile {
 public:
  virtual ~BodyFile() = default;
  /// Gives it the name that its content has, and returns that; without, the file goes. Throws
  /// std::system_error.
  virtual std::string keep(const std::string& sha256) = 0;
};

/// What came of an Attempt.
struct Completion {
  /// Of the Attempt.
  std::uint64_t id = 0;
  /// As far as it came.
  Response response;
  /// The whole body, where it was to be saved.
  std::unique_ptr<BodyFile> file;
  /// `connect` is there when the exchange made a connection of its own.
  Timings timings;
  /// Why there is no whole answer; empty: there is, whatever it says.
  std::optional<Error> error;
  /// Where the answer leads elsewhere.
  std::optional<RedirectTo> redirect;
  /// What a redirect has to take along, in the form of a cookie file of Netscape.
  std::vector<std::string> cookies;
};

/// What came of looking a name up.
struct Lookup {
  /// As it was asked for.
  std::string name;
  /// Goes into Attempt::addresses as it is.
  std::string addresses;
  /// Why there are none.
  std::optional<Error> error;
};

/// What has arrived.
struct Arrivals {
  /// In the order of their end.
  std::vector<Completion> completions;
  /// In the order of their end.
  std::vector<Lookup> lookups;

  /// Nothing has.
  bool empty() const noexcept { return completions.empty() && lookups.empty(); }
};

/// The only way to the network: a client's own, or what stands in for it in tests. Called from one
/// thread. Does not wait, and throws nothing but std::bad_alloc and std::system_error.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Takes the attempt; it may leave only with the next take(). One Completion comes of it.
  virtual void start(Attempt attempt) = 0;
  /// Nobody wants the answers to these any more: their Completions come soon, whatever they say.
  /// Those that are not in flight are none.
  virtual void cancel(const std::vector<std::uint64_t>& ids) = 0;
  /// Whether the name of this origin, which is no address, has to be looked up for it.
  virtual bool needs_lookup(const Origin& /*origin*/) const { return true; }
  /// Looks `name` up in the background; take() brings the answer, once.
  virtual void look_up(const std::string& name) = 0;
  /// What has arrived by now. The bodies of the earlier arrivals count no more: they have been
  /// dealt with.
  virtual Arrivals take() = 0;
  /// Readable as soon as something arrives, once take() has brought nothing; -1: whatever arrives
  /// is there by the next take().
  virtual int wait_fd() const { return -1; }
  /// Gives up all that is in flight; no Completion comes any more. Then all is as at first.
  virtual void cancel_all() = 0;
  /// Bodies take all the memory that they may: nothing should be started. Ends with an arrival.
  virtual bool full() { return false; }
  /// So many bytes of what has arrived have to wait with the caller, for a line that has not:
  /// servers have to wait the sooner.
  virtual void set_backlog(std::size_t /*bytes*/) {}
};

/// The transport over libcurl. Throws std::invalid_argument when the certificate authorities of
/// `config` cannot be read or this libcurl lacks its HTTP version, std::runtime_error when libcurl
/// cannot be used.
std::unique_ptr<Transport> make_curl_transport(const ClientConfig& config);

/// The versions of libcurl and of what it is built with. Can take long: where libcurl is built with
/// OpenLDAP, that looks up this machine's own name, perhaps at a name server.
std::string transport_version();

}  // namespace urlfan

#endif  // URLFAN_TRANSPORT_H_
