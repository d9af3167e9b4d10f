// The lines of one page, a row each.

/** The row of a line, and below it what it says when it is opened. */
function rowsOf(line, result, opened, begin, end, width) {
  const id = `details-${line.index}`;
  const said = line.status === null ? line.code ?? "" : `${line.status}${line.ok ? "" : ` ${line.code}`}`;
  const row = el("tr", {class: line.ok ? "row" : "row failed", "data-index": line.index},
    el("th", {scope: "row"}, el("button", {type: "button", class: "open", "data-index": line.index,
      "aria-expanded": String(opened), "aria-controls": opened ? id : null},
    line.name ? el("bdi", {class: "name"}, line.name) : null,
    el("bdi", {class: "url"}, line.method && line.method !== "GET" ? `${line.method} ` : "",
      line.url || `line ${line.index}: no URL`),
    line.ok ? null : el("bdi", {class: "why"}, line.message))),
    el("td", {}, el("span", {class: line.ok ? "good" : line.idle ? "warn" : "bad"},
      `${line.ok ? "✓" : line.idle ? "–" : "✕"} ${said}`),
    line.flaky ? el("span", {class: "warn"}, ` ↻ ${line.attempts}`) : "",
    line.baseline ? el("span", {class: "tag"}, line.baseline) : ""),
    el("td", {class: "number"}, duration(line.spent)),
    el("td", {class: "phases"}, drawBar(result, line, begin, end, width)));
  if (!opened) return [row];
  return [row, el("tr", {class: "opened", id}, el("td", {colspan: 4}, detailsOf(result, line)))];
}

/** The axis above the bars: from `begin` to `end`, as what has passed since `zero`. */
function axisOf(zero, begin, end, width) {
  const scale = (width - 16) / Math.max(end - begin, 0.001);
  const image = shape("svg", {width, height: 16, class: "axis", "aria-hidden": "true"});
  for (const value of ticks(begin - zero, end - zero, Math.max(Math.floor(width / 110), 2))) {
    const x = (value - (begin - zero)) * scale;
    if (x > width - 48) continue;
    image.append(shape("line", {class: "grid", x1: x, x2: x, y1: 0, y2: 16}),
      shape("text", {class: "tick", x: x + 3, y: 12}, duration(value)));
  }
  return image;
}

/** Where this page is among all; `go` is called with another. */
function drawPager(pager, page, pages, lines, go) {
  pager.hidden = pages === 1;
  const first = (page - 1) * kRows + 1;
  pager.replaceChildren(
    el("button", {type: "button", disabled: page === 1, onclick: () => go(page - 1), title: "["}, "← Back"),
    el("span", {}, `${count(first)}–${count(Math.min(first + kRows - 1, lines))} of ` +
      plural(lines, "line")),
    el("button", {type: "button", disabled: page === pages, onclick: () => go(page + 1), title: "]"}, "On →"));
}
