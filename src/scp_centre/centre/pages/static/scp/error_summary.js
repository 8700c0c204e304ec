// A line of the summary of errors leads to its field, with the label in sight. The address stays as
// it was: a place in it would be scrolled to again after the next answer, past the new summary.
document.querySelectorAll(".error-summary a").forEach((link) => {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    field.focus({ preventScroll: true });
    (field.closest(".field") || field).scrollIntoView();
  });
});
