// Which lines are seen, and in which order. All of it stands in the address's fragment, so that a
// view can be sent.

const kShow = {
  "": ["all lines", () => true],
  failed: ["failed", line => !line.ok],
  flaky: ["passed after a retry", line => line.flaky],
  new: ["new failures", line => line.baseline === "new"],
  known: ["known failures", line => line.baseline === "known"],
  fixed: ["fixed", line => line.baseline === "fixed"],
  idle: ["never started", line => line.idle],
};

const kOrder = {
  "": ["by start", (a, b) => (a.start ?? Infinity) - (b.start ?? Infinity) || a.index - b.index],
  failed: ["failed first", (a, b) => a.ok - b.ok || a.index - b.index],
  slow: ["slowest first", (a, b) => (b.spent ?? -1) - (a.spent ?? -1) || a.index - b.index],
  list: ["as in the list", (a, b) => a.index - b.index],
};

const kRows = 200;

/** What a view is when nobody has chosen anything. */
function plainView() {
  return {q: "", show: "", host: "", status: "", code: "", name: "", attempts: "", order: "",
    from: "", to: "", page: "", line: ""};
}

function viewOfFragment(fragment) {
  const view = plainView();
  for (const [key, value] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    if (key in view) view[key] = value;
  }
  for (const time of ["from", "to"]) {
    if (!Number.isFinite(Number(view[time]))) view[time] = "";
  }
  if (!(view.show in kShow)) view.show = "";
  if (!(view.order in kOrder)) view.order = "";
  return view;
}

function fragmentOfView(view) {
  const said = Object.entries(view).filter(([, value]) => value !== "");
  return new URLSearchParams(said).toString();
}

/** A line's status as it is chosen and shown. */
function statusOf(line) {
  return line.status === null ? "none" : String(line.status);
}

/** All lines in an order. Each order is made once. */
function ordered(results, order) {
  results.orders ??= {};
  results.orders[order] ??= [...results.lines].sort(kOrder[order][1]);
  return results.orders[order];
}

/** The lines of `results` that the view shows, in its order. `begin` is the zero of its times. */
function chosen(results, view, begin) {
  const words = view.q.toLowerCase().split(/\s+/).filter(Boolean);
  const says = line => words.every(word => line.text.includes(word));
  const from = view.from === "" ? -Infinity : begin + Number(view.from);
  const to = view.to === "" ? Infinity : begin + Number(view.to);
  const timed = view.from !== "" || view.to !== "";
  const shown = kShow[view.show][1];
  return ordered(results, view.order).filter(line => shown(line) &&
    (view.host === "" || line.host === view.host) &&
    (view.status === "" || statusOf(line) === view.status) &&
    (view.code === "" || line.code === view.code) &&
    (view.name === "" || (line.name ?? "") === view.name) &&
    (view.attempts === "" || String(line.attempts) === view.attempts) &&
    (!timed || (line.start !== null && line.end >= from && line.start <= to)) &&
    (words.length === 0 || says(line)));
}

/** How often each value comes, the most frequent first. */
function frequencies(lines, valueOf) {
  const counts = new Map();
  for (const line of lines) {
    const value = valueOf(line);
    if (value !== null && value !== undefined) counts.set(value, (counts.get(value) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (String(a[0]) < String(b[0]) ? -1 : 1));
}

/** Failed lines with the same error at the same host, the largest group first. */
function causesOf(lines) {
  const groups = new Map();
  for (const line of lines) {
    if (line.ok) continue;
    const key = `${line.code}\n${line.host}`;
    const group = groups.get(key) || {code: line.code, host: line.host, lines: []};
    group.lines.push(line);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.lines.length - a.lines.length);
}
