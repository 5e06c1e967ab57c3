"use strict";
// Pictures of the gallery: decoded on demand, and coloured from small grey tiles over the photo in grey.
const Maps = (() => {
  const data = JSON.parse(document.getElementById("gallery-data").textContent);
  const table = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const sequential = table(data.sequential), diverging = table(data.diverging);
  const sharedEnd = 0.005, faint = 0.5, strong = 0.8, kept = 24;
  const decoded = new Map();

  const load = async (media, text) => {
    const image = new Image();
    image.src = `data:${media};base64,${text}`;
    await image.decode();
    return image;
  };
  const pixels = (image, width, height) => {
    const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  };

  // The photo's URL and the sheet's grey values of a sample; the most recent ones are cached.
  const pictures = index => {
    let found = decoded.get(index);
    if (!found) {
      const [photo, sheet] = document.getElementById(`pictures-${index}`).textContent.split(",");
      found = (async () => {
        const [image, grey] = await Promise.all([photo ? load("image/webp", photo) : null, sheet ? load("image/jpeg", sheet) : null]);
        const red = grey && pixels(grey, grey.width, grey.height);
        return { image, sheet: red && { width: grey.width, values: Uint8Array.from({ length: red.length / 4 }, (_, i) => red[4 * i]) } };
      })();
    } else decoded.delete(index);
    decoded.set(index, found);
    if (decoded.size > kept) decoded.delete(decoded.keys().next().value);
    return found;
  };

  // The colour range of a map: symmetric about zero if it has negative values.
  const range = (tile, [, , , , min, max]) => {
    const counts = new Float64Array(256), at = grey => min + (max - min) * grey / 255;
    for (const grey of tile) counts[grey]++;
    const magnitudes = [...counts.keys()].filter(grey => counts[grey]).sort((a, b) => Math.abs(at(b)) - Math.abs(at(a)));
    let over = Math.floor(sharedEnd * tile.length), end = max;
    for (const grey of magnitudes) {
      end = Math.abs(at(grey));
      if (over < counts[grey]) break;
      over -= counts[grey];
    }
    return min < 0 ? { low: -(end || 1), high: end || 1, diverging: true } : { low: min, high: end > min ? end : max, diverging: false };
  };

  const tileOf = (sheet, place, [, , width, height]) => {
    const left = data.tile * (place % data.columns), top = data.tile * Math.floor(place / data.columns), values = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) values[y * width + x] = sheet.values[(top + y) * sheet.width + left + x];
    return values;
  };

  const taps = (from, to) => Array.from({ length: to }, (_, i) => {
    const at = Math.max(0, (i + 0.5) * from / to - 0.5), low = Math.min(Math.floor(at), from - 1);
    return [low, Math.min(low + 1, from - 1), Math.min(at - low, 1)];
  });

  // Draws a map of a sample on a canvas of any size: values interpolated bilinearly, over the photo in grey.
  const draw = (canvas, sample, place, { image, sheet }) => {
    const map = sample.maps[place], [, , w, h, min, max] = map, { width, height } = canvas, tile = tileOf(sheet, place, map), scale = range(tile, map);
    const context = canvas.getContext("2d"), out = context.createImageData(width, height), photo = image && pixels(image, width, height), colours = scale.diverging ? diverging : sequential;
    const columns = taps(w, width), rows = taps(h, height), span = scale.high - scale.low;
    for (let y = 0, to = 0; y < height; y++) {
      const [top, bottom, down] = rows[y];
      for (let x = 0; x < width; x++, to += 4) {
        const [left, right, across] = columns[x];
        const grey = (1 - down) * ((1 - across) * tile[top * w + left] + across * tile[top * w + right]) + down * ((1 - across) * tile[bottom * w + left] + across * tile[bottom * w + right]);
        const part = span > 0 ? Math.min(1, Math.max(0, (min + (max - min) * grey / 255 - scale.low) / span)) : 0;
        const share = faint + (strong - faint) * (scale.diverging ? Math.abs(2 * part - 1) : part), colour = 3 * Math.round(255 * part);
        let light = photo ? 0.299 * photo[to] + 0.587 * photo[to + 1] + 0.114 * photo[to + 2] : 128;
        if (scale.diverging) light = (light + 255) / 2;
        for (let c = 0; c < 3; c++) out.data[to + c] = (1 - share) * light + share * colours[colour + c];
        out.data[to + 3] = 255;
      }
    }
    context.putImageData(out, 0, 0);
    return scale;
  };

  // Draws a colour bar.
  const bar = (canvas, scale) => {
    const context = canvas.getContext("2d"), colours = scale.diverging ? diverging : sequential;
    canvas.width = 256;
    canvas.height = 1;
    for (let i = 0; i < 256; i++) {
      context.fillStyle = `rgb(${colours[3 * i]} ${colours[3 * i + 1]} ${colours[3 * i + 2]})`;
      context.fillRect(i, 0, 1, 1);
    }
  };

  const number = value => value === 0 ? "0" : Number(value.toPrecision(3)).toString().replace("-", "−");

  return { data, pictures, draw, bar, number };
})();
