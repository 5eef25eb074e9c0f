// steps.js suggests to somebody who is new what to try first, and ticks off what has happened.
import { prefill } from "./composer.js";
import { el, patch } from "./dom.js";
import { dm, named, state } from "./store.js";

const $ = (id) => document.getElementById(id);
const memory = "rollcall.steps.dismissed";
let page = null;
let forward = null;

export function startSteps(offered, move) {
  page = offered;
  forward = move;
  $("steps").hidden = sessionStorage.getItem(memory) === "yes";
  $("steps-close").onclick = () => {
    sessionStorage.setItem(memory, "yes");
    $("steps").hidden = true;
    $("text").focus();
  };
}

export function drawSteps() {
  if ($("steps").hidden) return;
  const happened = new Set(state.demo.events.filter((e) => e.outcome === "ok").map((e) => e.action));
  const all = state.words.steps.map((step) => ({ ...step, over: happened.has(step.done) }));
  const next = all.findIndex((step) => !step.over);
  patch($("steps-list"), all.map((step, i) => ({
    key: step.id, sig: JSON.stringify([step.over, i === next]), draw: () => chip(step, i, i === next),
  })));
  $("steps-hint").textContent = next < 0 ? "That was all of it. Now try what you like, or break something." : all[next].hint;
}

function chip(step, i, next) {
  return el("li", {}, el("button", {
    type: "button", id: "step-" + step.id, "data-step": step.id, "data-over": String(step.over),
    class: next ? "next" : null, onclick: () => run(step),
  }, el("span", { class: "tick", "aria-hidden": "true" }, step.over ? "✓" : String(i + 1)), step.title, step.over && el("span", { class: "hidden" }, " (done)")));
}

async function run(step) {
  const user = named(step.user);
  await page.be(user.id, "dm");
  if (step.text) prefill(step.text);
  if (step.action) look(user, step.action);
  if (step.forward) await forward(step.forward);
}

// look goes to the newest button of that kind in somebody's DM.
function look(user, action) {
  const all = document.querySelectorAll(`[data-channel="${CSS.escape(dm(user.id))}"] [data-action="${CSS.escape(action)}"]`);
  const button = [...all].at(-1);
  button?.scrollIntoView({ block: "center" });
  button?.focus();
  if (!button) $("steps-hint").textContent = "There is nothing to decide yet: ask first.";
}
