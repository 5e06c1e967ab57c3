"use strict";
// A heading's button sorts its table: numbers descending, text ascending; then in reverse; then in the original order.
{
  const value = cell => cell.dataset.v === undefined ? NaN : Number(cell.dataset.v);
  const order = (a, b, isNumber) => {
    if (!isNumber) return a.textContent.localeCompare(b.textContent, "en", { numeric: true });
    const [x, y] = [value(a), value(b)];
    return x - y;
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0], rows = [...body.rows];
    // The column index of a heading, with spans counted.
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
          // Cells without a number come last in both directions.
          if (isNumber && isNaN(value(x)) !== isNaN(value(y))) return isNaN(value(x)) ? 1 : -1;
          if (isNumber && isNaN(value(x))) return 0;
          return (turn === "ascending" ? 1 : -1) * order(x, y, isNumber);
        });
        body.append(...sorted);
      });
    }
  }

  // A table wider than its box leaves out columns, like on a terminal, or shows one value alone; the reader may choose.
  for (const table of document.querySelectorAll("table.fits")) {
    const box = table.parentElement, chooser = box.previousElementSibling, select = chooser.querySelector("select"), said = chooser.querySelector("span");
    const rows = [...table.tBodies[0].rows], groups = [...table.tHead.querySelectorAll("th.group")], taken = [], starts = new Map();
    for (const [r, row] of [...table.tHead.rows].entries()) {
      let at = 0;
      for (const cell of row.cells) {
        while (taken[r]?.[at]) at++;
        starts.set(cell, at);
        for (let down = 0; down < cell.rowSpan; down++) for (let across = 0; across < cell.colSpan; across++) (taken[r + down] ??= [])[at + across] = true;
        at += cell.colSpan;
      }
    }
    const spans = new Map(groups.map(group => [group, group.colSpan]));
    const columns = [...table.tHead.querySelectorAll("th[aria-sort]")].map(heading => ({ heading, at: starts.get(heading), choice: heading.dataset.choice ?? null, spare: Number(heading.dataset.spare ?? 0) }));
    const values = columns.filter(column => column.heading.classList.contains("number") && column.choice !== null);
    const show = kept => {
      const places = new Set(kept.map(column => column.at));
      for (const column of columns) column.heading.hidden = !places.has(column.at);
      for (const row of rows) for (const cell of row.cells) cell.hidden = !places.has(cell.cellIndex);
      for (const group of groups) {
        const own = columns.filter(column => column.at >= starts.get(group) && column.at < starts.get(group) + spans.get(group) && places.has(column.at)).length;
        group.hidden = own === 0;
        group.colSpan = Math.max(1, own);
      }
    };
    const fits = () => table.scrollWidth <= box.clientWidth;
    const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });
    select.append(option("fit", "as many as fit"), option("all", "all, scrolled sideways"), ...values.map(column => option(String(column.at), column.choice)));
    let choice = "fit", width = -1;
    const lay = () => {
      let kept = columns;
      show(kept);
      chooser.hidden = fits();
      said.textContent = "";
      if (chooser.hidden) return;
      const all = choice === "all", one = values.find(column => String(column.at) === choice);
      if (!all && !one) for (let spare = 1; spare <= 5 && !fits(); spare++) show(kept = columns.filter(column => column.spare === 0 || column.spare > spare));
      const single = one ?? (all || fits() ? null : values[0]);
      if (single) show(kept = columns.filter(column => column.choice === null || column === single));
      select.value = all ? "all" : single ? String(single.at) : "fit";
      const left = [...new Set(columns.filter(column => !kept.includes(column)).map(column => column.heading.textContent.trim()))];
      if (!all && !single && left.length) said.textContent = `left out: ${left.join(", ")}`;
    };
    select.addEventListener("change", () => { choice = select.value; lay(); });
    new ResizeObserver(() => { if (box.clientWidth !== width) { width = box.clientWidth; lay(); } }).observe(box);
    addEventListener("beforeprint", () => show(columns));
    addEventListener("afterprint", lay);
  }

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.parentElement.querySelector("code");
      try { await navigator.clipboard.writeText(code.textContent); button.textContent = "Copied"; }
      catch {
        // A page from a file may have no access to the clipboard; then the text is selected instead.
        getSelection().selectAllChildren(code);
        button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
  }
}
