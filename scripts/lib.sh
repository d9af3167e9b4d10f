# shellcheck shell=bash
# What several scripts share; source it. Paths are absolute, so that a script can be called from
# any directory.

root=$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")
me=${0##*/}

say() { echo "$me: $*" >&2; }

# Runs a command without input; its output appears, on stderr, only if the command fails.
quietly() {
  local output code=0
  output=$("$@" 2>&1 </dev/null) || code=$?
  [[ $code == 0 ]] || printf '%s\n' "$output" >&2
  return "$code"
}

# build PRESET [OPTION...]: configures and builds; one at a time in each build folder. The options
# are those of cmake --build.
build() {
  local preset=$1
  shift
  mkdir -p "$root/build"
  (
    cd "$root"
    flock 9
    quietly cmake --preset "$preset" &&
      quietly cmake --build --preset "$preset" "$@"
  ) 9>"$root/build/$preset.lock"
}
