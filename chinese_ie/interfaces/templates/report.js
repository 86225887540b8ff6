"use strict";
(() => {
  const table = document.getElementById("all");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const order = new Intl.Collator("zh-Hans", { numeric: true });

  // Sorting: empty cells last, amounts by currency and then by value, text as a Chinese reader expects it.

  const key = (row, column) => {
    const { v, c } = row.cells[column].dataset;
    const text = v === undefined ? row.cells[column].firstChild?.textContent.trim() ?? "" : v;
    return { empty: text === "", currency: c ?? "", number: v === undefined ? null : Number(v), text };
  };

  const compare = (a, b) =>
    order.compare(a.currency, b.currency) || (a.number === null ? order.compare(a.text, b.text) : a.number - b.number);

  const sort = (column, way) => {
    const keyed = rows.map((row) => [key(row, column), row]);
    keyed.sort(([a], [b]) => a.empty - b.empty || way * compare(a, b));
    body.append(...keyed.map(([, row]) => row));
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
  };

  heads.forEach((head, column) => {
    head.querySelector("button").addEventListener("click", () => {
      const first = head.classList.contains("number") && column > 0 ? -1 : 1;
      const now = head.getAttribute("aria-sort");
      sort(column, now === null ? first : now === "ascending" ? -1 : 1);
    });
  });

  // Filter: rows that hold every word, not counting their evidence.

  const texts = rows.map((row) =>
    row.textContent.replace(row.querySelector("details").textContent, "").toLowerCase());
  const shown = document.getElementById("shown");
  document.getElementById("filter").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, number) => {
      row.hidden = !words.every((word) => texts[number].includes(word));
      count += !row.hidden;
    });
    shown.textContent = count === rows.length ? count : `${count} of ${rows.length}`;
  });
})();
