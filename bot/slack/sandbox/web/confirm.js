// confirm.js asks before an action that says it wants that.
import { el } from "./dom.js";
import { words } from "./mrkdwn.js";

// sure asks what an element's confirm says; without one the answer is yes.
export function sure(world, confirm) {
  if (!confirm) return Promise.resolve(true);
  const dialog = document.getElementById("confirm");
  const style = confirm.style === "danger" ? "danger" : "primary";
  return new Promise((resolve) => {
    dialog.replaceChildren(el("form", { method: "dialog" },
      el("h2", { id: "confirm-title" }, words(world, confirm.title)), el("p", { id: "confirm-text" }, words(world, confirm.text)),
      el("div", { class: "buttons" },
        el("button", { id: "confirm-no", value: "no" }, confirm.deny?.text || "Cancel"),
        el("button", { id: "confirm-yes", value: "yes", class: style, autofocus: true }, confirm.confirm.text))));
    dialog.returnValue = "";
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
    dialog.showModal();
  });
}
