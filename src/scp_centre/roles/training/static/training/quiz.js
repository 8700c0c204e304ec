// The answers to a quiz are kept on the phone first and sent when the line is there, from whichever
// page of the room is open then. The server takes a quiz once, so sending twice does no harm.
"use strict";
const screen = document.querySelector("[data-room]"), shelf = `quiz-${screen.dataset.stream}-${screen.dataset.me}`;
const said = document.getElementById("kept-answers"), form = document.querySelector("form[data-quiz]");
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
let queue = {}, sending = false, wait = 0;
try { queue = JSON.parse(localStorage.getItem(shelf)) ?? {}; } catch { /* a closed store: the page still holds it */ }

function keep() {
  try { localStorage.setItem(shelf, JSON.stringify(queue)); } catch { /* as above */ }
  if (!Object.keys(queue).length) said.hidden = true;
}

async function send() {
  if (sending || Date.now() < wait) return;
  sending = true;
  for (const [address, fields] of Object.entries(queue)) {
    try {
      const body = new URLSearchParams([...fields, ["csrfmiddlewaretoken", csrf()]]);
      const answer = await fetch(address, { method: "POST", body, credentials: "same-origin" });
      // A number that can mean two things is asked back: the page shows both readings to choose from.
      if (answer.status === 422 && form && location.pathname === address) { delete queue[address]; keep(); form.submit(); return; }
      // Who is no longer in the room is led elsewhere: what they answered stays on the phone.
      if (!answer.ok || new URL(answer.url).pathname !== address) { wait = Date.now() + 15000; said.hidden = false; break; }
      delete queue[address];
      keep();
      if (form && location.pathname === address) location.reload();
    } catch { said.hidden = false; wait = Date.now() + 1500; break; }
  }
  sending = false;
}

function fill(fields) {
  for (const [name, value] of fields) for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (field.matches("[type=radio], [type=checkbox]")) field.checked ||= field.value === value;
    else field.value = value;
  }
}
function answers() { return [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"); }

if (form) {
  if (form.dataset.done) { delete queue[location.pathname]; keep(); } // the server has them
  else if (queue[location.pathname]) fill(queue[location.pathname]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    queue[location.pathname] = answers();
    keep();
    wait = 0;
    send();
  });
}
addEventListener("online", () => { wait = 0; send(); });
setInterval(send, 1500);
if (Object.keys(queue).length) said.hidden = false;
send();
