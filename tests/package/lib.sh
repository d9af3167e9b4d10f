# shellcheck shell=bash
# What the tests share that run in a bare system, with the source in /src; source it.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
source "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/../../scripts/lib.sh"
export failed=0

# check WHAT COMMAND...: one line of the outcome, and all that was said if it is bad. In a shell of
# its own, so that each command of a function counts.
check() {
  local what=$1 output code
  shift
  set +e
  output=$(set -e; "$@" 2>&1 </dev/null)
  code=$?
  set -e
  if [[ $code == 0 ]]; then
    echo "ok $what"
  else
    printf 'FAILED %s\n%s\n' "$what" "$output"
    failed=1
  fi
}

install_packages() { quietly apt-get install --yes --no-install-recommends "$@"; }

# files: all there are, but for what dpkg, apt and caches keep.
files() {
  find / -xdev | grep -Ev '^/(var/(lib/(dpkg|apt|systemd)|cache|log)|root/\.cache)(/|$)' | sort
}

# same_files BEFORE: whether they are those that there were.
same_files() { diff <(echo "$1") <(files); }

# What a package alone does not bring, and its tests need. zsh and man write what they know when they
# are first used, so they are.
install_tools() {
  install_packages nginx libnginx-mod-http-echo python3 python3-pyte openssl bash-completion zsh fish \
    man-db "$@"
}

# The site of the demo, on 127.0.0.1:$port, and by https on the next one, with the certificate in
# $site, which is its own authority.
export port=18080 site=""
serve_demo() {
  site=$(mktemp -d)
  chmod 755 "$site"
  ln -s /usr/lib/nginx/modules "$site/modules"
  sed "s/PORT/$port/" /src/scripts/demo_site.conf >"$site/nginx.conf"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$site/key.pem" -out "$site/certificate.pem" 2>/dev/null
  sed -i "/^ *listen/a listen 127.0.0.1:$((port + 1)) ssl; \
ssl_certificate certificate.pem; ssl_certificate_key key.pem;" "$site/nginx.conf"
  nginx -p "$site" -c nginx.conf -e error.log &
  nginx=$!
  trap 'kill "$nginx"' EXIT
  until [[ -s $site/nginx.pid ]]; do
    kill -0 "$nginx" || { cat "$site/error.log" && exit 1; }
    sleep 0.1
  done
}

# What urls/demo.txt says of each line.
demo_codes=(null null null null null null http_status http_status check_failed check_failed empty_reply
  timeout connect_refused dns_failed invalid_input)

demo_tells_what_it_promises() {
  local said code=0
  said=$(urlfan --base-url "http://127.0.0.1:$port" --format ndjson --order input /src/urls/demo.txt \
    2>/dev/null) || code=$?
  [[ $code == 1 ]] || { echo "exit code $code" && return 1; }
  diff <(printf '%s\n' "${demo_codes[@]}") \
    <(sed -n 's/^{"type":"result".*,"error":\(null\|{"code":"\([a-z_]*\)"\).*/\1/p' <<<"$said" |
      sed 's/.*"code":"//; s/"$//')
}

man_page_is_found() { MANPAGER="cat" man urlfan | tr -s ' ' | grep "fetches a list of URLs at once"; }

# tab SHELL: all that the tests of completions press, with what is installed in place of what urlfan
# prints.
tab() { python3 -B /src/tests/package/completion_test.py "$(command -v urlfan)" "$1"; }

check_what_is_installed() {
  check "the demo has what it promises" demo_tells_what_it_promises
  check "man finds the page" man_page_is_found
  check "Tab in bash" tab Bash
  check "Tab in zsh" tab Zsh
  check "Tab in fish" tab Fish
}
