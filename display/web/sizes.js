// How large things must be on a wall: from the screen's diagonal and the farthest seat (facts: 30 arc minutes
// for a hanzi). Never smaller; when rows do not fit there are fewer rows and they take turns.
const HANZI_RADIANS = (30 / 60) * (Math.PI / 180);
const MOST_ROWS = 6;
const LOOSEST = 1.5; // rows share the room that is left, up to this

/**
 * Px of a letter that the farthest seat reads; one featured call always fits.
 * @param {{ width: number, height: number, diagonalInches: number, farthestMetres: number }} of
 */
export function letterPx({ width, height, diagonalInches, farthestMetres }) {
  const mmPerPx = (diagonalInches * 25.4) / Math.hypot(width, height);
  const wanted = (farthestMetres * 1000 * Math.tan(HANZI_RADIANS)) / mmPerPx;
  return Math.min(wanted, height / 7, width / 12);
}

/**
 * How many rows the box holds under its head, and how high each is in px.
 * @param {HTMLElement} box
 */
export function layout(box) {
  const least = parseFloat(getComputedStyle(box).getPropertyValue("--row")) + 2; // and its border
  const space = box.clientHeight - /** @type {HTMLElement} */ (box.querySelector("thead")).offsetHeight;
  const rows = Math.max(1, Math.min(MOST_ROWS, Math.floor(space / least)));
  return { rows, px: Math.floor(Math.min(space / rows, least * LOOSEST)) };
}
