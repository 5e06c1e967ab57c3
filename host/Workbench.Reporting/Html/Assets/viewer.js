"use strict";
// The enlarged view of a sample: a map over the photo, and the value of every method for the class.
const Viewer = (() => {
  const { data } = Maps, { element, className } = Gallery, dialog = document.getElementById("viewer"), size = 448;
  let index = 0, target = 0, place = null;

  const verdict = sample => {
    const value = Gallery.display(Gallery.valueOf(sample, show.method, target));
    return element("span", { class: value.kind }, value.text, ": ");
  };

  const places = () => Gallery.mapsOf(data.samples[index], target);

  const show = async focus => {
    const sample = data.samples[index], targets = Gallery.targets(sample);
    if (!targets.includes(target)) target = targets[0];
    if (!places().includes(place)) place = places().find(other => sample.maps[other][0] === show.method) ?? places()[0] ?? null;
    show.method = place === null ? show.method : sample.maps[place][0];
    const canvas = element("canvas", { width: size, height: Math.round(size / Gallery.ratio(sample)) }), bar = element("canvas", { "aria-hidden": "true" }), low = element("span"), high = element("span");
    const button = (text, label, act) => { const made = element("button", { type: "button", "aria-label": label }, text); made.addEventListener("click", act); return made; };
    const head = element("div", { class: "viewer-head" }, element("h3", {}, sample.id),
      button("←", "Previous image", () => step(-1)), button("→", "Next image", () => step(1)), button("Close", "Close", () => dialog.close()));
    const choice = element("div", { class: "viewer-targets", role: "group", "aria-label": "Class" }, ...targets.map(c => {
      const made = button(className(c), className(c), () => { target = c; place = null; show(); });
      made.setAttribute("aria-pressed", String(c === target));
      return made;
    }));
    const items = places().map(other => {
      const method = sample.maps[other][0], value = Gallery.display(Gallery.valueOf(sample, method, target));
      const made = element("button", { type: "button", "aria-current": String(other === place) }, element("span", {}, data.methods[method]), element("span", { class: value.kind }, value.text));
      made.addEventListener("click", () => { place = other; show(true); });
      return element("li", {}, made);
    });
    const point = place === null ? null : Gallery.pointOf(sample, show.method, target);
    const frame = Gallery.photo(sample, canvas, target, point);
    frame.setAttribute("aria-label", place === null ? sample.id : `Map of ${data.methods[show.method]} for ${className(target)}`);
    dialog.replaceChildren(head, element("div", { class: "viewer-body" },
      element("div", {}, frame, element("div", { class: "range" }, low, bar, high),
        ...(point === null ? [] : [element("p", { class: "judged" }, verdict(sample), Gallery.judged({ ...point, target }), ".")]), Gallery.scores(sample)),
      element("div", {}, choice, element("ul", { class: "viewer-list", "aria-label": "Methods" }, ...items))));
    const current = dialog.querySelector("[aria-current=true]");
    (current ?? dialog.querySelector("button")).focus({ preventScroll: true });
    current?.scrollIntoView({ block: "nearest" });
    const wanted = `${index} ${place}`;
    dialog.dataset.wanted = wanted;
    const pictures = await Maps.pictures(index);
    if (dialog.dataset.wanted !== wanted || place === null || !pictures.sheet) return;
    const scale = Maps.draw(canvas, sample, place, pictures);
    Maps.bar(bar, scale);
    low.textContent = Maps.number(scale.low);
    high.textContent = Maps.number(scale.high);
    dialog.dataset.drawn = wanted;
  };

  const step = by => {
    const card = Gallery.move(index, by);
    if (!card) return;
    index = Number(card.dataset.index);
    place = null;
    show();
  };

  const turn = by => {
    const own = places(), next = own[own.indexOf(place) + by];
    if (next !== undefined) { place = next; show(true); }
  };

  dialog.addEventListener("keydown", event => {
    const act = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), ArrowUp: () => turn(-1), ArrowDown: () => turn(1) }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  // Closing returns to the card of the last sample shown.
  dialog.addEventListener("close", () => Gallery.cards[index].card.focus());

  return {
    open(at, map = null) {
      index = at;
      target = map === null ? Gallery.targets(data.samples[at])[0] : data.samples[at].maps[map][1];
      place = map;
      if (!dialog.open) dialog.showModal();
      show();
    },
  };
})();
