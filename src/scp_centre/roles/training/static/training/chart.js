// The flip chart on a phone. What is written is kept on the phone first and sent when the line is
// there; each note has one owner, so nobody writes over another.
"use strict";
const chart = document.querySelector("[data-chart]");
const words = JSON.parse(document.getElementById("chart-words").textContent);
const start = JSON.parse(document.getElementById("chart-state").textContent);
const me = start.me, shelf = `chart-${chart.dataset.room}-${me}`;
const notes = new Map();
const said = document.getElementById("sent");
const newId = () => crypto.randomUUID ? crypto.randomUUID() : ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (c) => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));
const read = (name, otherwise) => { try { return JSON.parse(localStorage.getItem(`${shelf}-${name}`)) ?? otherwise; } catch { return otherwise; } };
const write = (name, value) => { try { localStorage.setItem(`${shelf}-${name}`, JSON.stringify(value)); } catch { /* a full or closed store: the page still holds it */ } };
let outbox = read("outbox", []), drafts = read("drafts", {}), refused = read("refused", []), sending = false, wait = 0, most = 20;
for (const one of outbox) delete one.flying;

const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
const queued = (id) => outbox.some((one) => one.note === id);

// ---- what stands on the chart
function take(note) {
  const known = notes.get(note.id);
  if (known && note.revision < known.revision) return;
  const first = !known;
  notes.set(note.id, note);
  show(note, first);
}

function show(note, first) {
  let card = document.getElementById(`note-${note.id}`);
  const mine = note.owner === me;
  if (note.state === "withdrawn" || (note.state !== "shown" && !mine)) { card?.remove(); return; }
  if (card && card.dataset.mine !== String(mine)) { card.remove(); card = null; }
  if (!card) {
    const list = document.getElementById(`sheet-${note.sheet}`);
    if (!list) return;
    card = document.getElementById(mine ? "note-own" : "note-other").content.firstElementChild.cloneNode(true);
    card.id = `note-${note.id}`;
    card.dataset.mine = String(mine);
    card.querySelector(list.dataset.roles ? "[data-do=give]" : "[data-role]")?.remove(); // who names a role is on the board
    list.append(card);
    if (first && !mine && started) announceNote(note);
  }
  card.dataset.note = note.id;
  card.classList.toggle("hidden-note", note.state !== "shown");
  const give = card.querySelector("[data-do=give]");
  if (give) { give.textContent = note.given ? words.take_back : words.give; give.setAttribute("aria-pressed", String(note.given)); }
  for (const name of ["late", "twin"]) { const mark = card.querySelector(`.${name}`); if (mark) mark.hidden = !note[name]; }
  if (mine) {
    const field = card.querySelector("textarea"), role = card.querySelector("select");
    if (!queued(note.id)) { if (field.value !== note.text) field.value = note.text; if (role) role.value = note.role ?? ""; }
    field.setAttribute("aria-label", `${words.your_note} ${note.text.slice(0, 30)}`);
    grow(field);
  } else {
    card.querySelector(".text").textContent = note.text;
    card.querySelector(".name").textContent = note.name;
    const role = card.querySelector(".role");
    if (role) role.textContent = note.role ? words.roles[note.role] : "";
  }
}
const grow = (field) => { field.rows = 2; while (field.rows < 12 && field.scrollHeight > field.clientHeight + 2) field.rows += 1; };
function announceNote(note) { document.getElementById("news").textContent = `${note.name}: ${note.text}`; }

// ---- what is written
function put(one) {
  const same = outbox.find((o) => o.note === one.note && o.kind === "write" && one.kind === "write" && !o.flying);
  if (same) Object.assign(same, { text: one.text, role: one.role });
  else outbox.push(one);
  keep();
}
function keep() { write("outbox", outbox.map(({ flying, ...one }) => one)); tell(); }
function tell(line = true) {
  const n = outbox.length;
  said.textContent = n ? (line ? words.sending : `${words.no_line} ${words.waiting.replace("{count}", n)}`) : words.all_sent;
  said.classList.toggle("attention", n > 0 && !line);
}

let typed = null;
chart.addEventListener("input", (event) => {
  const card = event.target.closest("[data-note]");
  if (!card) { const form = event.target.closest("form[data-new]"); if (form) { drafts[form.dataset.new] = form.elements.text.value; write("drafts", drafts); } return; }
  grow(card.querySelector("textarea"));
  clearTimeout(typed);
  edited(card);
  typed = setTimeout(send, 250);
});
function edited(card) {
  const note = notes.get(card.dataset.note), text = card.querySelector("textarea").value;
  if (!text.trim()) return; // an empty note is taken off by its button, not by a slip
  put({ id: newId(), kind: "write", note: note.id, sheet: note.sheet, text, role: roleOf(card), base: note.revision });
}
const roleOf = (within) => { const field = within.querySelector("select"); return field && field.value ? Number(field.value) : null; };

chart.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-new]");
  if (!form) return;
  event.preventDefault();
  const text = form.elements.text.value;
  if (!text.trim()) { form.elements.text.focus(); return; }
  const note = { id: newId(), sheet: Number(form.dataset.new), owner: me, name: "", text, role: roleOf(form), revision: 0, state: "shown", late: false, twin: false };
  take(note); // on the chart at once, with a line or without
  put({ id: newId(), kind: "write", note: note.id, sheet: note.sheet, text, role: note.role, base: 0 });
  form.reset();
  delete drafts[form.dataset.new];
  write("drafts", drafts);
  form.elements.text.focus();
  send();
});
chart.addEventListener("click", (event) => {
  const card = event.target.closest("[data-note]"), act = event.target.dataset?.do;
  if (!card || !act) return;
  event.preventDefault();
  const note = notes.get(card.dataset.note);
  if (act === "withdraw" && !confirm(words.sure)) return;
  put({ id: newId(), kind: act, note: note.id, sheet: note.sheet, text: "", role: null, base: note.revision });
  send();
});

// ---- sending, in order; of one note one operation at a time, since its revision comes back
async function send() {
  if (sending || !outbox.length || Date.now() < wait) return;
  sending = true;
  const batch = [];
  for (const one of outbox) { if (batch.length >= most || batch.some((b) => b.note === one.note)) break; batch.push(one); }
  for (const one of batch) one.flying = true;
  let line = true;
  try {
    const answer = await fetch(chart.dataset.operations, {
      method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
      body: JSON.stringify({ operations: batch.map(({ flying, ...one }) => one) }),
    });
    if (answer.ok) { done(batch, (await answer.json()).results); most = 20; }
    else if (answer.status === 401) { said.textContent = words.shut_out; wait = Date.now() + 60000; }
    // What the server cannot read at all is sent one by one, so that it does not hold up the rest.
    else if (answer.status === 400 && batch.length > 1) most = 1;
    else if (answer.status === 400) { const { error } = await answer.json(); done(batch, [{ state: "refused", message: error, notes: [] }]); }
    // What the server fails on waits behind the others, each note's operations in their order.
    else if (answer.status >= 500) { if (most === 1) last(batch[0].note); most = 1; wait = Date.now() + 4000; }
    else wait = Date.now() + 1000 * Number(answer.headers.get("Retry-After") || 4);
  } catch { line = false; wait = Date.now() + 1500; } finally {
    for (const one of outbox) delete one.flying;
    sending = false;
  }
  keep();
  tell(line);
  if (outbox.length && Date.now() >= wait) send();
}
const last = (note) => { outbox = [...outbox.filter((one) => one.note !== note), ...outbox.filter((one) => one.note === note)]; };
function done(batch, results) {
  batch.forEach((one, i) => {
    const result = results[i];
    outbox = outbox.filter((o) => o !== one);
    if (result.state === "refused") { if (one.text) { refused.push({ text: one.text, message: result.message }); write("refused", refused); showRefused(); } return; }
    const twin = result.state === "beside" ? result.notes[1] : null;
    const stands = twin ?? result.notes.find((n) => n.id === one.note);
    for (const next of outbox) if (next.note === one.note && stands) { next.note = stands.id; next.base = stands.revision; }
    for (const note of result.notes) { if (twin) notes.delete(note.id); take(note); }
  });
}
function showRefused() {
  const list = document.getElementById("refused");
  list.replaceChildren(...refused.map((one, i) => {
    const item = document.createElement("li"), button = document.createElement("button");
    item.className = "note wrong-note";
    item.textContent = `${one.text} ${one.message} `;
    button.type = "button"; button.className = "plain"; button.textContent = words.dismiss;
    button.addEventListener("click", () => { refused.splice(i, 1); write("refused", refused); showRefused(); });
    item.append(button);
    return item;
  }));
}

// ---- pictures are made small on the phone, so that they pass a thin line
document.getElementById("id_photo")?.addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file || file.size < 600000 || !self.createImageBitmap) return;
  try {
    const picture = await createImageBitmap(file), share = Math.min(1, 2000 / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.width * share, height: picture.height * share });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((made) => canvas.toBlob(made, "image/jpeg", 0.8));
    const carrier = new DataTransfer();
    carrier.items.add(new File([small], "chart.jpg", { type: "image/jpeg" }));
    event.target.files = carrier.files;
  } catch { /* not a picture: the server says so */ }
});

document.addEventListener("room:change", ({ detail }) => { if (detail.part === "note") for (const note of detail.data.notes) take(note); });
// ---- what is half typed
// When the charts close nobody can finish a note: it goes on the chart as it stands, marked as late.
function sendDrafts() {
  const any = Object.values(drafts).some((text) => text.trim());
  if (any) write("taken-in", true);
  for (const [sheet, text] of Object.entries(drafts)) {
    const form = chart.querySelector(`form[data-new="${CSS.escape(sheet)}"]`);
    if (text.trim()) put({ id: newId(), kind: "write", note: newId(), sheet: Number(sheet), text, role: form ? roleOf(form) : null, base: 0 });
    form?.reset();
    delete drafts[sheet];
  }
  write("drafts", drafts);
  send();
}
// Who was moved to another group finds it in the first field that is free there.
function moveDrafts() {
  const forms = [...chart.querySelectorAll("form[data-new]")], known = new Set(forms.map((form) => form.dataset.new));
  for (const sheet of Object.keys(drafts).filter((one) => !known.has(one))) {
    const free = forms.find((form) => !form.elements.text.value);
    if (!free) break;
    free.elements.text.value = drafts[free.dataset.new] = drafts[sheet];
    delete drafts[sheet];
  }
  write("drafts", drafts);
}
document.addEventListener("room:reload", ({ detail }) => {
  if (detail?.closed) sendDrafts();
  if (!outbox.length) location.reload();
  else setTimeout(() => document.dispatchEvent(new CustomEvent("room:reload", { detail })), 1500);
});
addEventListener("online", () => { wait = 0; send(); });
setInterval(send, 1500);

let started = false;
for (const card of chart.querySelectorAll("[data-static]")) card.remove();
for (const note of start.notes) take(note);
for (const one of outbox) {
  const known = notes.get(one.note);
  if (one.kind !== "write" || (known && known.owner !== me)) continue;
  if (!known) take({ id: one.note, sheet: one.sheet, owner: me, name: "", text: one.text, role: one.role, revision: 0, state: "shown", late: false, twin: false });
  const field = document.querySelector(`#note-${CSS.escape(one.note)} textarea`);
  if (field) field.value = one.text;
}
for (const form of chart.querySelectorAll("form[data-new]")) if (drafts[form.dataset.new]) form.elements.text.value = drafts[form.dataset.new];
if (document.querySelector("[data-room]").dataset.closed === "yes") sendDrafts();
else moveDrafts();
started = true;
if (read("taken-in", false)) {
  const told = document.getElementById("taken-in");
  told.textContent = words.taken_in;
  told.hidden = false;
  write("taken-in", false);
}
showRefused();
tell();
send();
