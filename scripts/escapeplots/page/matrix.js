// The answer: scenario x lane, each cell an escape cost; sortable, with what lies behind a cell
// read out on hover and by the arrow keys.
"use strict";

const order = { key: "group", down: false };
const costRow = (entry, lane) => entry.cells[lane] === undefined ? null : data.rows[entry.cells[lane]];

function shortTime(ns) {
  const [factor, unit] = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [0, "ns"]].find(([least]) => Math.abs(ns) >= least);
  const value = ns / (factor || 1), size = Math.abs(value);
  return minus(`${value.toFixed(size >= 10 ? 0 : size >= 1 ? 1 : 2)} ${unit}`);
}

function cellText(row) {
  if (!row) return "–";
  if (!known(row)) return row.verdict === "failed" ? "failed" : "no verdict";
  if (row.verdict === "same") return "≈ 0";
  return resolved(row) ? shortTime(row.delta) : `(${shortTime(row.delta)})`;
}

// Pale for the cheapest resolved cost, full for the dearest, by magnitude.
const costs = data.cases.flatMap((entry) => data.lanes.map((lane) => costRow(entry, lane)))
  .filter((row) => row && resolved(row) && row.delta > 0).map((row) => row.delta);
const [least, most] = [Math.min(...costs), Math.max(...costs)];
function heat(row) {
  if (!row || !resolved(row) || row.delta <= 0) return 0;
  return 0.08 + 0.62 * Math.log(row.delta / least) / (Math.log(most / least) || 1);
}

function otherCost(scenario, lane, row) {
  const other = data.others[byId("against").value];
  const found = other?.costs[scenario]?.[lane];
  return found && found[0] !== null && found[4] === row.size_bytes ? found : null;
}

// How the run differs from the one that it is compared with, in percent of that one's cost.
function change(scenario, lane, row) {
  const found = row && known(row) ? otherCost(scenario, lane, row) : null;
  if (!found || found[0] === 0) return "";
  const apart = row.delta_low > found[2] || row.delta_high < found[1];
  const percent = 100 * (row.delta - found[0]) / Math.abs(found[0]);
  const text = `${percent > 0 ? "+" : ""}${percent.toFixed(Math.abs(percent) < 9.95 ? 1 : 0)} %`;
  return apart ? minus(text) : `(${minus(text)})`;
}

function why(entry, lane) {
  const row = costRow(entry, lane);
  if (!row) return `${entry.scenario}, ${lane}: not measured in this run`;
  const turns = `${row.workers} workers, ${row.turns_kept} of ${row.turns_total} turns kept`;
  const found = known(row) ? otherCost(entry.scenario, lane, row) : null;
  const before = found ? `; ${data.others[byId("against").value].name}: ${amount(found[0], row)} (${amount(found[1], row)} … ${amount(found[2], row)})` : "";
  return `${reading(row)}; ${turns}${row.note ? `; ${row.note}` : ""}${before}`;
}

function sortedCases() {
  const list = [...data.cases];
  if (order.key === "group") return order.down ? list.reverse() : list;
  if (order.key === "scenario") list.sort((a, b) => a.scenario.localeCompare(b.scenario));
  else list.sort((a, b) => (costRow(a, order.key)?.delta ?? Infinity) - (costRow(b, order.key)?.delta ?? Infinity));
  return order.down ? list.reverse() : list;
}

function matrixHead() {
  const line = document.createElement("tr");
  for (const key of ["group", "scenario", ...data.lanes]) {
    const cell = element("th", "", { scope: "col" });
    if (order.key === key) cell.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    const button = element("button", key, { type: "button", "data-sort": key });
    button.addEventListener("click", () => {
      order.down = order.key === key ? !order.down : data.lanes.includes(key);
      order.key = key;
      drawMatrix();
      document.querySelector(`#matrix button[data-sort="${CSS.escape(key)}"]`).focus();
    });
    cell.append(button);
    line.append(cell);
  }
  return line;
}

function matrixCell(entry, lane) {
  const row = costRow(entry, lane);
  const cell = element("td", cellText(row), { class: "cost", tabindex: "-1", "data-lane": lane });
  cell.style.setProperty("--heat", `${Math.round(100 * heat(row))}%`);
  const moved = change(entry.scenario, lane, row);
  if (moved) cell.append(element("small", moved));
  const tell = () => { byId("matrix-reading").textContent = why(entry, lane); };
  cell.addEventListener("mouseenter", tell);
  cell.addEventListener("focus", tell);
  cell.addEventListener("click", () => { location.hash = addressOf(entry.scenario); });
  return cell;
}

function drawMatrix() {
  const words = byId("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = sortedCases().filter((entry) => words.every((word) =>
    `${entry.scenario} ${entry.group}`.toLowerCase().includes(word)));
  document.querySelector("#matrix thead").replaceChildren(matrixHead());
  document.querySelector("#matrix tbody").replaceChildren(...shown.map((entry) => {
    const line = element("tr", "", { "data-scenario": entry.scenario });
    const name = element("th", "", { scope: "row" });
    name.append(element("a", entry.scenario.replaceAll("_", " "), { href: addressOf(entry.scenario) }));
    line.append(element("td", entry.group, { class: "group" }), name,
                ...data.lanes.map((lane) => matrixCell(entry, lane)));
    return line;
  }));
  document.querySelector("#matrix td.cost")?.setAttribute("tabindex", "0");
  byId("found").textContent = `${shown.length} of ${data.cases.length} scenarios`;
}

// Arrow keys go from cell to cell, Enter opens the scenario.
function walkMatrix(event) {
  const cell = event.target.closest("td.cost");
  if (!cell) return;
  const line = cell.parentElement, place = cell.cellIndex;
  const next = { ArrowLeft: cell.previousElementSibling, ArrowRight: cell.nextElementSibling,
                 ArrowUp: line.previousElementSibling?.cells[place],
                 ArrowDown: line.nextElementSibling?.cells[place] }[event.key];
  if (event.key === "Enter") location.hash = addressOf(line.dataset.scenario);
  if (!next?.classList.contains("cost")) return;
  event.preventDefault();
  cell.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}

function startMatrix() {
  byId("against").replaceChildren(element("option", "nothing", { value: "" }),
    ...data.others.map((other, place) => element("option", other.name, { value: place })));
  for (const part of ["against-label", "against-hint"]) byId(part).hidden = data.others.length === 0;
  if (data.others.length) byId("against").value = "0";
  byId("against").addEventListener("input", drawMatrix);
  byId("find").addEventListener("input", drawMatrix);
  byId("matrix").addEventListener("keydown", walkMatrix);
  byId("matrix").hidden = data.cases.length === 0;
  drawMatrix();
}
