// How large things must be on a wall: from the screen's diagonal and the farthest seat (facts: 30 arc minutes for
// a hanzi). Never smaller; when rows do not fit there are fewer rows and they take turns.
const HANZI_RADIANS = (30 / 60) * (Math.PI / 180);
const MOST_ROWS = 6;
const ROW = 1.35; // height of a row in letters
const BODY = 0.75; // part of the wall that rows may fill

/** {letter, rows}: px of a letter that the farthest seat reads, and how many rows fit. */
export function sizes({ width, height, diagonalInches, farthestMetres }) {
  const mmPerPx = (diagonalInches * 25.4) / Math.hypot(width, height);
  const wanted = (farthestMetres * 1000 * Math.tan(HANZI_RADIANS)) / mmPerPx;
  const letter = Math.min(wanted, height / 7, width / 12); // one featured call always fits
  const rows = Math.max(1, Math.min(MOST_ROWS, Math.floor((BODY * height) / (ROW * letter)) - 2));
  return { letter, rows };
}
