// app.js is the page: who you are, where you are, what was said.
import { get, post, watch } from "./api.js";
import { blocks } from "./blocks.js";
import { showModal, sure } from "./dialogs.js";
import { el } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";

const $ = (id) => document.getElementById(id);
const state = { world: null, me: "", place: "dm", messages: [], views: [], history: [], at: 0 };

const dm = () => "D" + state.me.slice(1);
const channel = () => (state.place === "dm" || state.place === "home" ? dm() : state.place);
const person = (id) => state.world.users.find((u) => u.id === id);

const actors = () => state.world.users.filter((u) => !u.is_bot && !u.deleted);

async function start() {
  state.world = await get("workspace");
  const people = actors();
  state.me = people[0].id;
  $("team").textContent = state.world.team.name;
  $("text").placeholder = `${state.world.command} add @${people[1]?.name || "someone"} to project …`;
  $("person").onchange = (ev) => { state.me = ev.target.value; go(state.place); };
  $("composer").onsubmit = send;
  $("text").onkeydown = recall;
  $("reset").onclick = () => attempt(() => post("reset", {}));
  await refresh();
  watch(refresh);
}

let running = null; // the refresh that runs, and whether another is wanted after it

async function refresh() {
  if (running) { running.again = true; return; }
  running = { again: false };
  try {
    [state.messages, state.views, state.world] = await Promise.all([get("messages"), get("views"), get("workspace")]);
    draw();
  } finally {
    const again = running.again;
    running = null;
    if (again) refresh();
  }
}

// attempt does something and says so when it fails.
async function attempt(work) {
  $("trouble").textContent = "";
  try {
    const result = await work();
    if (result?.error) $("trouble").textContent = `Slack refused the answer: ${result.error}`;
    else if (result && result.status === 0) $("trouble").textContent = result.body;
    return result;
  } catch (problem) {
    $("trouble").textContent = problem.message;
  } finally {
    refresh();
  }
}

async function go(place) {
  state.place = place;
  draw();
  if (place === "home") await attempt(() => post("home", { user: state.me }));
}

function send(event) {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  state.history.push(text);
  state.at = state.history.length;
  $("text").value = "";
  attempt(() => post("command", { user: state.me, channel: channel(), text }));
}

// recall brings earlier commands back with the arrow keys.
function recall(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !state.history.length) return;
  event.preventDefault();
  state.at = Math.max(0, Math.min(state.history.length, state.at + step));
  event.target.value = state.history[state.at] || "";
}

let drawn = ""; // what is on the screen; the same again would only lose the focus

function draw() {
  const key = JSON.stringify([state.me, state.place, state.messages, state.views, state.world]);
  if (key === drawn) return;
  drawn = key;
  drawPeople();
  drawConversations();
  const ctx = context();
  showModal(ctx({}), state.views.filter((v) => v.open && v.type === "modal" && v.user === state.me).at(-1));
  $("composer").hidden = state.place === "home";
  const list = $("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...(state.place === "home" ? home(ctx) : visible().map((m) => drawMessage(ctx, m))));
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function drawPeople() {
  const people = actors();
  if (!people.some((u) => u.id === state.me)) state.me = people[0].id;
  const names = people.map((u) => `${u.real_name} (@${u.name})`);
  if (names.join() !== $("person").dataset.names) {
    $("person").replaceChildren(...people.map((u, i) => el("option", { value: u.id }, names[i])));
    $("person").dataset.names = names.join();
  }
  $("person").value = state.me;
}

function drawConversations() {
  const bot = person(state.world.bot);
  const places = [["dm", bot.real_name], ["home", "Home"], ...state.world.channels.map((c) => [c.id, "#" + c.name])];
  const focused = document.activeElement?.dataset?.place;
  $("conversations").replaceChildren(...places.map(([id, name]) => el("li", {}, el("button", {
    type: "button", "data-place": id, "aria-current": id === state.place ? "page" : null, onclick: () => go(id),
  }, name))));
  if (focused) document.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
  const [, name] = places.find(([id]) => id === state.place);
  $("place").textContent = name;
  const here = state.world.channels.find((c) => c.id === state.place);
  $("people").textContent = here?.is_ext_shared ? "Shared with another company" : here ? "" : "Only you and the app";
}

const visible = () => state.messages.filter((m) => !m.deleted && m.channel === channel() && (!m.for || m.for === state.me));

function home(ctx) {
  const view = state.views.find((v) => v.type === "home" && v.user === state.me);
  if (!view) return [el("li", { class: "faint" }, "The app has published nothing here yet.")];
  return [el("li", {}, blocks({ ...ctx({ view_id: view.id }), values: view.state.values }, view.blocks))];
}

function drawMessage(ctx, m) {
  const from = m.user === "USLACKBOT" ? "Slackbot" : person(m.user)?.real_name || m.user;
  const body = m.blocks?.length ? blocks(ctx({ channel: m.channel, ts: m.ts }), m.blocks)
    : [el("div", { class: "words" }, mrkdwn(state.world, m.text))];
  return el("li", { class: ["message", m.ephemeral && "ephemeral", m.thread_ts && "reply"].filter(Boolean).join(" "), "data-ts": m.ts },
    m.ephemeral && el("div", { class: "only-you" }, "Only visible to you"),
    el("b", {}, from), el("time", {}, new Date(m.ts * 1000).toLocaleTimeString()),
    m.edited && el("span", { class: "faint" }, " (edited)"), body);
}

// context makes what drawing needs, for a place {channel, ts} or {view_id}.
function context() {
  const { world, me } = state;
  return (place) => ({
    world, me, refresh,
    async act(e, block, value) {
      if (!(await sure(world, e.confirm))) return;
      const result = await attempt(() => post("action", { user: me, ...inView(place), block_id: block.block_id, action_id: e.action_id, value }));
      if (result?.status > 0 && result.status !== 200) $("trouble").textContent = `The app answered with status ${result.status}.`;
    },
    async suggest(e, block, value) {
      const result = await post("suggest", { user: me, ...inView(place), block_id: block.block_id, action_id: e.action_id, value });
      return result.status === 200 && !result.error ? JSON.parse(result.body) : { options: [] };
    },
  });
}

// inView completes an empty place: the modal that is open.
function inView(place) {
  if (place.ts || place.view_id) return place;
  return { view_id: state.views.filter((v) => v.open && v.type === "modal" && v.user === state.me).at(-1)?.id };
}

start().catch((problem) => { $("trouble").textContent = problem.message; });
