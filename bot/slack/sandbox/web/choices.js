// choices.js draws the menus: short fixed ones as the browser's own, the others
// as a field in which one types to search.
import { avatar } from "./avatar.js";
import { combobox } from "./combobox.js";
import { el } from "./dom.js";

// select is the browser's own menu for one of a fixed list.
function select(p, groups, key, initial, toValue) {
  const at = (p.entry ? p.entry[key] : p.e[initial]) ?? null;
  const chosen = typeof at === "object" ? at?.value : at;
  const options = groups.flatMap((g) => g.items);
  const draw = (item) => el("option", { value: item.value, selected: item.value === chosen }, item.text);
  return el("select", {
    ...p.attributes(),
    onchange: (ev) => p.change({ [key]: toValue(options.find((i) => i.value === ev.target.value)) ?? null }),
  }, el("option", { value: "" }, p.e.placeholder?.text || "Choose…"),
    groups.map((g) => (g.label ? el("optgroup", { label: g.label }, g.items.map(draw)) : g.items.map(draw))));
}

const optionItem = (o) => ({ value: o.value, text: o.text.text, note: o.description?.text, option: o });
const optionGroups = (from) => (from.option_groups || [{ options: from.options || [] }])
  .map((g) => ({ label: g.label?.text, items: g.options.map(optionItem) }));

// matching keeps the items whose text or note has all the words that were typed.
function matching(groups, query) {
  const wordsOf = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (i) => wordsOf.every((w) => `${i.text} ${i.note || ""}`.toLowerCase().includes(w));
  return groups.map((g) => ({ ...g, items: g.items.filter(fits) }));
}

const people = (p) => [{
  items: p.ctx.world.users.filter((u) => !u.deleted && !u.is_bot)
    .map((u) => ({ value: u.id, text: u.real_name, note: "@" + u.name, icon: () => avatar(u) })),
}];
const channels = (p) => [{ items: p.ctx.world.channels.map((c) => ({ value: c.id, text: "#" + c.name })) }];

// searched draws a field to search in; many and one name its place in the entry.
function searched(p, { multi, key, initial, source, item, value, least = 0 }) {
  const at = (p.entry ? p.entry[key] : p.e[initial]) ?? [];
  return combobox({
    attributes: p.attributes(), multi, least, source, max: p.e.max_selected_items, placeholder: p.e.placeholder?.text,
    chosen: (Array.isArray(at) ? at : [at]).map(item).filter(Boolean),
    onchange: (items) => p.change({ [key]: multi ? items.map(value) : items[0] ? value(items[0]) : null }),
  });
}

const local = (groups) => async (query) => matching(groups, query);

function options(p, multi, source, least) {
  return searched(p, {
    multi, source, least, item: optionItem, value: (i) => i.option,
    key: multi ? "selected_options" : "selected_option", initial: multi ? "initial_options" : "initial_option",
  });
}

const external = (multi) => (p) => options(p, multi,
  async (query) => optionGroups(await p.ctx.suggest(p.e, p.block, query)), p.e.min_query_length ?? 3);

function ids(p, multi, kind, groups) {
  const all = groups.flatMap((g) => g.items);
  return searched(p, {
    multi, source: local(groups), item: (id) => all.find((i) => i.value === id), value: (i) => i.value,
    key: multi ? `selected_${kind}s` : `selected_${kind}`, initial: multi ? `initial_${kind}s` : `initial_${kind}`,
  });
}

const places = (kind) => (p) => select(p, channels(p), `selected_${kind}`, `initial_${kind}`, (i) => i?.value);

export const choices = {
  static_select: (p) => select(p, optionGroups(p.e), "selected_option", "initial_option", (i) => i?.option),
  multi_static_select: (p) => options(p, true, local(optionGroups(p.e))),
  external_select: external(false),
  multi_external_select: external(true),
  users_select: (p) => ids(p, false, "user", people(p)),
  multi_users_select: (p) => ids(p, true, "user", people(p)),
  channels_select: places("channel"),
  multi_channels_select: (p) => ids(p, true, "channel", channels(p)),
  conversations_select: places("conversation"),
  multi_conversations_select: (p) => ids(p, true, "conversation", channels(p)),
};
