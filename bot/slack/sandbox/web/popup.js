// popup.js puts lists and menus beside what they belong to, above everything else.

// place shows a popover under an element, or above it where there is more room.
export function place(pop, anchor, wide) {
  if (!pop.matches(":popover-open")) pop.showPopover();
  const box = anchor.getBoundingClientRect();
  const below = innerHeight - box.bottom;
  const up = below < 240 && box.top > below;
  pop.style.maxHeight = `${Math.max(80, Math.min(320, (up ? box.top : below) - 12))}px`;
  pop.style.minWidth = wide ? `${Math.min(box.width, innerWidth - 16)}px` : "";
  pop.style.left = `${Math.max(8, Math.min(box.left, innerWidth - pop.offsetWidth - 8))}px`;
  pop.style.top = up ? `${Math.max(4, box.top - pop.offsetHeight - 4)}px` : `${box.bottom + 4}px`;
}

export function hide(pop) {
  if (pop.isConnected && pop.matches(":popover-open")) pop.hidePopover();
}
