// Shows a module step by step and tells the course system (SCORM 1.2 or 2004) how somebody gets on.
"use strict";
const given = JSON.parse(document.getElementById("data").textContent);
const words = given.words, steps = [...document.querySelectorAll("[data-step]")];

// ---- the course system: its object stands in a window above this one, or in the one that opened it
function search(name) {
  for (const begin of [window, window.opener]) {
    let here = begin;
    for (let up = 0; here && up < 12; up += 1) {
      try { if (here[name]) return here[name]; } catch { break; }
      if (here.parent === here) break;
      here = here.parent;
    }
  }
  return null;
}
const newer = search("API_1484_11"), older = newer ? null : search("API");
const began = Date.now();
const system = newer
  ? { start: () => newer.Initialize(""), get: (k) => newer.GetValue(k), set: (k, v) => newer.SetValue(k, String(v)), keep: () => newer.Commit(""), end: () => newer.Terminate("") }
  : older
  ? { start: () => older.LMSInitialize(""), get: (k) => older.LMSGetValue(k), set: (k, v) => older.LMSSetValue(k, String(v)), keep: () => older.LMSCommit(""), end: () => older.LMSFinish("") }
  : { start() {}, get: () => "", set() {}, keep() {}, end() {} };
const key = (of2004, of12) => newer ? of2004 : of12;

system.start();
let place = Number(system.get(key("cmi.location", "cmi.core.lesson_location"))) || 0;
let done = {};
try { done = JSON.parse(system.get("cmi.suspend_data") || "{}"); } catch { /* written by another course */ }
const status = (value) => {
  if (newer) { system.set("cmi.completion_status", value === "incomplete" ? "incomplete" : "completed"); if (value !== "incomplete" && value !== "completed") system.set("cmi.success_status", value); }
  else system.set("cmi.core.lesson_status", value);
};

function show(number, focus = true) {
  place = Math.max(0, Math.min(steps.length - 1, number));
  steps.forEach((step, i) => { step.hidden = i !== place; });
  document.getElementById("where").textContent = `${place + 1} / ${steps.length}`;
  document.getElementById("back").disabled = place === 0;
  document.getElementById("next").disabled = place === steps.length - 1;
  if (focus) steps[place].focus();
  system.set(key("cmi.location", "cmi.core.lesson_location"), place);
  if (place === steps.length - 1) finish(); else if (!done.finished) status("incomplete");
  system.keep();
}

// ---- quizzes
const plain = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
// A number as the language of the module writes it. A course system has no server of ours, so this
// is read here, by the rules of methods/entries: what can mean two things is asked back.
function written(text, decimal, group) {
  const [whole, ...tenths] = text.split(decimal);
  if (tenths.length > 1 || (tenths.length && !/^\d+$/.test(tenths[0])) || !/^[-+]?[\d.,' ]+$/.test(whole || "0")) return null;
  const sign = [group, " ", "'"].find((mark) => mark && whole.includes(mark));
  const digits = whole.replace(/^[-+]/, "");
  if (sign && !new RegExp(`^[1-9]\\d{0,2}(?:[${sign}]\\d{3})+$`).test(digits)) return null;
  const plain = sign ? whole.replaceAll(sign, "") : whole;
  return /^[-+]?\d*$/.test(plain) && /\d/.test(plain + tenths) ? Number(`${plain || 0}.${tenths[0] ?? 0}`) : null;
}
// What is written before and behind the number, and the number in the unit that was asked for: NaN
// in a unit of another kind, null in one that nobody knows.
const bare = (text) => text.replace(/[²³]/g, (sign) => ({ "²": "2", "³": "3" })[sign]).trim();
function unitOf(q, text) {
  const found = text.replace(/[\u0660-\u0669]/g, "0").replace(/[\u2212\u2013]/g, "-").match(/^([^\d]*?)[-+]?\d[\d.,'’\u066b\u066c\s]*(.*)$/);
  return found ? bare(`${found[1]}${found[2]}`) : null;
}
function inUnit(q, text) {
  const unit = unitOf(q, text), value = readings(text)[0];
  if (unit === null || value === undefined) return null;
  if (!unit) return value;
  const line = q.units[unit] ?? q.units[unit.toUpperCase()];
  if (line) return line[0] + line[1] * value;
  return q.unit && given.symbols.includes(q.unit) && given.symbols.includes(unit) ? NaN : null;
}
function readings(text) {
  const digits = (sign) => "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669".indexOf(sign);
  const found = text.replace(/[\u0660-\u0669]/g, digits).replace(/\u066b/g, given.decimal).replace(/\u066c/g, " ")
    .replace(/[\u2212\u2013]/g, "-").replace(/[\u00a0\u202f\t]/g, " ").replace(/’/g, "'").trim().replace(/^[^\d+-]+/, "").match(/^[-+]?[\d.,' ]*\d/);
  if (!found) return [];
  const own = written(found[0], given.decimal, given.group);
  if (own !== null) return [own];
  const others = [written(found[0], ".", ","), written(found[0], ",", ".")].filter((n) => n !== null);
  const free = ![...",."].some((mark) => found[0].includes(mark) && (mark === given.decimal || mark === given.group));
  return others.length === 1 && !free ? [others[0], others[0]] : [...new Set(others)];
}
function mark(q, fields) {
  if (q.options) {
    const right = q.options.filter((o) => o.right).length;
    const ticked = fields.filter((f) => f.checked).map((f) => q.options[Number(f.value)].right);
    return Math.max(0, (ticked.filter(Boolean).length - ticked.filter((r) => !r).length) / right);
  }
  if (q.pairs) return q.pairs.filter(([, b], i) => fields[i].value === b).length / q.pairs.length;
  if (q.accepted) return q.accepted.some((a) => plain(a) === plain(fields[0].value)) ? 1 : 0;
  return Math.abs((inUnit(q, fields[0].value) ?? NaN) - q.value) <= q.tolerance * (1 + 1e-12) ? 1 : 0;
}
const answerOf = (q) => q.options ? q.options.filter((o) => o.right).map((o) => o.text).join("; ")
  : q.pairs ? q.pairs.map(([a, b]) => `${a}: ${b}`).join("; ")
  : q.accepted ? q.accepted.join(" / ") : `${q.value.toLocaleString(document.documentElement.lang)} ${q.unit}`.trim();
const make = (tag, text = "") => { const made = document.createElement(tag); made.textContent = text; return made; };

function ask(form, questions, step) {
  questions.forEach((q, i) => {
    const group = make("fieldset");
    group.append(make("legend", `${i + 1}. ${q.text}`));
    if (q.options) q.options.forEach((o, j) => {
      const label = make("label"), input = make("input");
      Object.assign(input, { type: q.kind === "single" ? "radio" : "checkbox", name: `q${i}`, value: j });
      label.append(input, o.text);
      group.append(label);
    });
    else if (q.pairs) q.pairs.forEach(([a]) => {
      const label = make("label", `${a} `), select = make("select");
      select.append(new Option(words.choose, ""));
      for (const b of q.pairs.map((p) => p[1]).sort()) select.append(new Option(b, b));
      label.append(select);
      group.append(label);
    });
    else {
      const label = make("label", q.unit ? `${q.unit} ` : ""), input = make("input");
      Object.assign(input, { type: "text", maxLength: 200 });
      input.setAttribute("aria-label", q.unit ? `${q.text} (${q.unit})` : q.text);
      label.prepend(input);
      group.append(label);
    }
    form.append(group);
  });
  const button = make("button", words.send);
  button.type = "submit";
  form.append(button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (questions.map((q, i) => askBack(q, form.querySelectorAll("fieldset")[i])).some(Boolean)) return;
    const marks = questions.map((q, i) => mark(q, [...form.querySelectorAll("fieldset")[i].querySelectorAll("input, select")]));
    questions.forEach((q, i) => report(`s${step}-q${i}`, q, marks[i], form.querySelectorAll("fieldset")[i]));
    done[step] = marks;
    tell(form, questions, marks);
    score();
  });
  if (done[step]) tell(form, questions, done[step]);
}
// Whether a number can mean something else; its readings are put beside it to choose from.
function askBack(q, group) {
  group.querySelector(".meant")?.remove();
  const field = group.querySelector("input[type=text]"), found = field && "value" in q ? readings(field.value) : [];
  if (!field?.value.trim() || !("value" in q)) return false;
  const unread = inUnit(q, field.value) === null;
  if (found.length < 2 && !unread) return false;
  const cure = !readings(field.value).length ? words.number : q.unit ? words.units.replace("{join}", Object.keys(q.units).join(", ")) : words.no_unit;
  const asked = make("p", found.length < 2 ? cure : `${words.meant} `);
  asked.className = "meant";
  asked.setAttribute("role", "alert");
  if (found.length < 2) { group.append(asked); return true; }
  for (const value of new Set(found)) {
    const unit = unitOf(q, field.value), button = make("button", `${String(value).replace(".", given.decimal)} ${unit ?? ""}`.trim());
    button.type = "button";
    button.addEventListener("click", () => { field.value = button.textContent; asked.remove(); field.focus(); });
    asked.append(button, " ");
  }
  group.append(asked);
  return true;
}
function tell(form, questions, marks) {
  form.querySelectorAll("fieldset").forEach((group, i) => {
    group.disabled = true;
    const q = questions[i], told = make("p", marks[i] === 1 ? words.right : `${marks[i] > 0 ? words.partly : words.wrong} ${words.answer}: ${answerOf(q)}. `);
    if (q.why) told.append(` ${q.why}`);
    told.className = "told";
    group.append(told);
  });
  const got = marks.reduce((a, b) => a + b, 0);
  const sum = make("p", words.marks.replace("{got}", got.toFixed(1).replace(/\.0$/, "")).replace("{all}", questions.length));
  sum.setAttribute("role", "status");
  form.querySelector("button")?.replaceWith(sum);
}
function report(id, q, value, group) {
  const n = Number(system.get("cmi.interactions._count")) || 0, at = `cmi.interactions.${n}`;
  const kind = q.options ? "choice" : q.pairs ? "matching" : q.accepted ? "fill-in" : "numeric";
  const fields = [...group.querySelectorAll("input, select")];
  const said = q.options ? fields.filter((f) => f.checked).map((f) => f.value).join(newer ? "[,]" : ",")
    : q.pairs ? fields.map((f, i) => `${i}${newer ? "[.]" : "."}${Math.max(0, q.pairs.findIndex((p) => p[1] === f.value))}`).join(newer ? "[,]" : ",")
    : q.accepted ? fields[0].value : String(inUnit(q, fields[0].value) ?? NaN);
  system.set(`${at}.id`, id);
  system.set(`${at}.type`, kind);
  if (said !== "" && said !== "NaN") system.set(newer ? `${at}.learner_response` : `${at}.student_response`, said);
  system.set(`${at}.result`, value === 1 ? "correct" : newer ? "incorrect" : "wrong");
}

// ---- score and end: the last quiz counts, since an earlier one may be the same before
function score() {
  const asked = given.quizzes.map((q, i) => q ? i : -1).filter((i) => i >= 0 && done[i]);
  if (asked.length) {
    const marks = done[asked[asked.length - 1]], share = marks.reduce((a, b) => a + b, 0) / marks.length;
    done.share = share;
    system.set(key("cmi.score.raw", "cmi.core.score.raw"), Math.round(100 * share));
    system.set(key("cmi.score.min", "cmi.core.score.min"), 0);
    system.set(key("cmi.score.max", "cmi.core.score.max"), 100);
    if (newer) system.set("cmi.score.scaled", share.toFixed(3));
  }
  system.set("cmi.suspend_data", JSON.stringify(done));
  system.keep();
}
function finish() {
  done.finished = true;
  const quizzes = given.quizzes.some(Boolean);
  status(!quizzes ? "completed" : done.share === undefined ? "incomplete" : done.share >= given.pass ? "passed" : "failed");
  score();
}

document.getElementById("next").addEventListener("click", () => show(place + 1));
document.getElementById("back").addEventListener("click", () => show(place - 1));
for (const form of document.querySelectorAll("[data-quiz]")) ask(form, given.quizzes[Number(form.dataset.quiz)], Number(form.dataset.quiz));
show(place, false);
let ended = false;
addEventListener("pagehide", () => {
  if (ended) return;
  ended = true;
  const s = Math.round((Date.now() - began) / 1000), two = (n) => String(n).padStart(2, "0");
  if (newer) { system.set("cmi.session_time", `PT${s}S`); system.set("cmi.exit", done.finished ? "normal" : "suspend"); }
  else { system.set("cmi.core.session_time", `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`); system.set("cmi.core.exit", done.finished ? "" : "suspend"); }
  system.keep();
  system.end();
});
