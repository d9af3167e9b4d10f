"""Tab in a real shell: completion_test.py URLFAN Bash|Zsh|Fish [TEST...].

Each case is a shell of its own on a terminal, in a folder with a few files. Behind Tab a key is
pressed that makes the shell write a mark: what the terminal shows by then is what Tab did.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import termios
import time
import unittest

URLFAN = pathlib.Path(sys.argv.pop(1)).resolve()
SHELL = sys.argv[1].partition(".")[0].lower()

try:
    import pyte
except ImportError as missing:
    print(f"completion_test.py: Skipped\nneeds Python's pyte: {missing}")
    sys.exit(77)
if shutil.which(SHELL) is None:
    print(f"completion_test.py: Skipped\nneeds {SHELL}, which is not installed")
    sys.exit(77)

ROWS, COLUMNS = 120, 160
PROMPT = "ready: "
MARK = b"<<pressed>>"
MOST_SECONDS = 60
# By these fish 4 sets up the keyboard (https://sw.kovidgoyal.net/kitty/keyboard-protocol); pyte would
# show them.
UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<=>?][0-9;]*[um]")
TAB, MARK_KEY = b"\t", b"\x07"


def output_of(*arguments):
    return subprocess.run([URLFAN, *arguments], capture_output=True, text=True, check=True).stdout


class Terminal:
    """A shell, and what it shows."""

    def __init__(self, command, folder, environment):
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, environment)
        termios.tcsetwinsize(self.fd, (ROWS, COLUMNS))

    def read_until(self, is_there):
        """Shows what comes, until `is_there` is true of what came since."""
        came = b""
        end = time.monotonic() + MOST_SECONDS
        while not is_there(came):
            if not select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"the shell does not answer; it says {came}")
            part = os.read(self.fd, 65536)
            came += part
        self.stream.feed(UNKNOWN_TO_PYTE.sub(b"", came.replace(MARK, b"")))

    def press(self, keys):
        os.write(self.fd, keys)

    def lines(self):
        return [line.rstrip() for line in self.screen.display if line.strip()]

    def close(self):
        os.close(self.fd)  # the shell gets a SIGHUP
        os.waitpid(self.pid, 0)


class Case(unittest.TestCase):
    """What is the same in all shells."""

    def setUp(self):
        home = tempfile.TemporaryDirectory()
        self.addCleanup(home.cleanup)
        self.home = pathlib.Path(home.name)
        self.work = self.home / "work"
        (self.work / "folder").mkdir(parents=True)
        for name in ("first.txt", "fish.txt", "two words.txt"):
            (self.work / name).write_text("")
        self.rules = ""
        self.prepare()

    def open(self):
        environment = {"HOME": str(self.home), "TERM": "xterm", "LC_ALL": "C.UTF-8",
                       "PATH": f"{URLFAN.parent}:/usr/local/bin:/usr/bin:/bin", **self.environment()}
        terminal = Terminal(self.command(), self.work, environment)
        self.addCleanup(terminal.close)
        terminal.read_until(lambda came: PROMPT.encode() in came)
        return terminal

    def environment(self):
        return {}

    def shown(self, typed):
        """The line that is typed after Tab, and what is listed with it."""
        terminal = self.open()
        terminal.press(typed.encode() + TAB + MARK_KEY)
        terminal.read_until(lambda came: MARK in came)
        rows = terminal.lines()
        prompts = [at for at, row in enumerate(rows) if row.startswith(PROMPT.strip())]
        listed = [row for row in rows[prompts[0] + 1:] if not row.startswith(PROMPT.strip())]
        row = terminal.screen.display[terminal.screen.cursor.y]
        return row[len(PROMPT):terminal.screen.cursor.x], listed

    def listed(self, typed):
        """The candidates, without what is told of them."""
        _, rows = self.shown(typed)
        return {word.replace("\\ ", " ") for row in rows for word in self.candidates(row)}

    def completed(self, typed):
        """The line, where there is only one candidate."""
        line, rows = self.shown(typed)
        self.assertEqual(rows, [], typed)
        return line


class Any:
    """What is promised of each shell."""

    def test_the_first_word_may_be_a_command(self):
        self.assertEqual(self.completed("urlfan exp"), "urlfan explain ")
        commands = set(re.findall(r"^(?:Also:|     ) urlfan (\w+)", output_of("--help"), re.MULTILINE))
        self.assertGreaterEqual(len(commands), 3)
        self.assertEqual(self.listed("urlfan "),
                         commands | {"first.txt", "fish.txt", "two words.txt", "folder/"})
        self.assertEqual(self.completed("urlfan first.txt exp"), "urlfan first.txt exp")

    def test_a_command_has_its_own_options(self):
        self.assertEqual(self.listed("urlfan --max-"),
                         {"--max-age", "--max-redirs", "--max-body", "--max-headers", "--max-fail",
                          "--max-latency"})
        self.assertEqual(self.listed("urlfan report --max-"), {"--max-fail", "--max-latency"})
        self.assertEqual(self.completed("urlfan watch --down").rstrip(" ="),  # the = is zsh's
                         "urlfan watch --down-after")
        self.assertEqual(self.completed("urlfan --down"), "urlfan --down")

    def test_a_choice_stands_behind_a_blank_or_an_equals_sign(self):
        formats = {"json", "ndjson", "csv", "table", "none"}
        self.assertEqual(self.completed("urlfan --format js"), "urlfan --format json ")
        self.assertEqual(self.completed("urlfan --format=js"), "urlfan --format=json ")
        self.assertEqual(self.listed("urlfan --format "), formats)
        self.assertEqual(self.completed("urlfan watch --show ch"), "urlfan watch --show changes ")
        self.assertEqual(self.completed("urlfan report --show fa"), "urlfan report --show failed ")

    def test_help_has_groups(self):
        self.assertEqual(self.completed("urlfan --help netw"), "urlfan --help network ")
        self.assertEqual(self.listed("urlfan report --help "), {"options", "output", "talk"})

    def test_a_report_is_a_kind_and_a_file(self):
        self.assertEqual(self.completed("urlfan --report jun"), "urlfan --report junit=")
        self.assertEqual(self.completed("urlfan --report html=fir"),
                         "urlfan --report html=first.txt ")
        self.assertEqual(self.completed("urlfan report --report=html=fir"),
                         "urlfan report --report=html=first.txt ")

    def test_codes_stand_behind_explain(self):
        codes = set(re.findall(r"^(\w+) \(phase", output_of("explain"), re.MULTILINE))
        self.assertEqual(self.listed("urlfan explain tls_"),
                         {code for code in codes if code.startswith("tls_")})
        self.assertEqual(self.completed("urlfan explain tls_expired stal"),
                         "urlfan explain tls_expired stalled ")
        self.assertEqual(self.completed("urlfan explain fir"), "urlfan explain fir")

    def test_lists_results_and_values_are_files(self):
        self.assertEqual(self.listed("urlfan -k fi"), {"first.txt", "fish.txt"})
        self.assertEqual(self.completed("urlfan report fir"), "urlfan report first.txt ")
        self.assertEqual(self.completed("urlfan -o fir"), "urlfan -o first.txt ")
        self.assertEqual(self.completed("urlfan --cacert=fir"), "urlfan --cacert=first.txt ")
        self.assertEqual(self.completed("urlfan --capath f"), "urlfan --capath folder/")
        self.assertEqual(self.completed("urlfan two"), r"urlfan two\ words.txt ")

    def test_an_at_sign_stands_before_a_file(self):
        self.assertEqual(self.completed("urlfan -d @fir"), "urlfan -d @first.txt ")
        self.assertEqual(self.completed("urlfan --data=@fir"), "urlfan --data=@first.txt ")
        self.assertEqual(self.completed("urlfan --header @fol"), "urlfan --header @folder/")
        self.assertEqual(self.completed("urlfan -d fir"), "urlfan -d fir")

    def test_a_command_that_takes_nothing_has_no_files(self):
        self.assertEqual(self.completed("urlfan serve fir"), "urlfan serve fir")
        self.assertEqual(self.completed("urlfan serve --state fir"),
                         "urlfan serve --state first.txt ")

    def test_what_can_be_anything_has_no_candidates(self):
        self.assertEqual(self.completed("urlfan --rate fi"), "urlfan --rate fi")
        self.assertEqual(self.completed("urlfan --timeout=fi"), "urlfan --timeout=fi")

    def test_options_end_behind_two_dashes(self):
        self.assertEqual(self.completed("urlfan -- --form"), "urlfan -- --form")
        self.assertEqual(self.completed("urlfan -- fir"), "urlfan -- first.txt ")

    def test_all_behind_on_change_is_a_command(self):
        self.assertEqual(self.completed("urlfan watch --on-change mkfif"),
                         "urlfan watch --on-change mkfifo ")
        self.assertEqual(self.completed("urlfan watch --on-change cat fir"),
                         "urlfan watch --on-change cat first.txt ")
        self.assertEqual(self.completed("urlfan watch --on-change cat --down-af"),
                         "urlfan watch --on-change cat --down-af")


class Bash(Any, Case):
    def prepare(self):
        (self.home / "completion").write_text(output_of("--generate", "bash"))

    def command(self):
        (self.home / "rc").write_text(
            f"PS1='{PROMPT}'\n{self.rules}\n. ~/completion\n"
            "bind 'set show-all-if-ambiguous on'\nbind 'set bell-style none'\n"
            "bind 'set enable-bracketed-paste off'\nbind 'set completion-query-items 0'\n"
            "bind 'set page-completions off'\n"
            f"""bind '"\\C-g": "{MARK.decode()}"'\n""")  # a function of bind -x clears the line
        return ["bash", "--noprofile", "--rcfile", str(self.home / "rc"), "-i"]

    def candidates(self, row):
        return re.split(r"\s{2,}", row.strip())

    def test_the_characters_at_which_words_break_may_be_others(self):
        for kept in ("", "=", ":", "@"):
            self.rules = r"""COMP_WORDBREAKS=$' \t\n"\'><;|&('""" + kept
            with self.subTest(kept):
                self.assertEqual(self.completed("urlfan --format=js"), "urlfan --format=json ")
                self.assertEqual(self.completed("urlfan --report html=fir"),
                                 "urlfan --report html=first.txt ")
                self.assertEqual(self.completed("urlfan -d @fir"), "urlfan -d @first.txt ")
                self.assertEqual(self.completed("urlfan --cacert=fir"),
                                 "urlfan --cacert=first.txt ")

    def test_a_value_may_be_glued_to_a_letter(self):
        self.assertEqual(self.completed("urlfan -ofir"), "urlfan -ofirst.txt ")
        self.assertEqual(self.completed("urlfan -d@fir"), "urlfan -d@first.txt ")
        self.assertEqual(self.completed("urlfan -kvo fir"), "urlfan -kvo first.txt ")

    def test_blanks_may_be_quoted(self):
        self.assertEqual(self.completed(r"urlfan -o two\ w"), r"urlfan -o two\ words.txt ")
        self.assertEqual(self.completed(r"urlfan -d @two\ w"), r"urlfan -d @two\ words.txt ")

    def test_its_script_has_nothing_that_shellcheck_warns_of(self):
        if shutil.which("shellcheck") is None:
            self.skipTest("needs shellcheck")
        ran = subprocess.run(["shellcheck", "--shell=bash", self.home / "completion"],
                             capture_output=True, text=True, check=False)
        self.assertEqual(ran.stdout + ran.stderr, "")

    def test_a_quote_may_be_open(self):
        self.assertEqual(self.completed("urlfan 'two"), "urlfan 'two words.txt' ")
        self.assertEqual(self.completed("urlfan -o \"two w"), "urlfan -o \"two words.txt\" ")


class Zsh(Any, Case):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.known = pathlib.Path(folder.name) / "known"  # what compinit need not find out again

    def prepare(self):
        (self.home / "functions").mkdir()
        (self.home / "functions/_urlfan").write_text(output_of("--generate", "zsh"))

    def environment(self):
        return {"ZDOTDIR": str(self.home)}

    def load(self):
        return f"fpath=(~/functions $fpath)\nautoload -Uz compinit\ncompinit -u -d {self.known}\n"

    def command(self):
        (self.home / ".zshrc").write_text(
            f"PROMPT='{PROMPT}'\nLISTMAX=0\nbindkey -e\n{self.load()}"
            "unsetopt list_ambiguous auto_menu beep prompt_sp\nsetopt auto_list list_types\n"
            f"mark() {{ print -n '{MARK.decode()}' >/dev/tty }}\nzle -N mark\nbindkey '^g' mark\n")
        return ["zsh", "-d", "-i"]

    def candidates(self, row):
        told = re.split(r"\s+-- ", row.strip())
        return re.split(r"\s{2,}", told[0]) if len(told) > 1 else re.split(r"\s{2,}", row.strip())

    def test_options_are_described(self):
        _, rows = self.shown("urlfan --max-")
        self.assertIn("Redirects of one attempt, at most [10]", " ".join(rows))

    def test_it_can_be_read_by_source(self):
        self.load = lambda: "autoload -Uz compinit\ncompinit -u -D\nsource ~/functions/_urlfan\n"
        self.assertEqual(self.completed("urlfan --format=js"), "urlfan --format=json ")


class Fish(Any, Case):
    def prepare(self):
        folder = self.home / ".config/fish"
        (folder / "completions").mkdir(parents=True)
        (folder / "completions/urlfan.fish").write_text(output_of("--generate", "fish"))
        (folder / "config.fish").write_text(
            f"function fish_prompt\n    echo -n '{PROMPT}'\nend\nset -g fish_greeting\n"
            "set -g fish_autosuggestion_enabled 0\n"
            f"bind \\cg 'printf %s \"{MARK.decode()}\" >/dev/tty'\n")

    def command(self):
        return ["fish", "-i"]

    def candidates(self, row):
        return re.findall(r"(\S.*?)(?:\s+\(.*?\))?(?=\s{2,}|$)", row.strip())

    def test_options_are_described(self):
        _, rows = self.shown("urlfan --max-")
        self.assertIn("Redirects of one attempt, at most [10]", " ".join(rows))


if __name__ == "__main__":
    unittest.main()
