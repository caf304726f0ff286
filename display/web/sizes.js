// How large things must be on a wall: from the screen's diagonal and the farthest seat (facts: 30 arc minutes for
// a hanzi). Never smaller; when rows do not fit there are fewer rows and they take turns.
const HANZI_RADIANS = (30 / 60) * (Math.PI / 180);
const MOST_ROWS = 6;

/** Px of a letter that the farthest seat reads; one featured call always fits. */
export function letterPx({ width, height, diagonalInches, farthestMetres }) {
  const mmPerPx = (diagonalInches * 25.4) / Math.hypot(width, height);
  const wanted = (farthestMetres * 1000 * Math.tan(HANZI_RADIANS)) / mmPerPx;
  return Math.min(wanted, height / 7, width / 12);
}

/** How many of `count` rows the box holds; with more than that there is a line for the page as well. */
export function rowsThatFit(box, count) {
  const style = getComputedStyle(box);
  const row = parseFloat(style.getPropertyValue("--row")) + 2; // and its border
  const space = box.clientHeight - box.querySelector("thead").offsetHeight;
  const all = Math.min(MOST_ROWS, Math.floor(space / row));
  const turns = Math.min(MOST_ROWS, Math.floor((space - parseFloat(style.getPropertyValue("--page-line"))) / row));
  return Math.max(1, count <= all ? all : turns);
}
