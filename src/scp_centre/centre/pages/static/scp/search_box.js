"use strict";
// The search box of every page: "/" goes there, and suggestions appear while somebody types.
// After the combobox pattern of the WAI-ARIA Authoring Practices, with the list as a popup.
{
  const PAUSE = 150; // milliseconds without a key before the server is asked
  const box = document.getElementById("top-search");
  const list = document.getElementById("top-suggestions");
  const said = document.getElementById("top-suggestions-said");
  const isVisible = (element) => element && element.getClientRects().length > 0;
  const isField = (element) =>
    element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
  let asked = null;
  let timer = 0;
  let active = -1;

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented || isField(event.target)) return;
    event.preventDefault();
    const target = [box, document.getElementById("search-words")].find(isVisible);
    if (target) {
      target.focus();
      target.select();
    } else {
      location.assign(box.form.action);
    }
  });

  const options = () => [...list.querySelectorAll("[role=option]")];

  const close = () => {
    clearTimeout(timer);
    if (asked) asked.abort();
    list.hidden = true;
    list.replaceChildren();
    said.textContent = "";
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const choose = (number) => {
    const all = options();
    all.forEach((option, n) => option.setAttribute("aria-selected", String(n === number)));
    active = number;
    if (number < 0) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    box.setAttribute("aria-activedescendant", all[number].id);
    all[number].scrollIntoView({ block: "nearest" });
  };

  const element = (name, text, attributes) => {
    const made = document.createElement(name);
    made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };

  const optionOf = (row, number) => {
    const option = element("a", "", {
      role: "option", id: `suggestion-${number}`, href: row.address, tabindex: "-1",
      "aria-selected": "false",
    });
    option.append(element("bdi", row.title, {}));
    if (row.about) option.append(element("span", row.about, { class: "soft small" }));
    return option;
  };

  const show = (answer) => {
    let number = 0;
    const groups = answer.groups.map((group, n) => {
      const made = element("div", "", { role: "group", "aria-labelledby": `suggestions-${n}` });
      made.append(element("div", group.title, { id: `suggestions-${n}`, class: "soft small" }));
      group.rows.forEach((row) => made.append(optionOf(row, number++)));
      return made;
    });
    list.replaceChildren(...groups);
    list.hidden = groups.length === 0;
    box.setAttribute("aria-expanded", String(groups.length > 0));
    said.textContent = answer.said;
    choose(-1);
  };

  const ask = async () => {
    if (asked) asked.abort();
    asked = new AbortController();
    const address = `${box.dataset.suggestions}?q=${encodeURIComponent(box.value)}`;
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) show(await answer.json());
    } catch {
      // Without an answer the box searches by Enter, as it does without a script.
    }
  };

  const keys = {
    ArrowDown: () => choose((active + 1) % options().length),
    ArrowUp: () => choose((active <= 0 ? options().length : active) - 1),
    Enter: () => options()[active].click(),
  };

  if (box) {
    Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": "top-suggestions",
    }).forEach(([key, value]) => box.setAttribute(key, value));
    list.setAttribute("role", "listbox");
    box.addEventListener("input", () => {
      clearTimeout(timer);
      if (box.value.trim().length < 2) close();
      else timer = setTimeout(ask, PAUSE);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); // the words stay; a second Escape clears them
        close();
      } else if (keys[event.key] && !list.hidden && (event.key !== "Enter" || active >= 0)) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    box.form.addEventListener("focusout", (event) => {
      if (!box.form.contains(event.relatedTarget)) close();
    });
    // A click would take the focus from the box first, and close the list under the pointer.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
  }
}
