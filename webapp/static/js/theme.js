// @ts-check
/**
 * Set the colour theme before the first paint.
 *
 * A classic blocking script in <head>: as a deferred module the page would flash white in a walker's face at night.
 */
(() => {
  const chosen = /(?:^|;\s*)lykta_tema=(light|night)(?:;|$)/.exec(document.cookie);
  const wanted = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    document.documentElement.dataset.theme = wanted.matches ? "night" : "light";
  };
  if (chosen) document.documentElement.dataset.theme = chosen[1];
  else {
    show();
    wanted.addEventListener("change", () => {
      if (!document.cookie.includes("lykta_tema=")) show();
    });
  }
})();
