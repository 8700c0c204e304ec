// Fits what the projector shows: as large as one page allows, never smaller than the last row reads;
// what does not fit then is laid out in pages, of which the trainer, or the clock, turns one up.
"use strict";
const stage = document.getElementById("stage"), pagesSaid = document.getElementById("pages");
// Of the width or of the height, whichever is tighter; at 1280 x 720 the smallest are 22 pixels.
const SMALLEST = 1.72, USUAL = 2.6, LARGE = 3.4, PAGED = 1.95, STEP = 0.12;
const unit = () => Math.min(innerWidth / 100, innerHeight / 56.25);
const turning = () => document.querySelector("#turning i").dataset;
let pages = 1;

function lay(leaf, size) {
  const width = leaf.getBoundingClientRect().width, gap = 2.5 * unit(), narrow = innerWidth < 700;
  const columns = narrow ? 1 : Number(leaf.dataset.columns);
  leaf.style.fontSize = `${size * unit()}px`;
  leaf.style.height = `${stage.clientHeight - 2 * parseFloat(getComputedStyle(stage).paddingTop)}px`;
  leaf.style.columnGap = `${gap}px`;
  leaf.style.columnCount = columns; // how wide they are is left to the browser, to the last fraction
  return Math.max(1, Math.ceil((leaf.scrollWidth + gap) / (width + gap) - 0.02)); // a page may be part full
}
function fit() {
  const leaf = stage.querySelector(".leaf");
  if (!leaf || !stage.clientWidth) return;
  leaf.style.translate = "none";
  const zoom = Number(turning().zoom) * 0.125;
  let size = "large" in leaf.dataset ? LARGE : USUAL;
  while (lay(leaf, size) > 1 && size > SMALLEST) size -= STEP;
  if (lay(leaf, Math.max(size, SMALLEST)) > 1) size = PAGED;
  pages = lay(leaf, Math.max(SMALLEST, Math.max(size, SMALLEST) * (1 + zoom)));
  turn();
}
function turn() {
  const leaf = stage.querySelector(".leaf");
  if (!leaf) return;
  const { page, turn: seconds } = turning(), by = Number(seconds);
  const at = (by ? Math.floor((Date.now() + skew) / 1000 / by) : Number(page)) % pages;
  const whole = leaf.getBoundingClientRect().width + parseFloat(getComputedStyle(leaf).columnGap || 0);
  const way = getComputedStyle(leaf).direction === "rtl" ? 1 : -1;
  leaf.style.translate = at ? `${way * at * whole}px` : "none";
  const said = pages > 1 ? pagesSaid.dataset.words.replace("{n}", at + 1).replace("{all}", pages) : "";
  if (pagesSaid.textContent !== said) pagesSaid.textContent = said;
  if (document.documentElement.dataset.pages !== String(pages)) {
    document.documentElement.dataset.pages = pages;
    // The console, which shows this page in small, learns how many pages there are to turn.
    if (parent !== window) parent.document.dispatchEvent(new CustomEvent("projector:pages", { detail: pages }));
  }
}
document.addEventListener("room:put", fit);
addEventListener("resize", fit);
addEventListener("load", fit, true); // pictures, too
document.fonts?.ready.then(fit);
setInterval(turn, 500);
fit();
