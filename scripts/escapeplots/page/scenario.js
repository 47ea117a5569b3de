// A scenario's page: what Go says, both sources, the machine code, the steps, lanes and turns.
"use strict";

function part(title, ...nodes) {
  const made = element("section", "");
  made.append(element("h3", title), ...nodes);
  return made;
}

function code(text, label) {
  return element("pre", text, { tabindex: "0", role: "region", "aria-label": label });
}

function beside(left, right) {
  const made = element("div", "", { class: "beside" });
  made.append(left, right);
  return made;
}

function listing(lines, label) {
  const made = code("", label);
  for (const [text, kind] of lines)
    made.append(element(kind === "call" ? "mark" : kind === "name" ? "b" : "span", `${kind ? "" : "  "}${kind === "call" ? "  " : ""}${text}\n`));
  return made;
}

function bar(from, to, high, colour) {
  const made = element("span", "", { class: "bar" });
  const [low, far] = [Math.max(0, Math.min(from, to)), Math.max(from, to)];
  made.style.cssText = `margin-left:${100 * low / high}%;width:${100 * Math.max(0, far - low) / high}%;background:${colour}`;
  return made;
}

// Each step begins where the one before ends.
function waterfall(lane, steps, whole) {
  const total = whole?.delta ?? steps.reduce((sum, step) => sum + step[1], 0);
  const high = Math.max(total, ...steps.map((step) => step[1])) || 1;
  const body = document.createElement("tbody");
  let at = 0;
  for (const [name, cost] of [...steps.map((s) => [s[0], s[1]]), ["the escape cost", total]]) {
    const line = document.createElement("tr"), last = name === "the escape cost";
    const cell = element("td", "", { class: "drawn" });
    cell.append(bar(last ? 0 : at, last ? total : at + cost, high, colourOf(lane)));
    line.append(element("th", name, { scope: "row" }), element("td", `${cost > 0 ? "+" : ""}${amount(cost, { unit: "ns/op" })}`, { class: "number" }), cell);
    body.append(line);
    at += cost;
  }
  const table = element("table", "", { class: "steps" });
  table.append(element("caption", lane), body);
  return table;
}

function lanesTable(entry) {
  const table = element("table", "", { class: "lanes" }), head = document.createElement("tr"), body = document.createElement("tbody");
  const others = data.others.map((other) => other.name);
  for (const word of ["lane", "stack", "heap", "cost", "95 % interval", "ratio", "verdict", "workers", "turns kept", ...others])
    head.append(element("th", word, { scope: "col" }));
  for (const lane of data.lanes) {
    const row = costRow(entry, lane);
    if (!row) continue;
    const line = document.createElement("tr");
    line.append(element("th", lane, { scope: "row" }));
    const cells = [amount(row.baseline_value, row), amount(row.value, row), amount(row.delta, row), interval(row),
      row.ratio === null ? "" : `${digits(row.ratio)}×`, row.verdict, row.workers, `${row.turns_kept} of ${row.turns_total}`];
    cells.push(...data.others.map((other) => { const c = other.costs[entry.scenario]?.[lane]; return c && c[0] !== null ? amount(c[0], row) : "–"; }));
    for (const text of cells) line.append(element("td", text, { class: "number" }));
    body.append(line);
  }
  const top = document.createElement("thead");
  top.append(head);
  table.append(top, body);
  const wide = element("div", "", { class: "wide", tabindex: "0", role: "region", "aria-label": "The lanes" });
  wide.append(table);
  return wide;
}

// The kept turns of both sides as dots from zero; the dropped ones as numbers.
function turnsOf(scenario, lane) {
  const turns = data.turns[`${scenario} ${lane}`];
  if (!turns) return null;
  const high = Math.max(...turns.base, ...turns.subject) * 1.05 || 1;
  const rows = [["stack", turns.base, "--stack"], ["heap", turns.subject, "--heap"]];
  const dots = rows.map(([, values, colour], y) => values.map((v, i) =>
    `<circle cx="${(8 + 484 * v / high).toFixed(1)}" cy="${12 + 22 * y + (i % 5) * 2}" r="3" style="fill:var(${colour})" fill-opacity=".55"/>`).join("")).join("");
  const dropped = Object.entries(turns.dropped).map(([why, count]) => `${count} ${why}`).join(", ") || "none";
  const text = `${lane}: ${turns.kept} turns kept; dropped: ${dropped}`;
  const made = element("figure", "");
  made.innerHTML = `<svg viewBox="0 0 500 50" role="img">${dots}</svg>`;
  made.firstChild.setAttribute("aria-label", `Stack above, heap below, from 0 to ${amount(high, { unit: "ns/op" })}`);
  made.append(element("figcaption", text));
  return made;
}

function sourcesOf(name) {
  const known = data.sources[name];
  if (!known) return [element("p", "The sources of this scenario are not in this checkout.")];
  const made = [];
  const go = known.go ? code(known.go, "Go source") : element("p", "There is no Go original: this scenario is not from the articles.");
  made.push(part("Go, and the C port", beside(go, code(known.text, "C source"))));
  if (known.current) made.push(element("p", "The sources are today's: the run's commit is not known here."));
  const { stack, heap } = known.code;
  made.push(stack.length ? part("Machine code: stack, heap; calls of malloc and free are marked", element("p", data.code, { class: "hint" }), beside(listing(stack, "Machine code, stack"), listing(heap, "Machine code, heap")))
    : part("Machine code", element("p", data.code)));
  return made;
}

function drawScenario(name) {
  const entry = data.cases.find((one) => one.scenario === name), known = data.sources[name];
  const view = byId("view-scenario");
  const title = element("h2", `${name.replaceAll("_", " ")}${known ? `: ${known.title}` : ""}`, { id: "scenario-title", tabindex: "-1" });
  const facts = element("dl", "");
  const fact = (word, text) => { if (text) facts.append(element("dt", word), element("dd", text)); };
  fact("in Go", known?.line);
  fact("escapes", known?.escapes);
  fact("-m prints", known?.said.join("\n"));
  const nodes = [title, facts];
  if (entry) nodes.push(part("Lanes", lanesTable(entry)));
  else nodes.push(element("p", data.rows.some((row) => row.scenario === name) ? "This run has no time of it; its figures are among all cases." : "This run has no such scenario."));
  nodes.push(...sourcesOf(name));
  const ladders = Object.entries(data.steps[name] ?? {});
  if (ladders.length) nodes.push(part("Where the cost goes", element("p", "Each step begins where the one before ends; each lane has its own scale.", { class: "hint" }), ...ladders.map(([lane, steps]) => waterfall(lane, steps, entry && costRow(entry, lane)))));
  const turns = data.lanes.map((lane) => turnsOf(name, lane)).filter(Boolean);
  nodes.push(part("Turns", ...(turns.length ? turns : [element("p", "There was no samples.csv beside the run.")])));
  view.replaceChildren(...nodes);
}
