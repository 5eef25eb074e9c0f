// app.js is the page: it fetches what there is and lets each part draw it.
import { get, post, watch } from "./api.js";
import { startColumns } from "./columns.js";
import { startComposer } from "./composer.js";
import { sure } from "./confirm.js";
import { drawHome, drawMessages } from "./conversation.js";
import { showModal } from "./modal.js";
import { look, startPanel } from "./panel.js";
import { drawPeople, drawPlaces, places } from "./people.js";
import { actors, dm, markRead, modal, state, unread } from "./store.js";

const $ = (id) => document.getElementById(id);

async function start() {
  await fetchAll();
  state.me = actors()[0].id;
  $("team").textContent = state.world.team.name;
  $("text").placeholder = `Type ${state.world.command} and a space to see what you can do`;
  $("empty").textContent = `Nothing was said here yet. Type ${state.world.command} below to begin.`;
  $("reset").onclick = () => attempt(() => post("reset", {}));
  $("shortcut").onclick = () => attempt(() => post("shortcut", { user: state.me, callback_id: "request_access" }));
  document.addEventListener("visibilitychange", draw);
  startColumns();
  startComposer(attempt);
  await startPanel({ be, draw, attempt });
  draw();
  watch(() => {
    refresh().catch((problem) => { $("trouble").textContent = problem.message; });
    look();
  });
  document.body.dataset.ready = "true";
}

let version = 0;

async function fetchAll() {
  const [messages, views, world] = await Promise.all([get("messages"), get("views"), get("workspace")]);
  const changed = JSON.stringify(world) !== state.worldText;
  if (changed) Object.assign(state, { world: { ...world, version: ++version }, worldText: JSON.stringify(world) });
  Object.assign(state, { messages, views });
}

let running = null; // the refresh under way
let queued = null; // the one after it

// refresh fetches and draws; who waits for it sees at least what there was when it was called.
function refresh() {
  if (!running) return running = once().finally(() => { running = null; });
  return queued ??= running.catch(() => {}).then(() => { queued = null; return refresh(); });
}

async function once() {
  await fetchAll();
  draw();
}

// attempt does something and says so when it fails.
async function attempt(work) {
  $("trouble").textContent = "";
  try {
    const result = await work();
    $("trouble").textContent = trouble(result);
    return result;
  } catch (problem) {
    $("trouble").textContent = problem.message;
  } finally {
    await refresh();
  }
}

function trouble(result) {
  if (result?.error) return `Slack refused the answer: ${result.error}`;
  if (result?.status === 0) return result.body === "operation_timeout" ? "The app took longer than three seconds." : "The app could not be reached.";
  if (result?.status && result.status !== 200) return `The app answered with status ${result.status}.`;
  return "";
}

// be makes you somebody, and takes you to what waits for them.
async function be(user, where) {
  state.me = user;
  const news = unread(user, dm(user)) > 0;
  await go(where || (news ? "dm" : state.place));
}

async function go(place) {
  state.place = place;
  document.body.dataset.column = "talk";
  draw();
  if (place === "home") await openHome();
}

async function openHome() {
  $("home").setAttribute("aria-busy", "true");
  await attempt(() => post("home", { user: state.me }));
  $("home").removeAttribute("aria-busy");
}

let drawnPlace = "";

function draw() {
  markRead();
  const ctx = context();
  const here = `${state.me}/${state.place}`;
  drawPeople(be);
  drawPlaces(go);
  drawHeader();
  for (const id of ["log", "composer"]) $(id).hidden = state.place === "home";
  $("home").hidden = state.place !== "home";
  if (state.place === "home") drawHome(ctx);
  else drawMessages(ctx, here !== drawnPlace);
  drawnPlace = here;
  showModal(ctx, modal());
}

function drawHeader() {
  const [, name, sign] = places().find(([id]) => id === state.place);
  const shared = state.world.channels.find((c) => c.id === state.place);
  $("place").textContent = sign === "#" ? "#" + name : name;
  $("about").textContent = shared?.is_ext_shared ? "Shared with another company" : shared ? "A channel" : "Only you and the app see this";
}

// context is what drawing needs; at(place, scope) is the same for one message or view.
function context() {
  const { me } = state;
  const world = state.world;
  const act = (place) => async (e, block, value, filled) => {
    if (!(await sure(world, e.confirm))) return;
    const send = () => post("action", { user: me, ...place, block_id: block.block_id, action_id: e.action_id, value, values: filled?.() });
    // The app may have changed the form since it was drawn; then what is filled in belongs to the form as it is now.
    await attempt(() => (filled ? send().catch(() => refresh().then(send)) : send()));
  };
  const suggest = (place) => async (e, block, value) => {
    const result = await post("suggest", { user: me, ...place, block_id: block.block_id, action_id: e.action_id, value });
    const text = trouble(result);
    if (text) throw new Error(text);
    return JSON.parse(result.body);
  };
  const shortcut = (id, m) => attempt(() => post("shortcut", { user: me, callback_id: id, channel: m.channel, ts: m.ts }));
  const base = { world, me, refresh, shortcut };
  base.at = (place, scope) => ({ ...base, base, scope, act: act(place), suggest: suggest(place) });
  return base;
}

start().catch((problem) => { $("trouble").textContent = problem.message; });
