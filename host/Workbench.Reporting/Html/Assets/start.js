// Starts the gallery's controls when the page and its pictures are loaded.
{
  const { data } = Maps, { element, control, state, cards } = Gallery, form = document.getElementById("gallery-controls");
  for (const entry of cards) entry.card.dataset.index = entry.index;
  data.metrics.forEach((metric, index) => control("metric").append(element("option", { value: index }, metric.name)));
  control("metric").value = state.metric;
  const classes = [...new Set(data.samples.flatMap(sample => [...sample.boxes.map(([c]) => c), ...Gallery.targets(sample)]))].sort((a, b) => a - b);
  for (const c of classes) control("class").append(element("option", { value: c }, Gallery.className(c)));
  const ticks = data.methods.map((name, index) => {
    const tick = element("input", { type: "checkbox" });
    tick.checked = true;
    tick.addEventListener("change", () => { if (tick.checked) state.methods.add(index); else state.methods.delete(index); Gallery.rebuild(); });
    control("methods").querySelector("ul").append(element("li", {}, element("label", {}, tick, " ", name)));
    return tick;
  });
  const all = on => { ticks.forEach((tick, index) => { tick.checked = on; if (on) state.methods.add(index); else state.methods.delete(index); }); Gallery.rebuild(); };
  document.getElementById("methods-all").addEventListener("click", () => all(true));
  document.getElementById("methods-none").addEventListener("click", () => all(false));
  control("methods").addEventListener("keydown", event => { if (event.key === "Escape") { control("methods").open = false; control("methods").querySelector("summary").focus(); } });
  document.addEventListener("click", event => { if (!control("methods").contains(event.target)) control("methods").open = false; });
  control("order").addEventListener("change", Gallery.arrange);
  control("class").addEventListener("change", Gallery.arrange);
  control("text").addEventListener("input", Gallery.arrange);
  control("metric").addEventListener("change", () => { state.metric = Number(control("metric").value); Gallery.rebuild(); });
  control("boxes").addEventListener("change", () => document.body.classList.toggle("hide-boxes", !control("boxes").checked));
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
  document.querySelector(".keys").hidden = false;
  Gallery.arrange();
  // The cards did not exist yet when the browser resolved the URL's fragment.
  const find = () => {
    let card = null;
    try { card = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (card?.classList.contains("card")) { card.scrollIntoView(); card.focus({ preventScroll: true }); }
  };
  addEventListener("hashchange", find);
  find();
}
