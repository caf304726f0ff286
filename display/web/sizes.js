// How large things must be on a wall: from the screen's diagonal and the farthest seat (facts: 30 arc minutes
// for a hanzi). Never smaller; when rows do not fit there are fewer rows and they take turns.
const HANZI_RADIANS = (30 / 60) * (Math.PI / 180);
const MOST_ROWS = 6; // of a column; more are not found at a glance
const LARGEST = 3.5; // letters: few rows share the room that is left, up to this height
const LINE = 0.72; // letter of a row's height, where there is room
const COLUMN = 5.6; // letters: number of five signs, window of two, and their margins

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
 * How `count` rows of numbers stand in a box of letters of at least `letter` px: columns, rows in each, the
 * height of a row and of its letters in px. Digits fill 0.73 of their em, so a row may be as high as its
 * letters.
 * @param {{ width: number, height: number, letter: number, count: number }} of
 */
export function tableOf({ width, height, letter, count }) {
  const least = letter + 1; // and its border
  const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(height / least)));
  const comfortable = Math.max(1, Math.floor(height / (letter * 1.35)));
  const two = width >= letter * COLUMN * 2 && count > comfortable;
  const columns = two ? 2 : 1;
  const rows = Math.max(1, Math.min(most, Math.ceil(count / columns)));
  const px = Math.floor(Math.min(height / rows, letter * LARGEST));
  const fits = width / columns / (two ? COLUMN : COLUMN + 2);
  const font = Math.min(Math.max(letter, px * LINE), fits);
  return { columns, rows, px, font };
}
