// completion.js knows what may come next in a command that is being typed.
import { avatar } from "./avatar.js";
import { actors, state } from "./store.js";

const kinds = { project: "projects", portfolio: "portfolios", goal: "goals", field: "custom_fields", type: "custom_types", team: "teams" };
const levels = ["admin", "editor", "commenter", "viewer", "user"];
const spans = [["2w", "two weeks"], ["1d", "a day"], ["8h", "eight hours"]];
const plain = (text) => (fragment) => text.toLowerCase().startsWith(fragment.toLowerCase());

// complete returns {from, groups, active} for the text before the caret: where the
// word begins and what may stand there.
export function complete(text) {
  const command = state.world.command;
  if (!text.startsWith("/")) return none;
  if (!text.includes(" ")) return offer(0, text, [{ items: [item(command, "then a verb", command + " ")] }]);
  if (!text.startsWith(command + " ")) return none;
  const fragment = text.match(/\S*$/)[0];
  const at = text.length - fragment.length;
  const before = text.slice(command.length + 1, at);
  if (fragment.startsWith("@")) return offer(at, fragment, mentions(fragment.slice(1)));
  if (!before.trim()) return offer(at, fragment, [{ items: verbs() }]);
  return object(text) || word(before, fragment, at);
}

const none = { from: 0, groups: [], active: false };
const item = (text, note, insert = text + " ") => ({ text, note, insert });
const verbs = () => (state.words?.verbs || []).map((v) => item(v.word, v.usage.slice(v.word.length).trim()));

// offer keeps the items that begin with what was typed. What is typed in full needs no completion.
function offer(from, fragment, groups) {
  const fits = groups.map((g) => ({ ...g, items: g.items.filter((i) => (i.fits || plain(i.text))(fragment)) }));
  const all = fits.flatMap((g) => g.items);
  const whole = fragment !== "" && all.some((i) => i.insert.trim() === fragment);
  return whole && all.length === 1 ? none : { from, groups: fits, active: fragment !== "" && !whole };
}

function mentions(typed) {
  const fits = (...names) => () => names.some((n) => n.toLowerCase().split(/[\s.]/).concat(n.toLowerCase()).some((w) => w.startsWith(typed.toLowerCase())));
  const people = actors().map((u) => ({ ...item("@" + u.name, u.real_name), icon: avatar(u), fits: fits(u.name, u.real_name) }));
  const groups = state.world.usergroups.map((g) => ({ ...item("@" + g.handle, g.name), fits: fits(g.handle, g.name) }));
  return [{ label: "People", items: people }, { label: "User groups", items: groups }];
}

// object completes a name that may have several words, behind the kind it is of.
function object(text) {
  const found = text.match(/^(.*\s(project|portfolio|goal|field|type|team)\s+)(["“]?)([^"”]*)$/i);
  const list = found && state.demo?.asana[kinds[found[2].toLowerCase()]];
  if (!list || /\s(as|for|until|because|to|from|on)\s/i.test(" " + found[4])) return null;
  const names = list.map((o) => ({ text: o.name, insert: (/\s/.test(o.name) ? `"${o.name}"` : o.name) + " ", fits: contains(o.name) }));
  const got = offer(found[1].length, found[4], [{ label: found[2][0].toUpperCase() + found[2].slice(1) + "s", items: names }]);
  return got.groups.some((g) => g.items.length) || got === none ? got : null;
}

const contains = (name) => (fragment) => name.toLowerCase().includes(fragment.trimStart().toLowerCase());

// word completes what follows a preposition: a level, a time, or a kind of thing.
function word(before, fragment, at) {
  const last = before.trim().split(/\s+/).at(-1).toLowerCase();
  if (last === "as" || (last === "to" && /^set\b/.test(before))) return offer(at, fragment, [{ label: "Levels", items: levels.map((l) => item(l)) }]);
  if (last === "for" && !/^list\b/.test(before)) return offer(at, fragment, [{ items: spans.map(([t, n]) => item(t, n)) }]);
  if (/^(to|from|on|request|list|show)$/.test(last)) return offer(at, fragment, [{ label: "Kinds", items: Object.keys(kinds).map((k) => item(k)) }]);
  return none;
}
