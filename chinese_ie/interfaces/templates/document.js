"use strict";
(() => {
  const article = document.getElementById("text");
  const tip = document.getElementById("tip");
  const rows = [...document.querySelectorAll(".investments tbody tr")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let lit = [];
  let current = null;

  // Evidence: a row lights the pieces of its evidence and the mentions that it links.

  const clear = () => {
    for (const node of lit) node.classList.remove("lit", "linked");
    lit = [];
    if (current) current.removeAttribute("aria-current");
    current = null;
  };

  const light = (node, name) => {
    if (!node) return;
    node.classList.add(name);
    lit.push(node);
  };

  const scrollTo = (node) => node && node.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });

  const choose = (row) => {
    clear();
    current = row;
    row.setAttribute("aria-current", "true");
    const { first, last, mentions } = row.dataset;
    if (first !== undefined) {
      for (let n = Number(first); n <= Number(last); n++) light(document.getElementById(`p${n}`), "lit");
    }
    for (const name of mentions.split(" ")) light(document.getElementById(name), "linked");
    scrollTo(lit[0]);
  };

  for (const row of rows) {
    row.addEventListener("click", (event) => {
      event.preventDefault();
      const marked = getSelection(); // someone who marks text to copy it wants no jump
      if (marked.isCollapsed || !row.contains(marked.anchorNode)) choose(row);
    });
  }

  for (const link of document.querySelectorAll('aside a[href^="#c"]')) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      clear();
      const mark = document.getElementById(link.hash.slice(1));
      light(mark, "linked");
      scrollTo(mark);
    });
  }

  article.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark) return;
    const linked = rows.filter((row) => row.dataset.mentions.split(" ").includes(mark.id));
    if (!linked.length) return;
    const row = linked[(linked.indexOf(current) + 1) % linked.length];
    choose(row);
    row.scrollIntoView({ block: "nearest" });
  });

  // Labels: each button hides and shows the colour of its mentions.

  for (const button of document.querySelectorAll(".legend button")) {
    button.addEventListener("click", () => {
      const off = article.classList.toggle(`no-${button.dataset.label}`);
      button.setAttribute("aria-pressed", String(!off));
    });
  }

  const shown = (mark) => !article.classList.contains(`no-${mark.classList[0]}`);

  // Details of a mention, on hover and on focus.

  const hide = () => {
    tip.hidden = true;
    document.querySelector("[aria-describedby=tip]")?.removeAttribute("aria-describedby");
  };

  const tell = (mark) => {
    hide();
    if (!shown(mark)) return;
    if (mark.title) {
      mark.dataset.tip = mark.title;
      mark.removeAttribute("title");
    }
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    mark.setAttribute("aria-describedby", "tip");
    const place = mark.getClientRects()[0];
    const below = place.bottom + 8;
    const fits = below + tip.offsetHeight < innerHeight;
    tip.style.top = `${fits ? below : place.top - tip.offsetHeight - 8}px`;
    tip.style.left = `${Math.max(8, Math.min(place.left, innerWidth - tip.offsetWidth - 8))}px`;
  };

  for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    article.addEventListener(on, (event) => {
      const mark = event.target.closest("mark");
      if (mark) tell(mark);
    });
    article.addEventListener(off, hide);
  }
  addEventListener("scroll", hide, { passive: true });

  // Keys: one stop in the text, then arrows from mention to mention.

  const stop = article.querySelector("mark");
  if (stop) stop.tabIndex = 0;
  article.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.tagName !== "MARK") return;
    const marks = [...article.querySelectorAll("mark")].filter(shown);
    const next = marks[marks.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hide();
    clear();
  });
})();
