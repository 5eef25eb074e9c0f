// composer.js is the field for commands, with completion and what was typed before.
import { post } from "./api.js";
import { complete } from "./completion.js";
import { Listbox } from "./listbox.js";
import { channel, state } from "./store.js";

const $ = (id) => document.getElementById(id);
const typed = []; // commands that were sent, the newest last
let at = 0; // which of them is shown
let from = 0; // where the word begins that is completed
let list = null;

// startComposer makes the field work; attempt runs what may fail.
export function startComposer(attempt) {
  const text = $("text");
  list = new Listbox(text, { label: "Suggestions", wide: true, pick: take });
  $("composer").append(list.list);
  $("composer").onsubmit = (ev) => { ev.preventDefault(); send(attempt); };
  text.oninput = suggest;
  text.onclick = suggest;
  text.onblur = () => list.close();
  text.onkeydown = (ev) => { if (!list.key(ev)) recall(ev); };
}

// prefill types a command for somebody, who sends it.
export function prefill(command) {
  $("text").value = command;
  $("text").focus();
  list.close();
}

function suggest() {
  const caret = $("text").selectionStart ?? $("text").value.length;
  const found = complete($("text").value.slice(0, caret));
  from = found.from;
  list.show(found.groups, found.active);
}

function take(item) {
  const text = $("text");
  const rest = text.value.slice(text.selectionStart).replace(/^\S*\s?/, "");
  text.value = text.value.slice(0, from) + item.insert + rest;
  text.setSelectionRange(from + item.insert.length, from + item.insert.length);
  suggest();
}

async function send(attempt) {
  const text = $("text").value.trim();
  if (!text) return;
  typed.push(text);
  at = typed.length;
  $("text").value = "";
  list.close();
  $("sending").hidden = false;
  await attempt(() => post("command", { user: state.me, channel: channel(), text }));
  $("sending").hidden = true;
}

// recall brings earlier commands back with the arrow keys.
function recall(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !typed.length) return;
  event.preventDefault();
  at = Math.max(0, Math.min(typed.length, at + step));
  event.target.value = typed[at] || "";
}
