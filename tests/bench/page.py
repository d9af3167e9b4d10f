"""How long the frames of a page of --report html are while somebody works with it: of 50,000 lines
beside 1,000: page.py URLFAN ROUNDS. Needs Chromium with its driver and Python's selenium."""
import pathlib
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "page"))

# Scrolls, brushes, searches, chooses hosts and orders; in between as many frames as a person takes.
WORK = """
const done = arguments[arguments.length - 1];
const page = globalThis.urlfanPage;
const frames = [];
let last = 0;
let on = true;
const tick = now => {
  if (last > 0) frames.push(now - last);
  last = now;
  if (on) requestAnimationFrame(tick);
};
const wait = number => new Promise(resolve => {
  const next = () => number-- > 0 ? requestAnimationFrame(next) : resolve();
  next();
});
(async () => {
  await wait(30);
  requestAnimationFrame(tick);
  for (let i = 0; i < 60; ++i) {
    scrollBy(0, 40);
    await wait(1);
  }
  scrollTo(0, 0);
  for (let i = 0; i < 6; ++i) {
    page.choose({from: String(i * 40), to: String(i * 40 + 300)});
    await wait(12);
  }
  page.choose({from: "", to: ""});
  await wait(12);
  for (const q of ["i", "it", "ite", "item", "item 1", ""]) {
    page.choose({q});
    await wait(12);
  }
  for (const host of ["api1.example", "api2.example", ""]) {
    page.choose({host});
    await wait(12);
  }
  for (const order of ["slow", "failed", "list", ""]) {
    page.choose({order});
    await wait(12);
  }
  on = false;
  frames.sort((a, b) => a - b);
  done([frames.length, frames[Math.floor(frames.length * 0.95)], frames[frames.length - 1]]);
})();
"""


def run(urlfan, rounds):
    sys.argv[1:] = [str(urlfan)]  # where the tests of the page look for it
    import page_test  # noqa: whoever has no browser needs none for the other workloads
    import results
    told = {}
    with tempfile.TemporaryDirectory(prefix="urlfan-bench-") as name:
        folder = pathlib.Path(name)
        for lines in (1_000, 50_000):
            path = page_test.write_page(folder, results.run(lines), name=f"of-{lines}")
            told[lines] = [measure(page_test, path) for _ in range(rounds)]
    print("| lines | frames | p95 of a frame | longest |\n|---|---|---|---|")
    p95 = {}
    for lines, all_rounds in told.items():
        frames, p95[lines], longest = (statistics.median(each) for each in zip(*all_rounds))
        print(f"| {lines:,} | {frames:.0f} | {p95[lines]:.1f} ms | {longest:.1f} ms |")
    print(f"\np95 of 50,000 lines through that of 1,000: {p95[50_000] / p95[1_000]:.2f}")


def measure(page_test, path):
    browser = page_test.start_browser()
    try:
        browser.set_script_timeout(300)
        browser.get(path.as_uri())
        page_test.WebDriverWait(browser, 120, 0.05).until(
            lambda it: it.execute_script("return globalThis.urlfanPage !== undefined"))
        return browser.execute_async_script(WORK)
    finally:
        browser.quit()


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
