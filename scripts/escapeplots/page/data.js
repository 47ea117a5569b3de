// The run's rows as written by the report; what to call them and how to write them.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
// The file holds columns, with each text once; the page works on rows.
function unpack(columns) {
  const names = Object.keys(columns);
  const cell = (name, place) => columns[name].words ? columns[name].words[columns[name].at[place]] : columns[name][place];
  const count = columns.live.length;
  return Array.from({ length: count }, (_, place) =>
    Object.fromEntries(names.map((name) => [name, cell(name, place)])));
}
data.rows = unpack(data.columns);
const minus = (text) => text.replace("-", "−");
const addressOf = (scenario) => `#/s/${encodeURIComponent(scenario)}`;
const byId = (id) => document.getElementById(id);

function digits(number) {
  if (number === null) return "";
  if (number === 0) return "0";
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(number))));
  return minus(number.toFixed(Math.min(places, 12)));
}

function humanSize(bytes) {
  for (const [factor, unit] of [[1048576, "MiB"], [1024, "KiB"], [1000000, "MB"]])
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor} ${unit}`;
  return `${bytes} B`;
}

function amount(number, row) {
  if (number === null) return "";
  if (row.unit !== "ns/op") return `${digits(number)} ${row.unit}`;
  const [factor, unit] = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [0, "ns"]]
    .find(([least]) => Math.abs(number) >= least);
  return `${digits(number / (factor || 1))} ${unit}`;
}

function interval(row) {
  return row.delta_low === null ? "" : `${amount(row.delta_low, row)} … ${amount(row.delta_high, row)}`;
}

const known = (row) => row.delta !== null;
const resolved = (row) => row.verdict === "slower" || row.verdict === "faster";

function label(row) {
  const variant = row.variant === "heap" ? "" : ` ${row.variant}`;
  return `${row.scenario}${variant}, ${humanSize(row.size_bytes)}, ${row.allocator}`;
}

// One row in words: what hovering and the keyboard read out.
function reading(row) {
  if (!known(row)) return `${label(row)}: ${row.verdict}${row.note ? ` (${row.note})` : ""}`;
  const ratio = row.ratio === null ? "" : `, ${digits(row.ratio)}× of ${row.baseline}`;
  return `${label(row)}: ${amount(row.delta, row)}${row.delta_low === null ? "" : ` (${interval(row)})`}${ratio}, ${row.verdict}`;
}
