// The two charts: settings for Chart.js, and the keyboard's way through them.
"use strict";

const MOST_BARS = 80;
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const dark = () => document.documentElement.dataset.theme === "dark";
const colourOf = (allocator) => data.colours[dark() ? "dark" : "light"][allocator];
const charts = {};

function commonOptions() {
  return {
    animation: false, responsive: true, maintainAspectRatio: false, devicePixelRatio: 2,
    color: style("--ink"), borderColor: style("--grid"),
    plugins: { legend: { display: false } },
  };
}

function axis(title, more) {
  return {
    title: { display: Boolean(title), text: title, color: style("--faint") },
    grid: { color: style("--grid") }, ticks: { color: style("--ink") }, ...more,
  };
}

// A log scale has no zero: it starts at a tenth of the least resolved cost.
function logFloor(rows) {
  const costs = rows.filter((row) => resolved(row) && row.delta > 0).map((row) => row.delta);
  return costs.length ? Math.min(...costs) / 10 : 1;
}

// Dataset 0: the rows' bars or dots; dataset 1: their intervals.
function costDatasets(rows, log) {
  const floor = log ? logFloor(rows) : -Infinity;
  const drawn = (number) => (number === null || number < floor ? null : number);
  const colours = rows.map((row) => colourOf(row.allocator));
  const faces = rows.map((row, i) => (resolved(row) ? colours[i] : "transparent"));
  const values = { data: rows.map((row) => drawn(row.delta)), backgroundColor: faces,
                   borderColor: colours, borderWidth: 2, order: 2 };
  const spans = rows.map((row) => row.delta_low === null || drawn(row.delta) === null ? null
    : [Math.max(row.delta_low, floor), row.delta_high]);
  const intervals = { type: "bar", data: spans, backgroundColor: style("--ink"),
                      barThickness: 3, grouped: false, order: 1 };
  const dots = { type: "line", showLine: false, pointRadius: 6, pointHoverRadius: 9,
                 pointBackgroundColor: faces, pointBorderColor: colours };
  return [{ type: "bar", barPercentage: 0.9, ...(log ? dots : {}), ...values }, intervals];
}

function decades(unit) {
  const isDecade = (value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
  return { color: style("--ink"), maxRotation: 0,
           callback: (value) => (isDecade(value) ? amount(value, { unit }) : "") };
}

function drawCost(all) {
  const rows = all.slice(0, MOST_BARS);
  const log = byId("axis").value === "logarithmic";
  const unit = rows.length ? rows[0].unit : "";
  const deltas = rows.map((row) => row.delta ?? 0);
  const negative = Math.min(...deltas) < -0.02 * Math.max(...deltas);
  charts.cost?.destroy();
  byId("cost-chart").parentElement.style.height = `${rows.length * 24 + 80}px`;
  charts.cost = new Chart(byId("cost-chart"), {
    type: "bar",
    data: { labels: rows.map(label), datasets: costDatasets(rows, log) },
    options: {
      ...commonOptions(), indexAxis: "y", interaction: { mode: "index", axis: "y", intersect: false },
      scales: {
        x: axis(`variant minus baseline, ${unit}`, log ? { type: "logarithmic", min: logFloor(rows), ticks: decades(unit) } : { beginAtZero: true, min: negative ? undefined : 0 }),
        y: axis("", { ticks: { autoSkip: false, color: style("--ink") }, grid: { display: false } }),
      },
      plugins: {
        legend: { display: false },
        tooltip: { filter: (item) => item.datasetIndex === 0, displayColors: false,
                   callbacks: { title: () => "", label: (item) => reading(rows[item.dataIndex]) } },
      },
      onHover: (_, active) => active.length && say("cost", rows[active[0].index]),
    },
  });
  charts.cost.points = rows.map((row, index) => ({ row, datasetIndex: 0, index }));
}

function say(name, row) {
  byId(`${name}-reading`).textContent = reading(row);
}

function sweepRows(scenario) {
  const rows = data.rows.filter((r) => r.scenario === scenario && r.metric === "time"
    && r.variant === "heap" && known(r) && r.delta_low !== null);
  const live = Math.min(...rows.map((row) => row.live));
  return rows.filter((row) => row.live === live).sort((a, b) => a.size_bytes - b.size_bytes);
}

function sweepDatasets(rows) {
  const at = (row, y) => ({ x: row.size_bytes, y: row[y], row });
  return [...new Set(rows.map((row) => row.allocator))].flatMap((allocator) => {
    const mine = rows.filter((row) => row.allocator === allocator);
    const colour = colourOf(allocator);
    const edge = { borderWidth: 0, pointRadius: 0, pointHoverRadius: 0, backgroundColor: `${colour}40` };
    return [
      { label: allocator, data: mine.map((row) => at(row, "delta")), borderColor: colour, backgroundColor: colour,
        pointBackgroundColor: mine.map((row) => (resolved(row) ? colour : style("--paper"))),
        pointBorderColor: colour, pointRadius: 6, pointHoverRadius: 9, borderWidth: 3 },
      { ...edge, data: mine.map((row) => at(row, "delta_low")), fill: false },
      { ...edge, data: mine.map((row) => at(row, "delta_high")), fill: "-1" },
    ];
  });
}

function drawSweep() {
  const rows = sweepRows(byId("sweep-scenario").value);
  const sizes = [...new Set(rows.map((row) => row.size_bytes))];
  const log = Math.min(...rows.map((row) => row.delta_low)) > 0
    && Math.max(...rows.map((r) => r.delta)) > 30 * Math.min(...rows.map((r) => r.delta));
  const floor = log ? 0.7 * Math.min(...rows.map((row) => row.delta_low)) : undefined;
  charts.sweep?.destroy();
  charts.sweep = new Chart(byId("sweep-chart"), {
    type: "line",
    data: { datasets: sweepDatasets(rows) },
    options: {
      ...commonOptions(), interaction: { mode: "nearest", intersect: false },
      scales: {
        x: axis("size of the value", {
          type: "logarithmic", min: sizes[0] / 1.2, max: sizes[sizes.length - 1] * 1.2,
          afterBuildTicks: (scale) => { scale.ticks = sizes.map((value) => ({ value })); },
          ticks: { color: style("--ink"), callback: humanSize } }),
        y: axis("heap minus stack, ns", { type: log ? "logarithmic" : "linear", beginAtZero: !log, min: floor, ...(log ? { ticks: decades("ns/op") } : {}) }),
      },
      plugins: {
        legend: { labels: { color: style("--ink"), filter: (item) => Boolean(item.text) } },
        tooltip: { filter: (item) => item.datasetIndex % 3 === 0, displayColors: false,
                   callbacks: { title: () => "", label: (item) => reading(item.raw.row) } },
      },
      onHover: (_, active) => active.length && say("sweep",
        charts.sweep.data.datasets[active[0].datasetIndex].data[active[0].index].row),
    },
  });
  charts.sweep.points = charts.sweep.data.datasets.flatMap((set, datasetIndex) =>
    datasetIndex % 3 ? [] : set.data.map((point, index) => ({ row: point.row, datasetIndex, index })));
}

// Arrow keys, Home and End show the next point as the mouse would.
function keyboard(name, back, forth) {
  let place = -1;
  byId(`${name}-chart`).addEventListener("keydown", (event) => {
    const chart = charts[name], last = chart.points.length - 1;
    const next = { [back]: place - 1, [forth]: place + 1, Home: 0, End: last }[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    place = Math.max(0, Math.min(last, next));
    const { row, ...point } = chart.points[place];
    chart.setActiveElements([point]);
    const { x, y } = chart.getDatasetMeta(point.datasetIndex).data[point.index];
    chart.tooltip.setActiveElements([point], { x: x || 0, y: y || 0 });
    chart.update();
    say(name, row);
  });
  byId(`${name}-chart`).addEventListener("focus", () => { place = -1; });
}
