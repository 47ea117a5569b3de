// Which view is shown follows from the address, so links and the back button work:
// #/ the answer, #/s/NAME a scenario, #/cases all cases.
"use strict";

// The name in an address; of one that was mistyped, its letters as they are.
function nameIn(address) {
  const text = address.slice("#/s/".length);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function route() {
  const kind = location.hash.split("/")[1];
  const view = kind === "s" ? "scenario" : kind === "cases" ? "cases" : "answer";
  for (const one of ["answer", "scenario", "cases"]) byId(`view-${one}`).hidden = one !== view;
  for (const link of document.querySelectorAll("nav a")) {
    const here = link.getAttribute("href") === `#/${view === "answer" ? "" : view}`;
    if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  if (view === "cases") showCases();
  if (view === "scenario") {
    drawScenario(nameIn(location.hash));
    window.scrollTo(0, 0);
    byId("scenario-title").focus({ preventScroll: true });
  }
}

startTheme();
startMatrix();
window.addEventListener("hashchange", route);
route();
requestAnimationFrame(() => setTimeout(() => performance.mark("drawn"))); // evidence/report-page.py
