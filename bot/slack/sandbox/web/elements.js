// elements.js draws what a person can press, choose or fill in.
import { boxes, dates, texts } from "./fields.js";
import { choices } from "./choices.js";
import { el } from "./dom.js";
import { raw } from "./form.js";
import { menuButton } from "./menu.js";
import { words } from "./mrkdwn.js";

// control draws an element of a block. place is {id, about, invalid} for the
// element of an input, which keeps its value; using any other is an action.
export function control(ctx, block, e, place) {
  const draw = drawers[e.type];
  if (!draw) return el("span", { class: "faint" }, `[${e.type}]`);
  const id = place?.id || `el-${ctx.scope}-${block.block_id}-${e.action_id}${e.value ? "-" + e.value : ""}`;
  const entry = ctx.form?.get(block.block_id, e.action_id, e.type) ?? ctx.values?.[block.block_id]?.[e.action_id];
  return draw(new Part({ ctx, block, e, id, place, entry }));
}

// Part is an element in its block, with what is filled in.
class Part {
  constructor(parts) { Object.assign(this, parts); }

  // attributes are those of the field itself.
  attributes() {
    const label = this.place ? undefined : this.e.accessibility_label || this.e.placeholder?.text || this.e.action_id;
    return {
      id: this.id, "data-action": this.e.action_id, "aria-label": label,
      "aria-describedby": this.place?.about, "aria-invalid": this.place?.invalid ? "true" : undefined,
      "aria-required": this.place && !this.block.optional ? "true" : undefined,
    };
  }

  // keep remembers what is filled in, and tells nobody.
  keep(entry) {
    this.entry = { type: this.e.type, ...entry };
    this.ctx.form?.set(this.block.block_id, this.e.action_id, this.entry);
  }

  // change remembers, and tells the app where the app wants to know.
  change(entry) {
    this.keep(entry);
    if (!this.place || this.block.dispatch_action) this.act(raw(this.entry));
  }

  act(value) { return this.ctx.act(this.e, this.block, value, this.ctx.filled); }
}

function button(p) {
  if (p.e.visible_to_user_ids && !p.e.visible_to_user_ids.includes(p.ctx.me)) return null;
  const press = async (ev) => {
    const node = ev.currentTarget;
    if (node.getAttribute("aria-busy") === "true") return;
    if (p.e.url) window.open(p.e.url, "_blank", "noreferrer");
    node.setAttribute("aria-busy", "true");
    await p.act(p.e.value);
    node.removeAttribute("aria-busy");
  };
  return el("button", {
    type: "button", id: p.id, class: p.e.style, "data-action": p.e.action_id, "data-value": p.e.value,
    "aria-label": p.e.accessibility_label, onclick: press,
  }, words(p.ctx.world, p.e.text));
}

function overflow(p) {
  const items = p.e.options.map((o) => ({
    text: o.text.text, value: o.value,
    run: () => { if (o.url) window.open(o.url, "_blank", "noreferrer"); p.act(o.value); },
  }));
  return menuButton({ id: p.id, class: "more", "data-action": p.e.action_id, "aria-label": "More actions" }, "⋯", items);
}

const drawers = {
  button, overflow, icon_button: button,
  image: (p) => el("img", { src: p.e.image_url, alt: p.e.alt_text }),
  ...choices, ...texts, ...dates, ...boxes,
};
