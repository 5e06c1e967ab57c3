"use strict";
// The theme follows the system until the button is pressed; the choice lasts until the page is closed.
{
  const root = document.documentElement, button = document.getElementById("theme"), dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  const say = () => { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", isDark() ? "Use the light theme" : "Use the dark theme"); };
  button.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; say(); });
  dark.addEventListener("change", say);
  button.hidden = false;
  say();

  // A narrow window collapses the table of contents.
  const contents = document.getElementById("contents-button"), narrow = matchMedia("(max-width: 900px)");
  const fold = folded => contents.setAttribute("aria-expanded", String(!folded));
  contents.hidden = false;
  contents.addEventListener("click", () => fold(contents.getAttribute("aria-expanded") === "true"));
  narrow.addEventListener("change", () => fold(narrow.matches));
  fold(narrow.matches);
}
