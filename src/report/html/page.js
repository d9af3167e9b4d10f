// The page: what is chosen, and what is drawn of it.

class Page {
  constructor(results) {
    this.results = results;
    this.span = results.span();
    this.view = viewOfFragment(location.hash);
    this.lines = [];
    this.place = id => document.getElementById(id);
    this.overview = new Overview(this.place("overview"),
      (from, to) => this.choose({from, to, page: "", line: ""}));
    document.body.prepend(patterns());
    this.place("legend").replaceChildren(...legend());
    this.fillFilter();
    this.tellRun();
    this.listen();
    this.place("report").hidden = false;
    this.update();
  }

  // Choosing.

  choose(changes) {
    Object.assign(this.view, changes);
    const fragment = fragmentOfView(this.view);
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
    this.update();
  }

  fillFilter() {
    const options = (id, values, every) => this.place(id).replaceChildren(
      ...(every ? [el("option", {value: ""}, every)] : []),
      ...values.map(([value, text]) => el("option", {value}, text)));
    const all = this.results.lines;
    const counted = valueOf => frequencies(all, valueOf).slice(0, 500).map(
      ([value, number]) => [value, `${value} (${count(number)})`]);
    options("show", Object.entries(kShow).map(([key, [text]]) => [key, text])
      .filter(([key]) => key === "" || all.some(kShow[key][1])));
    options("order", Object.entries(kOrder).map(([key, [text]]) => [key, text]));
    options("host", counted(line => line.host), "any");
    options("status", counted(statusOf), "any");
    options("code", counted(line => line.code), "any");
    options("name", counted(line => line.name), "any");
    options("attempts", frequencies(all, line => line.attempts).sort((a, b) => a[0] - b[0])
      .map(([value, number]) => [String(value), `${value} (${count(number)})`]), "any");
    this.place("code").parentElement.hidden = this.place("code").options.length < 2;
    this.place("name").parentElement.hidden = this.place("name").options.length < 2;
    this.place("attempts").parentElement.hidden = this.place("attempts").options.length < 3;
  }

  listen() {
    for (const key of ["q", "show", "host", "status", "code", "name", "attempts", "order"]) {
      this.place(key).addEventListener(key === "q" ? "input" : "change", event =>
        this.choose({[key]: event.target.value, page: "", line: ""}));
    }
    this.place("filter").addEventListener("submit", event => event.preventDefault());
    this.place("filter").addEventListener("reset", event => {
      event.preventDefault();
      this.clear();
    });
    this.place("theme").addEventListener("click", () => this.changeTheme());
    this.place("help").addEventListener("click", () => showKeys(this));
    this.place("lines").addEventListener("click", event => {
      const button = event.target.closest("button.open");
      if (button) this.open(button.dataset.index);
    });
    window.addEventListener("hashchange", () => {
      this.view = viewOfFragment(location.hash);
      this.update();
    });
    let resized = 0;
    window.addEventListener("resize", () => {
      cancelAnimationFrame(resized);
      resized = requestAnimationFrame(() => this.redraw());
    });
    document.addEventListener("keydown", event => handleKey(this, event));
  }

  clear() {
    this.choose({...plainView(), order: this.view.order});
  }

  changeTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    this.redraw();
  }

  /** What the window's size or the colours change. */
  redraw() {
    this.drawLines();
    this.drawOverview();
  }

  // Telling.

  update() {
    for (const key of ["q", "show", "host", "status", "code", "name", "attempts", "order"]) {
      const field = this.place(key);
      if (field.value !== this.view[key]) field.value = this.view[key];
    }
    this.lines = chosen(this.results, this.view, this.span.begin);
    const all = this.results.lines.length;
    this.place("found").textContent = this.lines.length === all ? plural(all, "line")
      : `${count(this.lines.length)} of ${plural(all, "line")}`;
    this.drawLines();
    this.giveUp?.();
    this.giveUp = inFrames([
      () => this.drawOverview(),
      () => this.tellCauses(),
      () => drawHistogram(this.place("histogram"), this.lines),
      () => drawScatter(this.place("scatter"), this.lines, this.span),
      () => drawFlight(this.place("flight"), this.lines, this.span),
      () => drawHosts(this.place("hosts"), this.lines,
        changes => this.choose({...changes, page: "", line: ""})),
    ]);
  }

  drawOverview() {
    this.overview.draw(ordered(this.results, ""), this.lines, this.span, this.view);
  }

  tellRun() {
    const {lines, summary, problem} = this.results;
    const {sentence, kind, mark} = verdictOf(this.results);
    document.title = `${mark} ${sentence} – urlfan`;
    this.place("about").textContent = [summary ? summary.urlfan_version : "",
      summary ? summary.started_at.replace("T", " ").slice(0, 19) + " UTC" : ""].filter(Boolean).join(" · ");
    const counted = test => lines.filter(test).length;
    const chip = (name, number, kindOfChip, changes) => number === 0 ? null
      : el("li", {class: kindOfChip}, el("button", {type: "button", class: "chip",
        onclick: () => this.choose({...plainView(), order: this.view.order, ...changes})},
      el("b", {}, count(number)), ` ${name}`));
    this.place("verdict").replaceChildren(
      el("h1", {class: kind}, el("span", {class: "mark", "aria-hidden": "true"}, mark), " ", sentence),
      problem ? el("p", {class: "problem"}, problem) : "",
      el("ul", {class: "chips"},
        chip("ok", counted(line => line.ok), "good", {}),
        chip("failed", counted(line => !line.ok && !line.idle), "bad", {show: "failed"}),
        chip("not started", counted(line => line.idle), "warn", {show: "idle"}),
        chip("passed after a retry", counted(line => line.flaky), "warn", {show: "flaky"}),
        chip("new failures", counted(line => line.baseline === "new"), "bad", {show: "new"}),
        chip("known", counted(line => line.baseline === "known"), "", {show: "known"}),
        chip("fixed", counted(line => line.baseline === "fixed"), "good", {show: "fixed"}),
        ...frequencies(lines, statusOf).filter(([status]) => status !== "none").slice(0, 6).map(
          ([status, number]) => el("li", {}, el("button", {type: "button", class: "chip",
            onclick: () => this.choose({status, page: "", line: ""})}, el("b", {}, count(number)),
          ` × ${status}`)))),
      runChecks(summary));
    this.place("facts").replaceChildren(runFacts(this.results, this.span));
  }

  tellCauses() {
    const causes = causesOf(this.lines);
    const most = this.allCauses ? kRows : 8;
    this.place("failures").hidden = causes.length === 0;
    this.place("causes").replaceChildren(...causes.slice(0, most).map(({code, host, lines}) =>
      el("li", {}, el("button", {type: "button", class: "cause",
        onclick: () => this.choose({code, host, show: "failed", page: "", line: ""})},
      el("b", {}, `${count(lines.length)} × ${code}`), ` at ${host}`),
      el("span", {class: "example"}, lines[0].message))),
      causes.length > most ? el("li", {class: "note"}, this.allCauses
        ? `and ${count(causes.length - most)} more` : el("button", {type: "button", class: "link",
          onclick: () => {
            this.allCauses = true;
            this.tellCauses();
          }}, `${count(causes.length - most)} more`)) : "");
  }

  /** The page of lines that the view is at. */
  slice() {
    const pages = Math.max(Math.ceil(this.lines.length / kRows), 1);
    const page = Math.min(Math.max(Number(this.view.page) || 1, 1), pages);
    return {page, pages, rows: this.lines.slice((page - 1) * kRows, page * kRows)};
  }

  drawLines() {
    const {page, pages, rows} = this.slice();
    const begin = this.view.from === "" ? this.span.begin : this.span.begin + Number(this.view.from);
    const end = this.view.to === "" ? this.span.end : this.span.begin + Number(this.view.to);
    const axis = this.place("axis");
    const table = this.place("lines");
    const width = Math.max(axis.clientWidth - 24, 160);
    axis.replaceChildren(el("span", {class: "unseen"}, "Phases"), axisOf(this.span.begin, begin, end, width));
    table.tBodies[0].replaceChildren(...rows.flatMap(line =>
      rowsOf(line, this.results.whole(line), String(line.index) === this.view.line, begin, end, width)));
    if (rows.length === 0) {
      table.tBodies[0].append(el("tr", {}, el("td", {colspan: 4, class: "empty"},
        this.results.lines.length === 0 ? "The run had no lines." : "No line is like that. ",
        this.results.lines.length === 0 ? "" : el("button", {type: "button",
          onclick: () => this.clear()}, "Show all"))));
    }
    drawPager(this.place("pager"), page, pages, this.lines.length,
      to => this.choose({page: to === 1 ? "" : String(to), line: ""}));
  }

  open(index) {
    const line = String(index) === this.view.line ? "" : String(index);
    this.choose({line});
    this.focus(index);
  }

  focus(index) {
    const row = this.place("lines").querySelector(`tr.row[data-index="${Number(index)}"] button.open`);
    if (!row) return;
    row.focus({preventScroll: true});
    row.scrollIntoView({block: "nearest"});
  }

  step(by) {
    const {rows} = this.slice();
    const focused = document.activeElement?.closest?.("tr.row")?.dataset.index;
    const at = rows.findIndex(line => String(line.index) === (focused ?? this.view.line));
    const to = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (to) this.focus(to.index);
  }
}

async function start() {
  const data = document.getElementById("data");
  const title = document.querySelector("#verdict h1");
  const results = await readResults(data.textContent, read => {
    title.textContent = `Reading the results… ${plural(read, "line")}`;
  });
  data.remove();
  globalThis.urlfanPage = new Page(results);
}

start();
