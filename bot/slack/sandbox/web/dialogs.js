// dialogs.js shows modals and the questions before an action.
import { post } from "./api.js";
import { blocks } from "./blocks.js";
import { el } from "./dom.js";
import { words } from "./mrkdwn.js";

// sure asks what an element's confirm says; without one the answer is yes.
export function sure(world, confirm) {
  if (!confirm) return Promise.resolve(true);
  const dialog = document.getElementById("confirm");
  return new Promise((resolve) => {
    dialog.replaceChildren(el("form", { method: "dialog" },
      el("h2", { id: "confirm-title" }, words(world, confirm.title)), el("p", {}, words(world, confirm.text)),
      el("div", { class: "buttons" }, el("button", { value: "no" }, confirm.deny?.text || "Cancel"),
        el("button", { value: "yes", class: confirm.style || "primary" }, confirm.confirm.text))));
    dialog.returnValue = "";
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
    dialog.showModal();
  });
}

let shown = ""; // id and hash of the modal on the screen, which must not be redrawn while it is filled in

// showModal draws the topmost open modal of a person, or none.
export function showModal(ctx, view) {
  const dialog = document.getElementById("modal");
  const key = view ? view.id + view.hash + JSON.stringify(view.errors || {}) : "";
  if (key === shown) return;
  shown = key;
  if (!view) { dialog.close(); return; }
  const form = new Values();
  const inner = { ...ctx, form, values: view.state.values, errors: view.errors || {} };
  dialog.replaceChildren(el("form", { onsubmit: (ev) => submit(ev, ctx, view, form) },
    el("h2", { id: "modal-title" }, words(ctx.world, view.title)), blocks(inner, view.blocks),
    inner.errors[""] && el("p", { class: "error", role: "alert" }, inner.errors[""]),
    el("p", { class: "error", id: "modal-trouble", role: "alert" }),
    el("div", { class: "buttons" },
      el("button", { type: "button", onclick: () => close(ctx, view) }, view.close?.text || "Close"),
      view.submit && el("button", { class: "primary" }, words(ctx.world, view.submit)))));
  dialog.oncancel = (ev) => { ev.preventDefault(); close(ctx, view); };
  if (!dialog.open) dialog.showModal();
}

// Values collects what was filled in, by block and action.
class Values {
  all = {};
  set(block, action, value) { (this.all[block] ??= {})[action] = value; }
}

async function submit(event, ctx, view, form) {
  event.preventDefault();
  document.activeElement?.blur(); // an input tells its value when it is left
  try {
    await post("submit", { user: ctx.me, view_id: view.id, values: form.all });
  } catch (problem) {
    document.getElementById("modal-trouble").textContent = problem.message;
  }
  ctx.refresh();
}

async function close(ctx, view) {
  await post("close", { user: ctx.me, view_id: view.id });
  ctx.refresh();
}
