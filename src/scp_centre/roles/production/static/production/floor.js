// The factory floor: what is entered is kept on the device first, and sent when the line is there.
"use strict";
const page = document.getElementById("floor");
const address = page.dataset.entries;
const words = JSON.parse(document.getElementById("floor-words").textContent);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
const list = document.getElementById("waiting");
const said = document.getElementById("line");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

// The store of the device: entries of this site that are not sent yet.
function store(mode) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("floor", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("entries", { keyPath: "id" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => resolve(opening.result.transaction("entries", mode).objectStore("entries"));
  });
}
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
const keep = async (entry) => done((await store("readwrite")).put(entry));
const drop = async (id) => done((await store("readwrite")).delete(id));
const all = async () => (await done((await store("readonly")).getAll())).filter((e) => e.address === address);

for (const form of page.querySelectorAll("form")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = {}, files = {};
    for (const [name, value] of new FormData(form)) {
      if (value instanceof File) { if (value.size) files[name] = value; }
      else if (name !== "csrfmiddlewaretoken") fields[name] = value;
    }
    if (form.dataset.kind === "note" && !fields.text.trim() && !files.photo) {
      said.textContent = words.empty;
      return;
    }
    const id = crypto.randomUUID ? crypto.randomUUID() : fallbackId();
    const made = new Date().toISOString();
    Object.assign(fields, { id, kind: form.dataset.kind });
    if (form.dataset.kind === "note") fields.made = made;
    await keep({ id, address, made, fields, files, state: "waiting", message: "" });
    const meter = form.querySelector("select")?.value;
    form.reset();
    if (meter) form.querySelector("select").value = meter;
    setDays();
    await send();
  });
}

function fallbackId() { // crypto.randomUUID is absent on plain http addresses of a local network
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
  const h = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

let sending = false;
async function send() {
  if (sending) return;
  sending = true;
  let sent = 0, line = true;
  try {
    for (const entry of await all()) {
      if (entry.state !== "waiting") continue;
      const body = new FormData();
      for (const [name, value] of Object.entries(entry.fields)) body.append(name, value);
      for (const [name, file] of Object.entries(entry.files)) body.append(name, file, file.name);
      let answer;
      try {
        answer = await fetch(address, {
          method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token() },
        });
      } catch { line = false; break; }
      if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) {
        entry.message = words.sign_in;
        await keep(entry);
        break;
      }
      const told = await answer.json();
      if (told.state === "kept") { await drop(entry.id); sent += 1; }
      else if (told.state) await keep({ ...entry, state: told.state, message: told.message });
      else await keep({ ...entry, state: "refused", message: told.error?.message || words.refused });
    }
  } finally { sending = false; }
  await show(line, sent);
}

async function show(line, sent) {
  const entries = await all();
  list.replaceChildren(...entries.map(row));
  const rest = entries.filter((e) => e.state === "waiting").length;
  said.textContent = rest
    ? `${line ? "" : words.no_line + " "}${fill(words.waiting, { count: rest })}`
    : sent ? fill(words.sent, { count: sent }) : words.all_sent;
}

function row(entry) {
  const item = document.createElement("li");
  const what = entry.fields.kind === "reading"
    ? fill(words.reading, entry.fields)
    : entry.fields.kind === "flow"
    ? fill(words.flow, {
      name: entry.fields["flow-name"],
      amount: entry.fields["flow-amount"],
      unit: printed(entry.fields["flow-unit"]),
    })
    : entry.fields.text || words.picture;
  item.append(`${what}. ${entry.message}`);
  item.className = "note" + (entry.state === "waiting" ? "" : " wrong-note");
  if (entry.state === "conflict") {
    item.append(button(words.mine, async () => {
      await keep({ ...entry, state: "waiting", message: "", fields: { ...entry.fields, replace: "on" } });
      await send();
    }));
    item.append(button(words.theirs, async () => { await drop(entry.id); await show(true, 0); }));
  }
  if (entry.state === "refused") {
    item.append(button(words.delete, async () => { await drop(entry.id); await show(true, 0); }));
  }
  return item;
}

// A unit as the form shows it, m³ for m3; of a unit that the form no longer has, what was kept.
function printed(unit) {
  const choices = [...document.querySelectorAll("#flow-unit option")];
  return choices.find((choice) => choice.value === unit)?.textContent ?? unit;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button"; made.className = "plain"; made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function setDays() {
  const day = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  for (const field of page.querySelectorAll("input[type=date]")) field.value ||= day;
}

setDays();
addEventListener("online", send);
setInterval(send, 15000);
send();
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(page.dataset.worker, { scope: "/sites/" });
}
