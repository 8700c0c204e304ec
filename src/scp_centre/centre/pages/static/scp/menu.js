"use strict";
// The groups of the menu close when somebody clicks elsewhere, leaves them, or presses Escape.
{
  const menu = document.getElementById("main-menu") || document.querySelector(".visitor");
  const groups = menu ? [...menu.querySelectorAll("details")] : [];
  const close = (except) => groups.forEach((group) => { if (group !== except) group.open = false; });
  document.addEventListener("click", (event) => close(event.target.closest(".menu details")));
  groups.forEach((group) => {
    group.addEventListener("toggle", () => { if (group.open) close(group); });
    group.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !group.contains(event.relatedTarget)) group.open = false;
    });
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !group.open) return;
      group.open = false;
      group.querySelector("summary").focus();
    });
  });
}
