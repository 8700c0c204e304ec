// Who else has this assessment open, and what others do meanwhile. A list is brought up to date by
// itself; a form that somebody fills in is left alone, with a link to what stands now.
"use strict";
const news = document.getElementById("news");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
let since = "", edited = false;
document.addEventListener("input", (event) => { if (event.target.closest("[data-edit], form[method=post]")) edited = true; });

function line(text) {
  const made = document.createElement("p");
  made.className = "small";
  made.textContent = text;
  return made;
}

async function renew() {
  const list = document.querySelector("[data-live-list]");
  if (!list || edited) return false;
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-live-list]");
  if (!answer.ok || !now) return false;
  list.replaceChildren(...now.childNodes);
  return true;
}

async function ask() {
  const body = new FormData();
  body.append("since", since);
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(news.dataset.address, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token } });
  if (!answer.ok || answer.redirected) return;
  const told = await answer.json();
  since = String(told.last);
  const lines = [];
  if (told.here.length) lines.push(line(fill(news.dataset.here, { names: told.here.join(", ") })));
  if (told.news.length) {
    const note = document.createElement("div");
    note.className = "note";
    for (const one of told.news) note.append(line(fill(news.dataset.news, { ...one, on: one.on ? ` (${one.on})` : "" })));
    if (!await renew()) {
      const link = document.createElement("a");
      link.href = "";
      link.textContent = news.dataset.show;
      note.append(link);
    }
    news.dataset.kept = "yes";
    news.replaceChildren(...lines, note);
  } else if (!news.dataset.kept) news.replaceChildren(...lines);
}

(function again() {
  const soon = document.visibilityState === "visible" ? 5000 : 30000;
  ask().catch(() => { /* the line is away for a moment */ }).finally(() => setTimeout(again, soon));
})();
