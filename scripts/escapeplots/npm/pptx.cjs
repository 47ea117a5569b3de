// Writes a deck (JSON on standard input, see deck.py) as .pptx with native text, tables and
// charts:  node pptx.cjs NODE_MODULES FILE
"use strict";

const fs = require("fs");
const path = require("path");
const [modules, file] = process.argv.slice(2);
const PptxGenJS = require(path.join(modules, "pptxgenjs"));
const deck = JSON.parse(fs.readFileSync(0, "utf8"));
const hex = (colour) => colour.slice(1).toUpperCase();
const look = Object.fromEntries(Object.entries(deck.look).map(([name, colour]) => [name, hex(colour)]));
const FONT = "DejaVu Sans", MONO = "DejaVu Sans Mono", WIDE = 12.33;

function inkOn(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => (parseInt(colour.slice(i, i + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "000000" : "FFFFFF";
}

function text(page, words, x, y, w, h, size, more = {}) {
  page.addText(words, { x, y, w, h, fontSize: size, fontFace: FONT, color: look.ink, margin: 0, valign: "top", ...more });
}

// Points at which a title has one line; below 18 it has two.
function titleSize(title) {
  return Math.max(18, Math.min(28, Math.floor(1230 / title.length)));
}

function addCode(page, lines, width) {
  const runs = lines.flatMap((line) => (line.length ? line : [["", deck.look.ink, false]]).map(([part, colour, bold], i, all) =>
    ({ text: part, options: { color: hex(colour), bold, breakLine: i === all.length - 1 } })));
  text(page, runs, 0.5, 1.45, width, 5.4, deck.points, { fontFace: MONO, lineSpacingMultiple: 0.95 });
}

const chartText = { catAxisLabelColor: look.ink, catAxisLabelFontFace: FONT, valAxisHidden: true, catGridLine: { style: "none" },
  valGridLine: { style: "none" }, showLegend: false, catAxisOrientation: "maxMin", barDir: "bar", valAxisLineShow: false };

function addBars(page, bars, x, y, w, h) {
  const data = [{ name: "heap minus stack, ns", labels: bars.map((b) => `${b[0]}  ${b[2]}`), values: bars.map((b) => b[1]) }];
  page.addChart("bar", data, { ...chartText, x, y, w, h, chartColors: bars.map((b) => hex(b[3])), catAxisLabelFontSize: 14,
    valAxisMinVal: 0, barGapWidthPct: 40 });
}

// A waterfall: what is before a step is a bar of the paper's colour.
function addSteps(page, slide) {
  const rest = Array.from({ length: slide.places - slide.steps.length }, () => [" ", 0, 0, ""]);
  const rows = [...slide.steps, ...rest];
  const labels = rows.map(([label, , , words]) => `${label}  ${words}`);
  const data = [{ name: "before", labels, values: rows.map((row) => Math.max(0, row[1])) },
                { name: "ns per operation", labels, values: rows.map((row) => row[2]) }];
  page.addChart("bar", data, { ...chartText, x: 0.5, y: 1.6, w: WIDE, h: 5.1, barGrouping: "stacked", barGapWidthPct: 45,
    chartColors: [look.paper, hex(slide.colour)], catAxisLabelFontSize: 20, valAxisMinVal: 0, valAxisMaxVal: slide.scale * 1.02 || 1 });
}

function addTable(page, rows) {
  const cells = rows.map((row, line) => row.map(([words, colour], place) => ({ text: words, options: {
    align: place ? "right" : "left", bold: line === 0, color: colour ? inkOn(colour) : look.ink,
    ...(colour ? { fill: { color: hex(colour) } } : {}) } })));
  const first = 4.6, each = (WIDE - first) / Math.max(1, rows[0].length - 1);
  page.addTable(cells, { x: 0.5, y: 1.6, w: WIDE, colW: [first, ...rows[0].slice(1).map(() => each)], fontFace: FONT,
    fontSize: rows[0].length > 7 ? 12 : rows.length > 6 ? 18 : 22, rowH: Math.min(0.9, 5 / rows.length), border: { type: "solid", pt: 1, color: look.paper }, valign: "middle" });
}

function add(pptx, slide) {
  const page = pptx.addSlide();
  page.background = { color: look.paper };
  text(page, slide.kicker ?? "", 0.5, 0.3, WIDE, 0.35, 16, { color: look.faint });
  text(page, slide.title, 0.5, 0.65, WIDE, 0.7, titleSize(slide.title), { bold: true });
  text(page, deck.caption, 0.5, 7.08, WIDE, 0.25, 11, { color: look.faint, fit: "shrink" });
  if (slide.lines) text(page, slide.lines.map((line) => ({ text: line, options: { breakLine: true } })), 0.5, 1.8, WIDE, 5, 26, { paraSpaceAfter: 18 });
  if (slide.code) addCode(page, slide.code, slide.big ? 9.1 : WIDE);
  if (slide.big) {
    const x = slide.code ? 9.7 : 0.5, w = slide.code ? 3.2 : WIDE;
    text(page, slide.big[0], x, 1.5, w, 1.0, 48, { bold: true, color: look.heap, fit: "shrink" });
    text(page, slide.big[1], x, 2.5, w, 0.5, 20, { color: look.faint });
    if (slide.bars?.length) addBars(page, slide.bars, x - 0.1, 3.1, w + 0.2, Math.min(3.8, 0.5 + 0.55 * slide.bars.length));
  }
  if (slide.steps) addSteps(page, slide);
  if (slide.table) addTable(page, slide.table);
  page.addNotes(slide.notes || "");
}

const pptx = new PptxGenJS();
pptx.layout = "LAYOUT_WIDE";
pptx.title = deck.title;
for (const slide of deck.slides) add(pptx, slide);
pptx.writeFile({ fileName: file }).catch((error) => { console.error(String(error)); process.exit(1); });
