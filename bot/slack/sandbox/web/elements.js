// elements.js draws what a person can press, choose or fill in.
import { el } from "./dom.js";
import { words } from "./mrkdwn.js";

// control draws an element of a block. Inside a form (ctx.form) it only keeps
// its value; elsewhere using it is an action.
export function control(ctx, block, e, id) {
  const kind = e.type.replace(/^multi_/, "");
  const draw = drawers[kind] || drawers[e.type];
  if (!draw) return el("span", { class: "faint" }, `[${e.type}]`);
  const multi = e.type.startsWith("multi_");
  return draw({ ctx, block, e, id, multi, state: ctx.values?.[block.block_id]?.[e.action_id] });
}

// changed keeps the value of a form's input, or acts.
function changed({ ctx, block, e, id }, value) {
  if (id) ctx.form.set(block.block_id, e.action_id, value);
  else ctx.act(e, block, value);
}

const label = (p) => ({ id: p.id, "aria-label": p.id ? undefined : p.e.placeholder?.text || p.e.action_id });

const drawers = {
  button(p) {
    if (p.e.visible_to_user_ids && !p.e.visible_to_user_ids.includes(p.ctx.me)) return null;
    if (p.e.url) {
      const open = () => { window.open(p.e.url, "_blank", "noreferrer"); p.ctx.act(p.e, p.block, p.e.value); };
      return el("button", { type: "button", class: p.e.style, onclick: open }, words(p.ctx.world, p.e.text));
    }
    return el("button", {
      type: "button", class: p.e.style, "aria-label": p.e.accessibility_label,
      onclick: () => p.ctx.act(p.e, p.block, p.e.value),
    }, words(p.ctx.world, p.e.text));
  },
  icon_button: (p) => drawers.button(p),
  image: (p) => el("img", { src: p.e.image_url, alt: p.e.alt_text }),
  overflow: (p) => menu(p, p.e.options, "⋯"),
  static_select: (p) => menu(p, p.e.options || p.e.option_groups.flatMap((g) => g.options)),
  users_select: (p) => menu(p, p.ctx.world.users.filter((u) => !u.deleted).map((u) => choice(u.id, u.real_name))),
  channels_select: (p) => menu(p, p.ctx.world.channels.map((c) => choice(c.id, "#" + c.name))),
  conversations_select: (p) => drawers.channels_select(p),
  external_select: (p) => suggestions(p),
  radio_buttons: (p) => boxes(p, "radio"),
  checkboxes: (p) => boxes(p, "checkbox"),
  datepicker: (p) => input(p, "date", p.state?.selected_date ?? p.e.initial_date),
  timepicker: (p) => input(p, "time", p.state?.selected_time ?? p.e.initial_time),
  datetimepicker: (p) => moment(p),
  plain_text_input: (p) => (p.e.multiline ? area(p) : input(p, "text", p.state?.value ?? p.e.initial_value)),
  email_text_input: (p) => input(p, "email", p.state?.value ?? p.e.initial_value),
  url_text_input: (p) => input(p, "url", p.state?.value ?? p.e.initial_value),
  number_input: (p) => input(p, "number", p.state?.value ?? p.e.initial_value),
};

const choice = (value, text) => ({ value, text: { type: "plain_text", text } });

// picked lists the values that are chosen now.
function picked({ e, state = {} }) {
  const one = state.selected_option ?? e.initial_option;
  const many = state.selected_options ?? e.initial_options ?? (one ? [one] : []);
  const ids = [state.selected_user ?? e.initial_user, state.selected_channel ?? e.initial_channel,
    state.selected_conversation ?? e.initial_conversation, ...(state.selected_users ?? e.initial_users ?? [])];
  return [...many.map((o) => o.value), ...ids.filter(Boolean)];
}

function menu(p, options, placeholder) {
  const chosen = picked(p);
  const read = (s) => (p.multi ? [...s.selectedOptions].map((o) => o.value) : s.value || null);
  const list = options.map((o) => el("option", { value: o.value, selected: chosen.includes(o.value) }, o.text.text));
  if (!p.multi) list.unshift(el("option", { value: "" }, placeholder || p.e.placeholder?.text || "Choose…"));
  return el("select", { ...label(p), multiple: p.multi, onchange: (ev) => changed(p, read(ev.target)) }, list);
}

// suggestions asks the app while the person types, as Slack's menus do.
function suggestions(p) {
  const holder = el("div", {});
  const least = p.e.min_query_length ?? 3;
  let options = [p.state?.selected_option ?? p.e.initial_option].filter(Boolean);
  const select = () => menu({ ...p, id: p.id && p.id + "-choice" }, options);
  let timer;
  const ask = async (query) => {
    if (query.length < least) return;
    const answer = await p.ctx.suggest(p.e, p.block, query);
    options = answer.options || (answer.option_groups || []).flatMap((g) => g.options);
    holder.replaceChildren(select());
  };
  const search = el("input", {
    ...label(p), placeholder: p.e.placeholder?.text || "Type to search",
    oninput: (ev) => { clearTimeout(timer); timer = setTimeout(() => ask(ev.target.value), 200); },
  });
  if (options.length) holder.append(select());
  if (least === 0) search.addEventListener("focus", () => ask(search.value), { once: true });
  return el("div", {}, search, holder);
}

function boxes(p, type) {
  const chosen = picked(p);
  const name = `${p.block.block_id}-${p.e.action_id}`;
  const read = (field) => {
    const on = [...field.querySelectorAll("input:checked")].map((i) => i.value);
    return type === "radio" ? on[0] : on;
  };
  return el("fieldset", { ...label(p), onchange: (ev) => changed(p, read(ev.currentTarget)) }, p.e.options.map((o) =>
    el("label", {}, el("input", { type, name, value: o.value, checked: chosen.includes(o.value) }), words(p.ctx.world, o.text))));
}

function input(p, type, value) {
  return el("input", {
    ...label(p), type, value: value ?? "", placeholder: p.e.placeholder?.text, step: type === "number" ? "any" : undefined,
    maxlength: p.e.max_length, onchange: (ev) => changed(p, ev.target.value || null),
  });
}

function area(p) {
  return el("textarea", {
    ...label(p), rows: 4, value: p.state?.value ?? p.e.initial_value ?? "", placeholder: p.e.placeholder?.text,
    maxlength: p.e.max_length, onchange: (ev) => changed(p, ev.target.value || null),
  });
}

function moment(p) {
  return el("input", {
    ...label(p), type: "datetime-local", onchange: (ev) => changed(p, Math.floor(new Date(ev.target.value) / 1000) || null),
  });
}
