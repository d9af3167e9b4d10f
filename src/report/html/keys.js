// What the keys do.

/** By key: what it does in words, and the doing. */
function actionsOf(page) {
  const {page: number, pages} = page.slice();
  const turn = to => page.choose({page: to <= 1 ? "" : String(Math.min(to, pages)), line: ""});
  const orders = Object.keys(kOrder);
  const next = orders[(orders.indexOf(page.view.order) + 1) % orders.length];
  return {
    "/": ["search", () => page.place("q").focus()],
    j: ["next line", () => page.step(1)],
    k: ["line before", () => page.step(-1)],
    f: ["failed lines alone, or all", () => page.choose(
      {show: page.view.show === "failed" ? "" : "failed", page: "", line: ""})],
    s: ["next order: by start, failed first, slowest first, as in the list",
      () => page.choose({order: next, page: ""})],
    "[": ["200 lines back", () => turn(number - 1)],
    "]": ["200 lines on", () => turn(number + 1)],
    x: ["clear the filter", () => page.clear()],
    t: ["light or dark", () => page.changeTheme()],
    "?": ["these keys", () => showKeys(page)],
  };
}

function handleKey(page, event) {
  if (event.ctrlKey || event.altKey || event.metaKey || page.place("keys").open) return;
  const typing = event.target.matches("input[type=search], select, textarea");
  if (typing) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const action = actionsOf(page)[event.key];
  if (!action) return;
  event.preventDefault();
  action[1]();
}

function showKeys(page) {
  const dialog = page.place("keys");
  dialog.replaceChildren(el("h2", {id: "keys-title"}, "Keys"),
    el("dl", {class: "facts"}, Object.entries(actionsOf(page)).map(([key, [says]]) =>
      el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, says))),
    el("div", {}, el("dt", {}, el("kbd", {}, "Enter")), el("dd", {}, "open or close a line"))),
    el("p", {}, "Drag over the picture of all lines to see a part of the time; double-click for all."),
    el("form", {method: "dialog"}, el("button", {}, "Close")));
  dialog.showModal();
}
