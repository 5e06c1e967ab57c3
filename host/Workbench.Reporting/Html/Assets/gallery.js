"use strict";
// The cards of the samples: order, filters and contents.
const Gallery = (() => {
  const { data } = Maps, list = document.getElementById("cards"), control = name => document.getElementById(`gallery-${name}`);
  const printed = 12, tileSize = [112, 126];
  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const className = index => data.classes[index] ?? `class ${index}`;
  const state = { metric: Math.max(0, data.metrics.findIndex(metric => metric.hits)), methods: new Set(data.methods.keys()), shown: [] };

  // Values of a sample under the chosen metric: for each class one value per method, or null.
  const pairs = sample => sample.values.filter(([metric]) => metric === state.metric);
  const valueOf = (sample, method, target) => {
    const own = pairs(sample), row = own.find(([, c]) => c === target) ?? own.find(([, c]) => c === -1);
    return row?.[2][method] ?? null;
  };
  const display = value => {
    const metric = data.metrics[state.metric];
    if (value === null) return { text: "not scored", kind: "" };
    if (metric.hits) return value ? { text: "✓ hit", kind: "hit" } : { text: "✗ miss", kind: "miss" };
    return { text: (metric.percent ? 100 * value : value).toFixed(metric.percent ? 1 : 2).replace("-", "−"), kind: "" };
  };
  const disagreement = sample => Math.max(-1, ...pairs(sample).map(([, , values]) => {
    const own = values.filter((value, method) => value !== null && state.methods.has(method));
    if (own.length < 2) return -1;
    if (!data.metrics[state.metric].hits) return Math.max(...own) - Math.min(...own);
    const hits = own.filter(value => value === 1).length;
    return Math.min(hits, own.length - hits) / own.length;
  }));
  const mean = sample => {
    const own = pairs(sample).flatMap(([, , values]) => values.filter((value, method) => value !== null && state.methods.has(method)));
    return own.length ? own.reduce((a, b) => a + b) / own.length : Infinity;
  };

  // The judged point of a method's map for a class under the chosen metric: position and tolerance as fractions of the picture, or null.
  const pointOf = (sample, method, target) => {
    const own = sample.points.find(([metric, c]) => metric === state.metric && c === target);
    if (!own) return null;
    const [, , asked, tolerance, places] = own, x = places[2 + 2 * method], y = places[3 + 2 * method];
    return x === null ? null : { x, y, rx: places[0], ry: places[1], asked, tolerance };
  };
  const judged = point => point === null ? "" : `${point.asked === point.target ? "" : `the map for ${className(point.asked)} was judged; `}+ marks the point, the circle the tolerance of ${point.tolerance} pixels`;

  // Boxes over a picture, brighter for the map's class; over a map also the judged point.
  const overlay = (sample, target = null, point = null) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const add = (name, attributes, words) => {
      const made = document.createElementNS(svg.namespaceURI, name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      if (words) made.append(Object.assign(document.createElementNS(svg.namespaceURI, "title"), { textContent: words }));
      svg.append(made);
    };
    svg.setAttribute("viewBox", "0 0 1 1");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", sample.boxes.length ? `Objects: ${sample.boxes.map(([c]) => className(c)).join(", ")}` : "No objects");
    for (const under of [true, false]) for (const [c, x0, y0, x1, y1, difficult] of sample.boxes) {
      const kind = [under ? "under" : "", difficult && !under ? "difficult" : "", target === null ? "" : c === target ? "asked" : "other"].filter(word => word).join(" ");
      add("rect", { x: x0, y: y0, width: x1 - x0, height: y1 - y0, class: kind }, under ? null : className(c) + (difficult ? " (difficult)" : ""));
    }
    if (point !== null) {
      const across = 0.035, down = across * ratio(sample), { x, y, rx, ry } = point, kind = point.asked === target ? "point" : "point elsewhere";
      for (const under of ["under ", ""]) {
        if (rx > 0) add("ellipse", { cx: x, cy: y, rx, ry, class: `${under}${kind}` });
        add("path", { d: `M${x - across} ${y}H${x + across}M${x} ${y - down}V${y + down}`, class: `${under}${kind}` }, under ? null : judged({ ...point, target }));
      }
    }
    return svg;
  };
  const ratio = sample => sample.photo[0] ? sample.photo[0] / sample.photo[1] : sample.size[0] / sample.size[1];
  const photo = (sample, content, target = null, point = null) => {
    const frame = element("div", { class: "photo", style: `aspect-ratio: ${ratio(sample)}` });
    if (content) frame.append(content);
    frame.append(overlay(sample, target, point));
    return frame;
  };
  const scores = sample => {
    const present = new Set(sample.boxes.map(([c]) => c));
    return element("ul", { class: "scores", "aria-label": "Largest outputs" }, ...sample.top.map(([c, logit]) =>
      element("li", present.has(c) ? { class: "present" } : {}, element("span", {}, className(c)), element("span", {}, Maps.number(logit)))));
  };

  const targets = sample => [...new Set(sample.maps.map(([, c]) => c))];
  const mapsOf = (sample, target) => [...sample.maps.keys()].filter(place => sample.maps[place][1] === target && state.methods.has(sample.maps[place][0]));

  const cards = data.samples.map((sample, index) => {
    const link = element("a", { href: `#${encodeURIComponent(`sample:${sample.id}`)}` }, sample.id), facts = element("span"), enlarge = element("button", { type: "button", tabindex: "-1" }, "Enlarge");
    const body = element("div", { class: "card-body" });
    const card = element("article", { class: "card", tabindex: "0", id: `sample:${sample.id}`, "aria-label": `Image ${sample.id}` }, element("header", {}, element("h3", {}, link), facts, enlarge), body);
    enlarge.addEventListener("click", () => Viewer.open(index));
    card.addEventListener("keydown", event => {
      if (event.target !== card) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { event.preventDefault(); Gallery.move(index, step)?.focus(); }
      else if (event.key === "Enter") { event.preventDefault(); Viewer.open(index); }
    });
    return { sample, index, card, body, facts, built: false };
  });

  // Estimated height of a card, so that the page keeps its length when the card is built.
  const reserve = entry => {
    const width = list.clientWidth, narrow = innerWidth <= 700, across = Math.max(1, Math.floor((narrow ? width : width - 240) / (narrow ? 90 : tileSize[0])));
    const lines = targets(entry.sample).map(target => Math.ceil(mapsOf(entry.sample, target).length / across));
    const height = lines.reduce((sum, rows) => sum + rows * ((narrow ? 80 : 100) / ratio(entry.sample) + 48) + 44, 0);
    const left = 208 / ratio(entry.sample) + 130;
    entry.card.style.containIntrinsicSize = `auto ${Math.round(80 + (narrow ? height + left : Math.max(height, left)))}px`;
    if (!entry.built) entry.body.style.minHeight = `${Math.round(narrow ? height + left : Math.max(height, left))}px`;
  };

  const tile = (entry, place, size) => {
    const [method, target, , , low, high] = entry.sample.maps[place], value = display(valueOf(entry.sample, method, target)), name = data.methods[method];
    const canvas = element("canvas", { width: size, height: Math.max(1, Math.round(size / ratio(entry.sample))) });
    const point = pointOf(entry.sample, method, target), frame = element("span", { class: "photo" }, canvas, overlay(entry.sample, target, point));
    const all = entry.sample.values.filter(([, c]) => c === target || c === -1).map(([metric, , values]) => `${data.metrics[metric].name} ${values[method] ?? "–"}`);
    const button = element("button", { type: "button", class: "tile", tabindex: "-1", title: `${name}, ${className(target)}\nmap from ${Maps.number(low)} to ${Maps.number(high)}${point === null ? "" : `\n${judged({ ...point, target })}`}\n${all.join("\n")}` },
      frame, element("span", { class: "name" }, name), element("span", { class: `mark ${value.kind}` }, value.text));
    button.addEventListener("click", () => Viewer.open(entry.index, place));
    return { item: element("li", {}, button), canvas, place };
  };

  const build = async entry => {
    if (entry.built) return;
    entry.built = true;
    const { sample, body } = entry, tiles = [];
    const sections = targets(sample).map(target => {
      const own = mapsOf(sample, target).map(place => tile(entry, place, 104));
      tiles.push(...own);
      const present = sample.boxes.some(([c]) => c === target);
      return element("section", { class: "target" }, element("h4", {}, className(target), " ", element("small", {}, present ? "in the image" : "not in the image")), element("ul", { class: "tiles" }, ...own.map(one => one.item)));
    });
    const frame = photo(sample);
    body.replaceChildren(element("div", { class: "left" }, frame, scores(sample)), element("div", {}, ...sections));
    body.style.minHeight = "";
    const pictures = await Maps.pictures(entry.index);
    if (pictures.image) {
      pictures.image.alt = `Image ${sample.id}`;
      frame.prepend(pictures.image.cloneNode());
    }
    if (pictures.sheet) for (const one of tiles) Maps.draw(one.canvas, sample, one.place, pictures);
    entry.card.dataset.drawn = "";
    if (!performance.getEntriesByName("first-card").length) performance.mark("first-card");
  };

  const near = new IntersectionObserver(changes => {
    for (const change of changes) if (change.isIntersecting) build(cards[Number(change.target.dataset.index)]);
  }, { rootMargin: "600px 0px" });

  const rebuild = () => {
    for (const entry of cards) {
      entry.built = false;
      delete entry.card.dataset.drawn;
      entry.body.replaceChildren();
      near.unobserve(entry.card);
    }
    arrange();
  };

  const fits = ({ sample }) => {
    const chosen = control("class").value, text = control("text").value.trim().toLowerCase();
    const classes = [...new Set([...sample.boxes.map(([c]) => c), ...targets(sample)])];
    return (chosen === "" || classes.includes(Number(chosen))) && (text === "" || sample.id.toLowerCase().includes(text) || classes.some(c => className(c).toLowerCase().includes(text)));
  };

  const arrange = () => {
    const order = control("order").value, ranked = cards.map(entry => ({ entry, worst: disagreement(entry.sample), mean: mean(entry.sample) }));
    if (order === "disagreement") ranked.sort((a, b) => b.worst - a.worst);
    else if (order === "mean") ranked.sort((a, b) => a.mean === b.mean ? 0 : a.mean - b.mean);
    state.shown = ranked.filter(({ entry }) => fits(entry)).map(({ entry }) => entry);
    const shown = new Set(state.shown);
    for (const { entry, worst, mean } of ranked) {
      entry.card.hidden = !shown.has(entry);
      const { percent } = data.metrics[state.metric] ?? {};
      entry.facts.textContent = [worst < 0 ? "" : `disagreement ${worst.toFixed(2)}`, isFinite(mean) ? `mean ${percent ? `${(100 * mean).toFixed(1)} %` : mean.toFixed(2).replace("-", "−")}` : ""].filter(fact => fact).join(" · ");
      reserve(entry);
    }
    state.shown.forEach((entry, place) => entry.card.classList.toggle("beyond", place >= printed));
    list.append(...ranked.map(({ entry }) => entry.card));
    control("count").textContent = state.shown.length === cards.length ? `${cards.length} images` : `${state.shown.length} of ${cards.length} images`;
    for (const entry of state.shown) near.observe(entry.card);
    // The first cards are always built, for printing.
    const idle = window.requestIdleCallback ?? setTimeout;
    idle(async () => { for (const entry of state.shown.slice(0, printed)) await build(entry); });
  };

  // The card before or after another one.
  const move = (index, step) => state.shown[state.shown.findIndex(entry => entry.index === index) + step]?.card;

  return { element, className, state, cards, control, targets, mapsOf, valueOf, display, pointOf, judged, photo, ratio, scores, build, rebuild, arrange, move };
})();
