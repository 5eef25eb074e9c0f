// panel.js is what only the demo shows, beside the conversation: what is behind it.
import { demo, post } from "./api.js";
import { drawAsana } from "./panel_asana.js";
import { drawLog, drawRequests } from "./panel_log.js";
import { hasPanel } from "./columns.js";
import { moment } from "./dates.js";
import { now, state } from "./store.js";
import { drawSteps, startSteps } from "./steps.js";

const $ = (id) => document.getElementById(id);
const every = 1000; // milliseconds between looks, while the page is seen
let page = null; // what the rest of the page offers: be, draw, attempt

// startPanel looks whether this is the demo, and shows the panel if it is.
export async function startPanel(offered) {
  page = offered;
  if (!state.world.clock) { hasPanel(false); return; } // asking would only make the browser complain
  try {
    state.words = await demo("words");
  } catch {
    hasPanel(false);
    return;
  }
  hasPanel(true);
  $("panel").hidden = false;
  startTabs();
  startSteps(page, forward);
  for (const button of document.querySelectorAll("[data-mode]")) button.onclick = () => choose(button.dataset.mode);
  for (const button of document.querySelectorAll("[data-forward]")) button.onclick = () => forward(button.dataset.forward);
  await look();
  setInterval(() => { if (!document.hidden) look(); }, every);
  setInterval(tick, 1000);
}

const events = []; // the log so far
let newest = 0;
let looking = null;

// look asks for the state; who asks meanwhile gets the answer that is on its way.
export function look() {
  if (!state.words) return Promise.resolve();
  return looking ??= fetchState().catch(() => {}).finally(() => { looking = null; });
}

async function fetchState() {
  const got = await demo("state?after=" + newest);
  events.push(...got.events);
  newest = events.at(-1)?.seq || 0;
  const moved = got.moves.length !== state.demo?.moves.length;
  state.demo = { ...got, events };
  state.shift = Date.parse(got.now) - Date.now();
  drawPanel();
  if (moved) page.draw();
}

function drawPanel() {
  tick();
  for (const button of document.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === state.demo.mode));
  drawAsana();
  drawRequests();
  drawLog();
  drawSteps();
}

function tick() {
  $("clock").textContent = moment(now());
  $("clock").dateTime = new Date(now()).toISOString();
}

async function choose(mode) {
  await page.attempt(() => demo("asana", { mode }));
  await look();
}

async function forward(by) {
  await page.attempt(() => post("clock", { forward: by }));
  await look();
  page.draw();
}

function startTabs() {
  const tabs = [...document.querySelectorAll("#panel [role=tab]")];
  const show = (tab) => tabs.forEach((t) => {
    t.setAttribute("aria-selected", String(t === tab));
    t.tabIndex = t === tab ? 0 : -1;
    $(t.getAttribute("aria-controls")).hidden = t !== tab;
  });
  tabs.forEach((tab, i) => {
    tab.onclick = () => show(tab);
    tab.onkeydown = (ev) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[ev.key];
      if (!by) return;
      const next = tabs[(i + by + tabs.length) % tabs.length];
      show(next);
      next.focus();
    };
  });
  show(tabs[0]);
}
