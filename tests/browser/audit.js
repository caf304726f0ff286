// What a person in front of this page could not see, read or touch. least: {text, control, tile} in px.
// A list of sentences; empty when all is well. Hidden turns of a place (.turning) are not here now; lines of
// the others stand wholly in their place or wholly outside it.
(least) => {
  const found = new Set();
  const covers = document.querySelectorAll(".cover, .panel-cover");
  const root = covers.length ? covers[covers.length - 1] : document.getElementById("app");
  const slack = 1.5;
  const styles = new Map();
  const styleOf = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const hidden = (element) => styleOf(element).visibility === "hidden";
  const name = (element) => {
    const words = element.textContent.trim().slice(0, 12);
    return `${element.tagName.toLowerCase()}.${element.className || "-"} "${words}"`;
  };
  const inside = (box, around) =>
    box.left >= around.left - slack &&
    box.right <= around.right + slack &&
    box.top >= around.top - slack &&
    box.bottom <= around.bottom + slack;
  const apart = (box, around) =>
    box.right <= around.left + slack ||
    box.left >= around.right - slack ||
    box.bottom <= around.top + slack ||
    box.top >= around.bottom - slack;

  /** "seen", "away" (another turn), "scroll" (reached by scrolling), or by what it is cut. */
  function look(box, element) {
    for (let up = element; up && up !== document.documentElement; up = up.parentElement) {
      const { overflowX, overflowY, position } = styleOf(up);
      const around = up.getBoundingClientRect();
      const scrolls = [overflowX, overflowY].some((value) => value === "auto" || value === "scroll");
      const cuts = overflowX !== "visible" || overflowY !== "visible";
      const out = up !== document.body && !inside(box, around);
      if (scrolls && out) return "scroll";
      if (up.closest(".turning") === up && apart(box, around)) return "away";
      if (cuts && out) return `cut by ${name(up)}`;
      if (position === "fixed") break;
    }
    const scrollable = styleOf(document.body).overflowY !== "hidden";
    if (box.left < -slack || box.right > innerWidth + slack) return "out of the screen's width";
    if (!scrollable && (box.top < -slack || box.bottom > innerHeight + slack))
      return "out of the screen's height";
    return box.top < 0 || box.bottom > innerHeight ? "scroll" : "seen";
  }

  /** What stands over it, by name; null when nothing does. */
  function covered(box, element) {
    const middle = (box.top + box.bottom) / 2;
    for (const part of [0.5, 0.1, 0.9]) {
      const hit = document.elementFromPoint(box.left + (box.right - box.left) * part, middle);
      if (!hit || element.contains(hit) || hit.contains(element)) continue;
      const around = hit.closest("label, button");
      if (!around || !around.contains(element)) return name(hit);
    }
    return null;
  }

  const UNSEEN = ".visually-hidden, script, option, [aria-hidden=true]";
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(UNSEEN) || hidden(element)) continue;
    if (styleOf(element).clipPath === "inset(50%)") continue; // for ears
    const size = parseFloat(styleOf(element).fontSize);
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      if (line.width < 1) continue;
      const middle = (line.top + line.bottom) / 2;
      const half = size * 0.44; // of a letter's own height
      const box = { left: line.left, right: line.right, top: middle - half, bottom: middle + half };
      const how = look(box, element);
      if (how === "away" || how === "scroll") continue;
      if (how !== "seen") found.add(`${name(element)} is ${how}`);
      else if (covered(box, element)) found.add(`${name(element)} is covered by ${covered(box, element)}`);
      if (size < least.text - 0.01) found.add(`${name(element)} has letters of ${size.toFixed(1)} px`);
    }
  }
  for (const control of root.querySelectorAll("button, input, select, a[href]")) {
    const box = control.getBoundingClientRect();
    if (!box.width || hidden(control) || control.type === "checkbox") continue;
    const how = look(box, control);
    if (how === "scroll") continue;
    if (how !== "seen") found.add(`${name(control)} is ${how}`);
    else if (covered(box, control)) found.add(`${name(control)} is covered by ${covered(box, control)}`);
    const size = `${box.width.toFixed(0)} × ${box.height.toFixed(0)} px`;
    if (Math.min(box.width, box.height) < least.control) found.add(`${name(control)} is ${size}`);
  }
  for (const tile of root.querySelectorAll(".tile"))
    if (tile.offsetHeight < least.tile) found.add(`${name(tile)} is ${tile.offsetHeight} px high`);
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.add(`the page is ${wide} px wide`);
  return [...found];
}
