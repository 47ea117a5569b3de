// The table: sorting, filtering, sources; and what ties it to the chart.
"use strict";

const COLUMNS = [
  { key: "scenario", name: "scenario" }, { key: "origin", name: "origin" },
  { key: "size_bytes", name: "size", number: true, text: (r) => humanSize(r.size_bytes) },
  { key: "live", name: "live", number: true }, { key: "allocator", name: "allocator" },
  { key: "variant", name: "variant" },
  { key: "baseline_value", name: "baseline", number: true, text: (r) => amount(r.baseline_value, r) },
  { key: "value", name: "value", number: true, text: (r) => amount(r.value, r) },
  { key: "delta", name: "cost", number: true, text: (r) => amount(r.delta, r) },
  { key: "delta_low", name: "95 % interval", number: true, text: interval },
  { key: "ratio", name: "ratio", number: true, text: (r) => r.ratio === null ? "" : `${digits(r.ratio)}×` },
  { key: "verdict", name: "verdict" },
  { key: "turns_kept", name: "turns", number: true, text: (r) => `${r.turns_kept}/${r.turns_total}` },
  { key: "note", name: "note", kind: "note" },
];
const sorting = { key: "delta", down: true };
const FILTERS = ["metric", "allocator", "variant", "verdict"];

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function compare(a, b) {
  const [x, y] = [a[sorting.key], b[sorting.key]];
  if (x === null || y === null) return (x === null) - (y === null); // the unknown always last
  const order = typeof x === "number" ? x - y : x.localeCompare(y);
  return sorting.down ? -order : order;
}

function visibleRows() {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = data.rows.filter((row) => {
    const text = [row.scenario, row.origin, row.allocator, row.variant, row.verdict, row.note,
                  humanSize(row.size_bytes)].join(" ").toLowerCase();
    return FILTERS.every((key) => !byId(key).value || row[key] === byId(key).value)
      && words.every((word) => text.includes(word));
  });
  return rows.sort(compare);
}

function drawHead() {
  const line = document.createElement("tr");
  for (const column of COLUMNS) {
    const cell = element("th", "", { scope: "col", class: column.number ? "number" : "" });
    const on = sorting.key === column.key;
    if (on) cell.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
    const button = element("button", column.name, { type: "button", "data-key": column.key });
    button.addEventListener("click", () => sortBy(column));
    cell.append(button);
    line.append(cell);
  }
  line.append(element("th", "source", { scope: "col" }));
  document.querySelector("#table thead").replaceChildren(line);
}

function sortBy(column) {
  sorting.down = sorting.key === column.key ? !sorting.down : Boolean(column.number);
  sorting.key = column.key;
  refresh();
  document.querySelector(`#table button[data-key="${column.key}"]`).focus();
}

function drawRow(row) {
  const line = document.createElement("tr");
  for (const column of COLUMNS) {
    const text = column.text ? column.text(row) : row[column.key];
    const kind = column.key === "verdict" ? row.verdict : column.number ? "number" : column.kind || "";
    line.append(element("td", text, { class: kind }));
  }
  const cell = document.createElement("td");
  if (data.sources[row.scenario]) cell.append(sourceButton(line, row));
  line.append(cell);
  return line;
}

function sourceButton(line, row) {
  const button = element("button", "code", { type: "button", "aria-expanded": "false",
    "aria-label": `code of ${row.scenario}` });
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) return line.nextElementSibling.remove();
    line.after(sourceRow(row));
  });
  return button;
}

function sourceRow(row) {
  const source = data.sources[row.scenario];
  const cell = element("td", "", { colspan: COLUMNS.length + 1 });
  cell.append(element("strong", reading(row)), element("div", source.title),
              element("pre", source.text));
  if (source.current) cell.append(element("em", "Today's source: the run's commit is not known here."));
  const line = element("tr", "", { class: "source" });
  line.append(cell);
  return line;
}

function refresh() {
  const rows = visibleRows();
  drawHead();
  document.querySelector("#table tbody").replaceChildren(...rows.map(drawRow));
  const cut = rows.length > MOST_BARS ? `; the chart shows the first ${MOST_BARS}` : "";
  const hidden = byId("axis").value === "logarithmic"
    ? rows.filter((row) => known(row) && row.delta < logFloor(rows)).length : 0;
  const below = hidden ? `; ${hidden} too near zero for a log scale` : "";
  byId("count").textContent = `${rows.length} of ${data.rows.length} rows${cut}${below}`;
  drawCost(rows);
}

function fillSelect(id, values, first, chosen) {
  const options = [...(first ? [["", first]] : []), ...values.map((value) => [value, value])];
  byId(id).replaceChildren(...options.map(([value, text]) => element("option", text, { value })));
  if (values.includes(chosen)) byId(id).value = chosen;
}

// Bars where they can be told apart from zero, else dots on a log scale.
function chooseAxis() {
  const costs = visibleRows().map((row) => row.delta).filter((d) => d > 0).sort((a, b) => a - b);
  const wide = costs.length && costs[costs.length - 1] > 60 * costs[costs.length >> 1];
  byId("axis").value = wide ? "logarithmic" : "linear";
}

let casesDrawn = false;

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  if (!casesDrawn) return;
  refresh();
  if (data.sweeps.length) drawSweep();
}

// The table of all cases is made when it is first asked for: it is long.
function showCases() {
  if (casesDrawn) return;
  casesDrawn = true;
  Object.assign(Chart.defaults.font, { size: 14, family: getComputedStyle(document.body).fontFamily });
  const all = (key) => [...new Set(data.rows.map((row) => row[key]))];
  fillSelect("metric", all("metric"), "", "time");
  fillSelect("allocator", all("allocator"), "all", "");
  fillSelect("variant", all("variant"), "all", "heap");
  fillSelect("verdict", all("verdict"), "all", "");
  fillSelect("sweep-scenario", data.sweeps, "", data.sweeps[0]);
  for (const id of ["search", "axis", ...FILTERS]) byId(id).addEventListener("input", refresh);
  byId("sweep-scenario").addEventListener("input", drawSweep);
  byId("sweep").hidden = data.sweeps.length === 0;
  keyboard("cost", "ArrowUp", "ArrowDown");
  keyboard("sweep", "ArrowLeft", "ArrowRight");
  byId("metric").addEventListener("input", () => { chooseAxis(); refresh(); });
  chooseAxis();
  setTheme(document.documentElement.dataset.theme);
}

function startTheme() {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  byId("theme").addEventListener("click", () => setTheme(dark() ? "light" : "dark"));
  system.addEventListener("change", () => setTheme(system.matches ? "dark" : "light"));
  let before = "light";
  window.addEventListener("beforeprint", () => { before = document.documentElement.dataset.theme; setTheme("light"); });
  window.addEventListener("afterprint", () => setTheme(before));
  setTheme(data.style || (system.matches ? "dark" : "light"));
}
