// A screen of a room: keeps a line to the server, brings itself up to date, shows the clock.
// Without a line it asks again and again; a reload shows everything without this script.
"use strict";
const room = document.querySelector("[data-room]");
const heard = new Set(room.dataset.parts.split(" "));
const spread = Number(room.dataset.spread || 0);
const lineSaid = document.getElementById("line");
let last = Number(room.dataset.last), signed = Date.now(), source = null, asking = null, skew = 0;

function told(change) {
  if (change.number <= last) return;
  last = change.number;
  document.dispatchEvent(new CustomEvent("room:change", { detail: change }));
  if (change.part === "groups" && room.dataset.stream.startsWith("/room/")) setTimeout(connect, 500); // perhaps another group
  if (heard.has(change.part)) renewSoon();
}

function sign() { signed = Date.now(); if (lineSaid) lineSaid.hidden = true; }
function lost() { if (lineSaid) lineSaid.hidden = false; }

function connect() {
  source?.close();
  clearInterval(asking); asking = null;
  source = new EventSource(`${room.dataset.stream}?since=${last}`);
  source.addEventListener("beat", sign);
  source.addEventListener("change", (event) => { sign(); told(JSON.parse(event.data)); });
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) askInstead(); };
}

// No stream to be had (too many screens, a proxy in between): ask every three seconds instead.
function askInstead() {
  if (asking) return;
  asking = setInterval(ask, 3000);
  setTimeout(connect, 30000);
}
async function ask() {
  try {
    const answer = await fetch(`${room.dataset.stream}?as=json&since=${last}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    sign();
    const news = await answer.json();
    for (const change of news.changes) told(change);
    last = Math.max(last, news.last);
  } catch { /* no line yet */ }
}
setInterval(() => { if (Date.now() - signed > 14000) lost(); if (Date.now() - signed > 25000) { signed = Date.now() - 14000; connect(); } }, 3000);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") { ask(); if (Date.now() - signed > 12000) connect(); }
});
addEventListener("online", () => { ask(); connect(); });

// The parts of the page that follow the room are fetched anew and put in place; where somebody
// is writing, nothing is touched.
let renewing = false, again = false, waiting = null, pressing = false;
// A button under a finger is not taken away: what is pressed is finished first.
addEventListener("pointerdown", () => { pressing = true; });
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { setTimeout(() => { pressing = false; }, 0); });
function renewSoon() { waiting ??= setTimeout(() => { waiting = null; renew(); }, 60 + Math.random() * spread); }
async function renew() {
  if (renewing || pressing) { again = true; if (!renewing) renewSoon(); return; }
  renewing = true;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) { location.href = answer.url; return; }
    if (answer.ok && pressing) again = true;
    else if (answer.ok) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { lost(); } finally {
    renewing = false;
    if (again) { again = false; renewSoon(); }
  }
}
const writing = () => {
  const here = document.activeElement;
  return here && here.matches("textarea, select, input:not([type=submit], [type=button], [type=checkbox], [type=radio])") ? here : null;
};
function put(page) {
  const then = page.querySelector("[data-room]");
  if (!then) { location.reload(); return; }
  if (then.dataset.group !== room.dataset.group || then.dataset.closed !== room.dataset.closed) {
    document.dispatchEvent(new CustomEvent("room:reload", { detail: { closed: then.dataset.closed === "yes" } }));
    return;
  }
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || bare(part) === bare(fresh) || part.contains(writing())) continue;
    const held = part.contains(document.activeElement) ? pathOf(part, document.activeElement) : null;
    const open = [...part.querySelectorAll("details[open][id]")].map((d) => d.id);
    const begun = [...part.querySelectorAll("select[id], input[id], textarea[id]")].filter(isBegun).map((f) => [f.id, f.value, f.checked]);
    part.replaceChildren(...fresh.childNodes);
    for (const [id, value, checked] of begun) { const field = document.getElementById(id); if (field) { field.value = value; field.checked = checked; } }
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (held) find(part, held)?.focus();
  }
  tick();
  document.dispatchEvent(new CustomEvent("room:put"));
}
// What differs in every answer, and means nothing: tokens of forms, the moment of the clock.
const bare = (part) => part.innerHTML.replace(/ style="[^"]*"/g, "").replace(/(data-pages=""|data-paged="") ?(hidden="")?/g, "$1").replace(/value="\w{64}"/g, "").replace(/ data-(now|seen)="\d+"/g, "").replace(/(data-clock[^>]*>)[^<]*/g, "$1");
// What somebody has chosen or typed, but not sent yet, stays.
function isBegun(field) {
  if (field.matches("select")) return [...field.options].some((o) => o.selected !== o.defaultSelected) && !(field.selectedIndex === 0 && ![...field.options].some((o) => o.defaultSelected));
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}
function pathOf(part, element) { return [...part.querySelectorAll("a, button, summary, input")].indexOf(element); }
function find(part, index) { return [...part.querySelectorAll("a, button, summary, input")][index]; }
document.addEventListener("room:reload", () => { if (!document.querySelector("[data-chart]")) location.reload(); });

// Buttons of the console act without leaving the page.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-quiet]") || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.sure && !confirm(form.dataset.sure)) return;
  const body = new FormData(form, event.submitter);
  body.append("sent_at", performance.now()); // each click is an act of its own: the page stays
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.querySelector("[data-room]")) { say(page.querySelector("[role=alert], main .lead, main p")?.textContent ?? room.dataset.failed); return; }
    say("");
    form.reset();
    document.activeElement?.blur?.();
    put(page);
  } catch { say(room.dataset.failed); }
});
function say(text) {
  const place = document.getElementById("said");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}

// The clock is the server's: its time came with the page, this device only counts on.
let warned = null;
function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    if (clock.dataset.seen !== clock.dataset.now) { skew = Number(clock.dataset.now) - Date.now(); clock.dataset.seen = clock.dataset.now; }
    const ends = Number(clock.dataset.ends);
    if (!ends) continue;
    const left = Math.ceil((ends - Date.now() - skew) / 1000), rest = Math.abs(left);
    const two = (n) => String(n).padStart(2, "0");
    clock.textContent = `${left < 0 ? "−" : ""}${Math.floor(rest / 3600)}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
    clock.classList.toggle("soon", left > 0 && left <= Number(clock.dataset.soon));
    clock.classList.toggle("over", left <= 0);
    const step = [0, 60, 300, 600].find((s) => left <= s);
    if (warned !== null && step !== undefined && step !== warned) announce(step);
    warned = step === undefined ? -1 : step;
  }
}
function announce(step) {
  const place = document.getElementById("clock-said");
  if (place) place.textContent = step ? room.dataset.minutes.replace("{n}", step / 60) : room.dataset.over;
  navigator.vibrate?.(step ? 200 : [300, 100, 300]);
}
setInterval(tick, 250);
tick();
document.addEventListener("keydown", (event) => {
  if (writing() || event.ctrlKey || event.metaKey || event.altKey || !room.dataset.keys) return;
  const name = { ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back" }[event.key];
  if (name) { event.preventDefault(); document.querySelector(`button[data-key=${name}]`)?.click(); }
});
connect();
