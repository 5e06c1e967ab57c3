"use strict";
// A heading's button sorts its table: numbers from the largest, words from a; again the other way, and a third time as it was.
{
  const value = cell => cell.dataset.v === undefined ? NaN : Number(cell.dataset.v);
  const order = (a, b, isNumber) => {
    if (!isNumber) return a.textContent.localeCompare(b.textContent, "en", { numeric: true });
    const [x, y] = [value(a), value(b)];
    return x - y;
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], rows = [...body.rows];
    // The place of a heading among the cells, spans counted.
    const places = new Map(), taken = [];
    for (const [r, row] of [...table.tHead.rows].entries()) {
      let at = 0;
      for (const cell of row.cells) {
        while (taken[r]?.[at]) at++;
        places.set(cell, at);
        for (let down = 0; down < cell.rowSpan; down++) for (let across = 0; across < cell.colSpan; across++) (taken[r + down] ??= [])[at + across] = true;
        at += cell.colSpan;
      }
    }
    const headings = [...table.tHead.querySelectorAll("th[aria-sort]")];
    for (const heading of headings) {
      const isNumber = heading.classList.contains("number"), at = places.get(heading);
      const turns = isNumber ? ["descending", "ascending", "none"] : ["ascending", "descending", "none"];
      heading.querySelector("button").addEventListener("click", () => {
        const turn = turns[(turns.indexOf(heading.getAttribute("aria-sort")) + 1) % 3];
        for (const other of headings) other.setAttribute("aria-sort", other === heading ? turn : "none");
        const sorted = turn === "none" ? rows : [...rows].sort((a, b) => {
          const [x, y] = [a.cells[at], b.cells[at]];
          // What has no number comes last, whichever way.
          if (isNumber && isNaN(value(x)) !== isNaN(value(y))) return isNaN(value(x)) ? 1 : -1;
          if (isNumber && isNaN(value(x))) return 0;
          return (turn === "ascending" ? 1 : -1) * order(x, y, isNumber);
        });
        body.append(...sorted);
      });
    }
  }

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.parentElement.querySelector("code");
      try { await navigator.clipboard.writeText(code.textContent); button.textContent = "Copied"; }
      catch {
        // A page from a file may not reach the clipboard: the text is selected instead.
        getSelection().selectAllChildren(code);
        button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }
}
