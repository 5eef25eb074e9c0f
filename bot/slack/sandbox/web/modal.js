// modal.js shows the form that is open. When the app changes it, only what changed
// is drawn again: the focus and what was typed stay.
import { post } from "./api.js";
import { items } from "./blocks.js";
import { el, patch } from "./dom.js";
import { Form } from "./form.js";
import { words } from "./mrkdwn.js";

const dialog = () => document.getElementById("modal");
const forms = new Map(); // by view; a form below another one is still filled in when one comes back
let shown = null; // {view, ctx, errors} on the screen
let busy = false;

// showModal draws the topmost open form of a person, or none.
export function showModal(ctx, view) {
  if (!view) { leave(); return; }
  const form = forms.get(view.id) || new Form();
  forms.set(view.id, form);
  const fresh = shown?.view.id !== view.id;
  if (fresh) {
    shown = null;
    frame();
  }
  const inner = {
    ...ctx.at({ view_id: view.id }, view.id), form, filled: () => form.values(shown.view),
    values: view.state.values, errors: { ...view.errors, ...shown?.missing },
  };
  shown = { view, errors: shown?.errors, missing: shown?.missing, ctx: inner };
  draw();
  if (!dialog().open) dialog().showModal();
  if (fresh) first()?.focus();
  else point();
}

function leave() {
  if (dialog().open) dialog().close();
  shown = null;
  forms.clear();
}

const $ = (id) => document.getElementById(id);

function frame() {
  dialog().replaceChildren(el("form", { novalidate: true, onsubmit: submit },
    el("header", {}, el("h2", { id: "modal-title" }),
      el("button", { type: "button", id: "modal-x", class: "icon", "aria-label": "Close", onclick: close }, "×")),
    el("div", { id: "modal-body" }),
    el("p", { class: "error", id: "modal-trouble", role: "alert" }),
    el("footer", { class: "buttons" },
      el("button", { type: "button", id: "modal-close", onclick: close }),
      el("button", { id: "modal-submit", class: "primary" }))));
  dialog().oncancel = (ev) => { ev.preventDefault(); close(); };
}

function draw() {
  const { view, ctx } = shown;
  $("modal-title").replaceChildren(...words(ctx.world, view.title));
  $("modal-close").replaceChildren(...(view.close ? words(ctx.world, view.close) : ["Cancel"]));
  $("modal-submit").replaceChildren(...words(ctx.world, view.submit));
  $("modal-submit").hidden = !view.submit;
  $("modal-trouble").textContent = ctx.errors[""] || "";
  patch($("modal-body"), items(ctx, view.blocks));
}

const first = () => $("modal-body").querySelector("input, select, textarea, button") || $("modal-close");

// point moves the focus to the first field that is wrong, once.
function point() {
  const errors = JSON.stringify(shown.ctx.errors);
  if (errors !== shown.errors && errors !== "{}") {
    const field = $("modal-body").querySelector('[aria-invalid="true"]');
    field?.focus();
    field?.closest(".field").scrollIntoView({ block: "nearest" });
  }
  shown.errors = errors;
}

async function submit(event) {
  event.preventDefault();
  if (busy || !shown) return;
  const { view, ctx } = shown;
  shown.errors = ""; // the same mistake again is pointed at again
  shown.missing = ctx.form.missing(view);
  if (Object.keys(shown.missing).length) {
    showModal(ctx.base, view);
    return;
  }
  wait(true);
  try {
    await post("submit", { user: ctx.me, view_id: view.id, values: ctx.form.values(view) });
  } catch (problem) {
    $("modal-trouble").textContent = problem.message.replace(/^values: /, "");
  }
  await ctx.refresh();
  wait(false);
}

function wait(on) {
  busy = on;
  dialog().toggleAttribute("aria-busy", on);
  $("modal-submit")?.setAttribute("aria-busy", String(on));
}

async function close() {
  if (!shown) return;
  const { view, ctx } = shown;
  await post("close", { user: ctx.me, view_id: view.id });
  await ctx.refresh();
}
