// @ts-check
/** Let the reader choose light or night theme with a button marked data-module="theme-toggle". */

import { _ } from "./i18n.mjs";

const YEAR_S = 31_536_000;

/** @returns {"light" | "night"} */
function currentTheme() {
  return document.documentElement.dataset.theme === "night" ? "night" : "light";
}

/** @param {Element} button */
function label(button) {
  const text = currentTheme() === "night" ? _("Byt till ljust tema") : _("Byt till natt-tema");
  button.setAttribute("aria-label", text);
}

/** @param {Element} button */
function attachThemeToggle(button) {
  label(button);
  // the device may change it too, at dusk for example
  new MutationObserver(() => label(button)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  button.addEventListener("click", () => {
    const theme = currentTheme() === "night" ? "light" : "night";
    document.documentElement.dataset.theme = theme;
    document.cookie = `lykta_tema=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
  });
}

for (const button of document.querySelectorAll('[data-module="theme-toggle"]')) attachThemeToggle(button);
