"""Tab with what a package has installed: completion_test.py URLFAN Bash|Zsh|Fish [TEST...].

Each shell finds the completions by itself, as it finds those of others; the rest is
tests/scripts/completion_test.py.
"""
import os
import pathlib
import sys
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[1] / "scripts"
USERS = pathlib.Path.home() / ".local/share"


def written():
    """The tests of what urlfan prints; their file has the name of this one."""
    own = sys.path.pop(0)
    sys.path.insert(0, str(SCRIPTS))
    try:
        import completion_test
        return completion_test
    finally:
        sys.path[0] = own


WRITTEN = written()


class Installed:
    """The home is a new one, in which shells write what they like; what is installed is not."""

    def link_what_is_installed(self):
        for folder in ("bash-completion", "fish/vendor_completions.d"):
            link = self.home / ".local/share" / folder
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(USERS / folder)


class Bash(Installed, WRITTEN.Bash):
    def prepare(self):
        self.link_what_is_installed()
        (self.home / "completion").write_text(". /usr/share/bash-completion/bash_completion\n")

    test_its_script_has_nothing_that_shellcheck_warns_of = None  # it is that of others


class Zsh(Installed, WRITTEN.Zsh):
    def prepare(self):
        pass

    def load(self):
        return f"fpath=({USERS}/zsh/site-functions $fpath)\nautoload -Uz compinit\ncompinit -u -d {self.known}\n"

    test_it_can_be_read_by_source = None  # only what is printed is


class Fish(Installed, WRITTEN.Fish):
    def prepare(self):
        super().prepare()
        self.link_what_is_installed()
        os.remove(self.home / ".config/fish/completions/urlfan.fish")


if __name__ == "__main__":
    unittest.main()
