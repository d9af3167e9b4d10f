#ifndef URLFAN_ORIGIN_H_
#define URLFAN_ORIGIN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace urlfan {

/// Scheme, name and port of a URL (RFC 9110, section 4.3.1): what limits, rates and connections are
/// counted by. A value; equal origins are the same server.
class Origin {
 public:
  /// Of nothing; all of its parts are empty.
  Origin() = default;
  /// `scheme` and `name` in lower case; an IPv6 address stands in its brackets.
  Origin(std::string_view scheme, std::string_view name, std::uint16_t port)
      : scheme_size_(scheme.size()), name_size_(name.size()), port_(port) {
    const std::string number = std::to_string(port);
    key_.reserve(scheme.size() + name.size() + number.size() + 4);
    key_.append(scheme).append("://").append(name).append(":").append(number);
  }

  /// "scheme://name:port", made once.
  const std::string& key() const noexcept { return key_; }
  /// "http" or "https"
  std::string_view scheme() const noexcept {
    return std::string_view(key_).substr(0, scheme_size_);
  }
  /// A host name or an address.
  std::string_view name() const noexcept { return authority().substr(0, name_size_); }
  /// Also where the URL does not say it.
  std::uint16_t port() const noexcept { return port_; }
  /// "name:port"
  std::string_view authority() const noexcept {
    return key_.empty() ? std::string_view() : std::string_view(key_).substr(scheme_size_ + 3);
  }
  /// Whether it is spoken to over TLS.
  bool is_https() const noexcept { return scheme() == "https"; }

  /// Whether both are the same server.
  friend bool operator==(const Origin& left, const Origin& right) noexcept {
    return left.key_ == right.key_;
  }

 private:
  std::string key_;
  std::size_t scheme_size_ = 0;
  std::size_t name_size_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace urlfan

#endif  // URLFAN_ORIGIN_H_
