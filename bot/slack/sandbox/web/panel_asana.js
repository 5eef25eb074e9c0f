// panel_asana.js shows who is a member of what in Asana, and what has just changed.
import { el, patch } from "./dom.js";
import { state } from "./store.js";

const kinds = [
  ["projects", "Projects"], ["portfolios", "Portfolios"], ["goals", "Goals"], ["custom_fields", "Fields"], ["custom_types", "Types"], ["teams", "Teams"],
];
const glow = 20e3; // milliseconds for which a change is pointed at
const changes = new Map(); // by "parent/member": {was, at}
let before = null; // the levels at the last look, by the same key

// drawAsana lists the objects of each kind with their members.
export function drawAsana() {
  const levels = memberships();
  note(levels);
  for (const [kind, title] of kinds) drawKind(kind, title, levels);
}

function memberships() {
  const { asana } = state.demo;
  const out = new Map(asana.memberships.map((m) => [`${m.parent}/${m.member}`, m.access_level]));
  for (const t of asana.teams) for (const m of t.members) out.set(`${t.gid}/${m.user || m}`, m.is_admin ? "admin" : m.is_guest ? "guest" : "member");
  return out;
}

function note(levels) {
  const at = Date.now();
  for (const key of new Set([...levels.keys(), ...(before || levels).keys()])) {
    const was = before ? before.get(key) : levels.get(key);
    if (was !== levels.get(key)) changes.set(key, { was: was || "none", at, fresh: true });
  }
  for (const [key, change] of changes) if (at - change.at > glow) changes.delete(key);
  before = levels;
}

function drawKind(kind, title, levels) {
  const group = document.getElementById("asana-" + kind) || newGroup(kind, title);
  const objects = state.demo.asana[kind] || [];
  const rows = objects.map((o) => ({ o, members: members(o.gid, levels) }));
  group.querySelector(".count").textContent = String(objects.length);
  patch(group.querySelector("ul"), rows.map(({ o, members: list }) => ({
    key: o.gid, sig: JSON.stringify([o.name, list]), draw: () => object(o, list),
  })));
  if (rows.some(({ members: list }) => list.some((m) => m.fresh))) point(group);
}

function newGroup(kind, title) {
  const group = el("details", { id: "asana-" + kind, class: "kind", open: kind === "projects" },
    el("summary", {}, title, el("span", { class: "count" })), el("ul", { class: "objects" }));
  document.getElementById("asana").append(group);
  return group;
}

// members are the rows of an object: those there are, and those just taken away.
function members(gid, levels) {
  const keys = new Set([...levels.keys(), ...changes.keys()].filter((k) => k.startsWith(gid + "/")));
  return [...keys].map((key) => {
    const change = changes.get(key);
    return { member: key.split("/")[1], level: levels.get(key), was: change?.was, fresh: change?.fresh };
  });
}

const nameOf = (gid) => state.demo.asana.users.find((u) => u.gid === gid)?.name
  || state.demo.asana.teams.find((t) => t.gid === gid)?.name + " (team)";

function object(o, list) {
  return el("li", { "data-parent": o.name }, el("span", { class: "object" }, o.name),
    list.length ? el("ul", {}, list.map((m) => member(o, m))) : el("p", { class: "faint" }, "No members"));
}

function member(o, m) {
  const changed = m.was !== undefined && m.was !== m.level;
  const says = !m.level ? "removed" : changed && m.was === "none" ? "new" : changed ? `was ${m.was}` : "";
  return el("li", {
    class: [changed && "changed", !m.level && "gone"].filter(Boolean).join(" ") || null,
    "data-member": nameOf(m.member), "data-level": m.level || "none",
  }, el("span", { class: "name" }, nameOf(m.member)), says && el("span", { class: "says" }, says), el("span", { class: "level" }, m.level || m.was));
}

// point brings a change into view, once.
function point(group) {
  for (const change of changes.values()) change.fresh = false;
  group.open = true;
  const scroller = document.getElementById("tab-asana-body");
  const row = group.querySelector(".changed");
  if (row && scroller.offsetParent) scroller.scrollTop += row.getBoundingClientRect().top - scroller.getBoundingClientRect().top - scroller.clientHeight / 2;
}
