// Shows the footprint at once while a designer moves an amount; without this script a button does.
(() => {
  const form = document.getElementById("design");
  const shown = form && document.getElementById(form.dataset.part);
  if (!form || !shown) return;
  let waiting = 0;
  let asked = 0;

  const show = async () => {
    const number = ++asked;
    const query = new URLSearchParams(new FormData(form));
    query.set("part", "result");
    const answer = await fetch(`${form.getAttribute("action") || location.pathname}?${query}`);
    // An answer that comes late must not replace a newer one.
    if (answer.ok && number === asked) shown.innerHTML = await answer.text();
  };

  const showSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show().catch(() => {}), 200);
  };
  form.addEventListener("input", showSoon);
  // What was typed before this script came over a slow line, or the browser kept, counts, too.
  if ([...form.querySelectorAll("input")].some((one) => one.value !== one.defaultValue)) showSoon();
})();
