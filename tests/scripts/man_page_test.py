"""The man page as others read it: man_page_test.py URLFAN mandoc|groff."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

COMMANDS = {"mandoc": ("mandoc", "-T", "lint", "-W", "warning"),
            "groff": ("groff", "-man", "-ww", "-z")}


def main(urlfan, reader):
    if shutil.which(reader) is None:
        print(f"man_page_test.py: Skipped\nneeds {reader}, which is not installed")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "urlfan.1"
        page.write_bytes(subprocess.run([urlfan, "--generate", "man"], stdout=subprocess.PIPE,
                                        check=True).stdout)
        ran = subprocess.run([*COMMANDS[reader], page], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, check=False)
    print(ran.stdout)
    return 1 if ran.returncode or ran.stdout else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
