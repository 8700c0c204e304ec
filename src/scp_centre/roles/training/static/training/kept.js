// What somebody sends (a quiz, a dot, a question, the evaluation) is kept on the phone first, and sent
// when the line is there, from whichever page of the room is open then. The server takes each once:
// a quiz and an evaluation are of one person, a note's dots are stated in all, a question has an id.
"use strict";
const screen = document.querySelector("[data-room]"), shelf = `kept-${screen.dataset.stream}-${screen.dataset.me}`;
const said = document.getElementById("kept-answers"), refusals = document.getElementById("kept-refused");
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
let queue = [], sending = false, wait = 0;
try { queue = JSON.parse(localStorage.getItem(shelf)) ?? []; } catch { /* a closed store: the page still holds it */ }
const keyOf = (form) => form.dataset.kept === "each" ? `${Date.now()}-${Math.random()}` : form.dataset.kept === "once" ? form.action : `${form.action} ${form.dataset.kept}`;
const mine = (form) => queue.find((one) => one.key === form.action);

function keep() {
  try { localStorage.setItem(shelf, JSON.stringify(queue)); } catch { /* as above */ }
  if (!queue.length) said.hidden = true;
}
async function send() {
  if (sending || Date.now() < wait) return;
  sending = true;
  while (queue.length) {
    const one = queue[0];
    try {
      const body = new URLSearchParams([...one.fields, ["kept", one.id], ["csrfmiddlewaretoken", csrf()]]);
      const answer = await fetch(one.address, { method: "POST", body, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.status >= 400 && answer.status < 500 && ![401, 403, 429].includes(answer.status)) { refuse(one, page); continue; }
      // Who is no longer in the room is led elsewhere: what they entered stays on the phone.
      // What the server cannot take today lets the others pass.
      if (answer.status >= 500) { queue.push(queue.shift()); keep(); }
      if (!answer.ok || !new URL(answer.url).pathname.startsWith("/room/")) { wait = Date.now() + 15000; said.hidden = false; break; }
      drop(one);
      arrived(one, page);
    } catch { said.hidden = false; wait = Date.now() + 1500; break; }
  }
  sending = false;
}
function drop(one) { queue = queue.filter((other) => other !== one); keep(); }
// A quiz in which something is not clear is asked back on its page; anything else is shown here.
function refuse(one, page) {
  drop(one);
  const form = document.querySelector("form[data-quiz]");
  if (form && form.action === one.address) { sending = false; HTMLFormElement.prototype.submit.call(form); return; }
  const item = document.createElement("li"), button = document.createElement("button");
  const typed = one.fields.filter(([name, value]) => value && /^(text|word-\d)$/.test(name)).map(([, value]) => value).join(", ");
  item.className = "note wrong-note";
  item.setAttribute("role", "alert");
  item.textContent = `${typed} ${page.querySelector("[role=alert], main .lead, main p")?.textContent.trim() ?? ""} `;
  Object.assign(button, { type: "button", className: "plain", textContent: refusals.dataset.dismiss });
  button.addEventListener("click", () => item.remove());
  item.append(button);
  refusals.append(item);
}
function arrived(one, page) {
  if (queue.some((other) => other.address === one.address)) return; // newer ones follow
  if (one.once && location.pathname === new URL(one.address).pathname) { location.reload(); return; }
  if (page.querySelector("[data-room]")) {
    const told = page.querySelector(".messages, [data-messages]");
    const place = document.querySelector(".messages, [data-messages]");
    if (told && place) place.replaceChildren(...told.childNodes);
    else if (told) document.getElementById("main")?.prepend(told);
  }
  window.renewSoon?.();
}

function answers(form, button) { return [...new FormData(form, button)].filter(([name]) => name !== "csrfmiddlewaretoken"); }
function fill(form, fields) {
  for (const [name, value] of fields) for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.matches("[type=radio], [type=checkbox]")) field.checked ||= field.value === value;
    else field.value = value;
  }
}
// Dots are shown as they were given, with a line or without; the server counts them when they come.
function showDots(form) {
  const card = form.closest(".note-card"), by = Number(form.dataset.by), left = document.getElementById("dots-left");
  const rest = Number(left.dataset.left) - by, dots = Number(form.elements.dots.value);
  left.dataset.left = rest;
  left.textContent = left.dataset.words.replace("{n}", rest);
  card.querySelector(".dots").textContent = "●".repeat(dots);
  for (const other of card.querySelectorAll("form[data-by]")) {
    other.elements.dots.value = dots + Number(other.dataset.by);
    if (other.dataset.by === "-1") other.hidden = dots < 1;
  }
  for (const other of document.querySelectorAll("form[data-by='1']")) other.hidden = rest < 1;
}

// So is a vote for a question.
function showVote(form) {
  const button = form.querySelector("[data-vote]"), wanted = form.elements.wanted.value === "1";
  button.setAttribute("aria-pressed", String(wanted));
  button.classList.toggle("chosen", wanted);
  form.elements.wanted.value = wanted ? "0" : "1";
}

for (const form of document.querySelectorAll("form[data-kept=once]")) {
  if (form.dataset.done) { queue = queue.filter((one) => one.key !== form.action); keep(); } // the server has them
  else if (mine(form)) fill(form, mine(form).fields);
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-kept]")) return;
  event.preventDefault();
  const key = keyOf(form), fields = answers(form, event.submitter);
  const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  queue = queue.filter((one) => one.key !== key || (sending && one === queue[0]));
  queue.push({ key, id, address: form.action, fields, once: form.dataset.kept === "once" });
  if (form.dataset.by) showDots(form);
  else if (form.querySelector("[data-vote]")) showVote(form);
  else if (form.dataset.kept === "each") form.reset();
  keep();
  wait = 0;
  send();
});
addEventListener("online", () => { wait = 0; send(); });
setInterval(send, 1500);
if (queue.length) said.hidden = false;
send();
