// While a page holds [data-renew], read it again every second and put its new content in place.
// Without this script the page has a link that does the same.
"use strict";
(function renew() {
  setTimeout(async function () {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [now, then] = [document.getElementById("main"), page.getElementById("main")];
      if (answer.ok && then && then.innerHTML !== now.innerHTML) {
        const focused = now.contains(document.activeElement) && document.activeElement.getAttribute("href");
        now.replaceChildren(...then.childNodes);
        if (focused !== false) now.querySelector(`[href="${CSS.escape(focused ?? "")}"]`)?.focus();
      }
    } catch { /* the server is away for a moment: ask again */ }
    if (document.querySelector("[data-renew]")) renew();
  }, 1000);
})();
