// columns.js shows one column after the other where there is no room for all.

export function startColumns() {
  for (const tab of document.querySelectorAll("#columns [data-column]")) {
    tab.onclick = () => show(tab.dataset.column);
    tab.onkeydown = (ev) => step(ev, tab);
  }
  new MutationObserver(mark).observe(document.body, { attributes: true, attributeFilter: ["data-column"] });
  mark();
}

const tabs = () => [...document.querySelectorAll("#columns [data-column]")].filter((t) => !t.hidden);

function show(column) {
  document.body.dataset.column = column;
}

function mark() {
  for (const tab of tabs()) {
    const on = tab.dataset.column === document.body.dataset.column;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
}

function step(event, tab) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const all = tabs();
  const next = all[(all.indexOf(tab) + by + all.length) % all.length];
  show(next.dataset.column);
  next.focus();
}

// hasPanel says whether there is a third column.
export function hasPanel(yes) {
  document.body.classList.toggle("with-panel", yes);
  document.querySelector('#columns [data-column="panel"]').hidden = !yes;
  mark();
}
