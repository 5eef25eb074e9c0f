// fields.js draws what is typed, dated or ticked.
import { el } from "./dom.js";
import { words } from "./mrkdwn.js";

const placeholder = (p) => p.e.placeholder?.text;
const now = (p, key, initial) => (p.entry ? p.entry[key] : p.e[initial]) ?? "";

// typed keeps every character at once, so that nothing is lost when the form is drawn again.
function typed(p, key, attributes, name = "input") {
  const config = p.e.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  let timer;
  const tell = () => { clearTimeout(timer); p.change({ [key]: node.value || null }); };
  const node = el(name, {
    ...p.attributes(), placeholder: placeholder(p), maxlength: p.e.max_length, ...attributes,
    oninput: () => {
      p.keep({ [key]: node.value || null });
      clearTimeout(timer);
      if (p.block.dispatch_action && config.includes("on_character_entered")) timer = setTimeout(tell, 300);
    },
    onkeydown: (ev) => {
      if (ev.key !== "Enter" || name !== "input" || (p.place && !p.block.dispatch_action)) return;
      ev.preventDefault();
      if (!p.place || config.includes("on_enter_pressed")) tell();
    },
  });
  node.value = now(p, key, "initial_value");
  return node;
}

export const texts = {
  plain_text_input: (p) => (p.e.multiline ? typed(p, "value", { rows: 4 }, "textarea") : typed(p, "value", { type: "text" })),
  email_text_input: (p) => typed(p, "value", { type: "email" }),
  url_text_input: (p) => typed(p, "value", { type: "url" }),
  number_input: (p) => typed(p, "value", {
    type: "number", step: p.e.is_decimal_allowed ? "any" : "1", min: p.e.min_value, max: p.e.max_value,
  }),
};

function picked(p, type, key) {
  return el("input", {
    ...p.attributes(), type, value: now(p, key, "initial_" + key.replace("selected_", "")),
    onchange: (ev) => p.change({ [key]: ev.target.value || null }),
  });
}

export const dates = {
  datepicker: (p) => picked(p, "date", "selected_date"),
  timepicker: (p) => picked(p, "time", "selected_time"),
  datetimepicker(p) {
    const at = now(p, "selected_date_time", "initial_date_time");
    const local = at ? new Date(at * 1000 - new Date(at * 1000).getTimezoneOffset() * 60e3).toISOString().slice(0, 16) : "";
    return el("input", {
      ...p.attributes(), type: "datetime-local", value: local,
      onchange: (ev) => p.change({ selected_date_time: Math.floor(new Date(ev.target.value) / 1000) || null }),
    });
  },
};

function ticks(p, type) {
  const single = type === "radio";
  const entry = p.entry || { selected_option: p.e.initial_option, selected_options: p.e.initial_options };
  const chosen = (single ? [entry.selected_option] : entry.selected_options || []).filter(Boolean).map((o) => o.value);
  const set = (field) => {
    const on = p.e.options.filter((o, i) => field.querySelectorAll("input")[i].checked);
    p.change(single ? { selected_option: on[0] || null } : { selected_options: on });
  };
  const { id, ...attributes } = p.attributes();
  return el("div", {
    ...attributes, id, class: "ticks", role: single ? "radiogroup" : "group", tabindex: "-1",
    "aria-labelledby": p.place && id + "-label", onchange: (ev) => set(ev.currentTarget),
  }, p.e.options.map((o, i) => el("label", {},
    el("input", { type, id: `${id}-${i}`, name: id, value: o.value, checked: chosen.includes(o.value) }),
    el("span", {}, words(p.ctx.world, o.text), o.description && el("span", { class: "faint" }, " ", words(p.ctx.world, o.description))))));
}

export const boxes = { radio_buttons: (p) => ticks(p, "radio"), checkboxes: (p) => ticks(p, "checkbox") };
