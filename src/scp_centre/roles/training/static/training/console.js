// The console shows the projector in small, as the room sees it, and learns how many pages it has.
"use strict";
const mini = document.querySelector("[data-mini]"), shown = mini.querySelector("iframe");
let pageCount = 1;
const scale = () => { shown.style.scale = mini.clientWidth / 1280; mini.style.height = `${mini.clientWidth * 0.5625}px`; };
function tell() {
  for (const field of document.querySelectorAll("[data-pages]")) field.value = pageCount;
  for (const levers of document.querySelectorAll("[data-paged]")) levers.hidden = pageCount < 2;
  const said = shown.contentDocument?.getElementById("pages")?.textContent ?? "";
  for (const place of document.querySelectorAll("[data-page-count]")) if (place.textContent !== said) place.textContent = said;
}
document.addEventListener("projector:pages", (event) => { pageCount = event.detail; tell(); });
document.addEventListener("room:put", tell);
new ResizeObserver(scale).observe(mini);
setInterval(tell, 1000);
scale();
