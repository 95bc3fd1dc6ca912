"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const root = document.documentElement;
  // Where numbers lead: rows of a table or a list, or the sentences of the texts themselves.
  const reader = get("reader");
  const inText = reader ? [...reader.querySelectorAll(".seg[id]")] : [];
  const rows = [...document.querySelectorAll("#segments tbody tr, .segments > li")];

  // Controls are in the page but hidden, since they do nothing without this program.
  get("tools").hidden = false;
  if (get("filter")) get("filter").hidden = false;

  // Tables out of sight were left for later (report.css): now.
  addEventListener("load", () => setTimeout(() => root.classList.add("open"), 50));

  // ---- tables on a narrow screen: the style sheet stacks their rows (report.css)
  const narrow = matchMedia("(max-width: 34rem)");
  const stack = () => {
    if (!narrow.matches) return;
    for (const table of document.querySelectorAll("table:not(.stacked)")) {
      const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent);
      for (const row of table.tBodies[0]?.rows ?? []) {
        [...row.cells].forEach((cell, at) => { cell.dataset.head = heads[at] ?? ""; });
      }
      table.classList.add("stacked");
    }
  };
  stack();
  narrow.addEventListener("change", stack);

  // ---- theme
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  const nameTheme = () => { get("theme").textContent = isDark() ? "Light theme" : "Dark theme"; };
  const remember = (value) => { try { localStorage.setItem("crossframe-theme", value); } catch { /* private */ } };
  try {
    const kept = localStorage.getItem("crossframe-theme");
    if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  } catch { /* storage is off: follow the system */ }
  get("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember(root.dataset.theme);
    nameTheme();
  });
  system.addEventListener("change", nameTheme);
  nameTheme();

  // ---- open and close everything
  get("unfold").addEventListener("click", (event) => {
    const open = event.target.getAttribute("aria-pressed") !== "true";
    document.querySelectorAll("details").forEach((fold) => { fold.open = open; });
    event.target.setAttribute("aria-pressed", String(open));
  });

  // ---- evidence: from a number to its segments, and back
  const show = (keep) => {
    let shown = 0;
    for (const row of rows) {
      row.hidden = !keep(row);
      shown += !row.hidden;
    }
    if (get("count")) get("count").textContent = shown === rows.length ? "" : `${shown} of ${rows.length} rows`;
  };
  let origin = null;
  let hits = [];
  let at = 0;
  const go = (place) => {
    at = (place + hits.length) % hits.length;
    const hit = hits[at];
    hit.tabIndex = -1;
    hit.focus({ preventScroll: true });
    if (hit.matches(".seg")) return hit.scrollIntoView({ block: "center" });
    const box = hit.closest("table, .pair");
    box.parentElement.scrollTop = 0;
    return box.scrollIntoView();
  };
  const showAll = () => {
    show(() => true);
    for (const hit of inText) hit.classList.remove("hit");
    if (get("find")) get("find").value = "";
    get("bar").hidden = true;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#s-"]');
    if (!link) return;
    event.preventDefault();
    const ids = link.closest("[data-evidence]")?.dataset.evidence ?? link.hash.slice(1);
    const wanted = new Set(ids.split(/\s+/));
    showAll();
    show((row) => wanted.has(row.id));
    hits = [...rows, ...inText].filter((place) => wanted.has(place.id));
    for (const hit of hits) hit.classList.toggle("hit", hit.matches(".seg"));
    if (!hits.length) return;
    origin = link;
    const from = link.closest("tr")?.querySelector("th") ?? link.closest("li")?.querySelector(".claim");
    const what = from?.textContent ?? link.getAttribute("aria-label") ?? link.textContent;
    get("told").textContent = `${hits.length} ${hits.length === 1 ? "segment" : "segments"} behind “${what}”`;
    get("next").hidden = !reader || hits.length < 2;
    get("bar").hidden = false;
    go(0);
  });
  get("next").addEventListener("click", () => go(at + 1));
  get("back").addEventListener("click", () => {
    showAll();
    if (!origin) return;
    for (let fold = origin.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    origin.scrollIntoView({ block: "center" });
    origin.focus({ preventScroll: true });
  });
  get("all").addEventListener("click", showAll);

  // ---- filter
  if (get("find")) {
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    get("find").addEventListener("input", (event) => {
      const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
      get("bar").hidden = true;
      show((row) => words.every((word) => texts.get(row).includes(word)));
    });
  }

  // ---- where the texts are: switches of the reader, and a word in its places
  if (!reader) return;
  get("switches").hidden = false;
  get("switches").addEventListener("click", (event) => {
    const part = event.target.dataset.part;
    if (part) event.target.setAttribute("aria-pressed", String(reader.classList.toggle(part)));
  });
  const span = 60; // characters on either side of a word
  get("word").addEventListener("input", (event) => {
    const word = event.target.value.trim().toLowerCase();
    const found = [];
    for (const segment of word.length > 1 ? inText : []) {
      const text = segment.textContent;
      for (let at = text.toLowerCase().indexOf(word); at >= 0; at = text.toLowerCase().indexOf(word, at + word.length)) {
        found.push([segment, text.slice(Math.max(0, at - span), at), text.slice(at, at + word.length),
          text.slice(at + word.length, at + word.length + span)]);
      }
    }
    get("hits").textContent = word.length > 1 ? `${found.length} places` : "";
    get("places").hidden = !found.length;
    get("places").replaceChildren(...found.slice(0, 200).map(([segment, left, key, right]) => {
      const [item, mark, link] = ["li", "mark", "a"].map((tag) => document.createElement(tag));
      mark.textContent = key;
      link.href = `#${segment.id}`;
      link.textContent = segment.dataset.place;
      item.append(left, mark, right, " ", link);
      return item;
    }));
  });
})();
