// Run in the page; what it looks for stands in measuring.py.
({ smallest, width, height }) => {
  const found = [];
  const say = (what, text) => found.push(`${what}: ${text.trim().slice(0, 60)}`);

  // Colours.
  const canvas = document.createElement('canvas').getContext('2d');
  const read = colour => {
    const parts = colour.match(/[\d.]+/g)?.map(Number) || [0, 0, 0, 0];
    return [parts[0], parts[1], parts[2], parts[3] ?? 1];
  };
  const over = ([r, g, b, a], under) => [0, 1, 2].map(i => [r, g, b][i] * a + under[i] * (1 - a));
  const light = rgb => {
    const part = c => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgb.map(c => part(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const opacity = element => {
    let all = 1;
    for (let at = element; at; at = at.parentElement) all *= Number(getComputedStyle(at).opacity);
    return all;
  };
  const paint = element => {
    const style = getComputedStyle(element);
    const isShape = element.ownerSVGElement && !/^(text|tspan|g|svg)$/.test(element.localName);
    const fill = style.fill === 'none' ? '' : style.fill;
    const [r, g, b, a] = read(isShape ? fill : style.backgroundColor);
    return [r, g, b, a * Number(style.opacity) * (isShape ? Number(style.fillOpacity) : 1)];
  };
  const under = (x, y, skip) => {
    const layers = [];
    for (const element of document.elementsFromPoint(x, y)) {
      if (skip(element)) continue;
      layers.push(paint(element));
      if (layers.at(-1)[3] > 0.99) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };

  // Letters.
  const joinbox = document.querySelector('.joinbox')?.getBoundingClientRect();
  const crosses = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const leaves = (a, b) =>
    a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1;
  const screen = { left: 0, top: 0, right: width, bottom: height };
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, at = node.parentElement, text = node.textContent.trim();
    if (!text || !at.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (at.closest('dialog, .nhsuk-skip-link, .nhsuk-u-visually-hidden')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1);
    if (!boxes.length) continue;
    const style = getComputedStyle(at), svg = at.ownerSVGElement;
    let size = parseFloat(style.fontSize);
    if (svg) size *= Math.hypot(at.getScreenCTM().a, at.getScreenCTM().b);
    if (size < smallest - 0.1)
      say(`letters of ${size.toFixed(1)} px, wanted ${smallest.toFixed(1)}`, text);
    for (const box of boxes) {
      // The letters stand in the middle of their line's box.
      const middle = (box.top + box.bottom) / 2, high = Math.min(box.height, 1.1 * size) * 0.42;
      const [left, right] = [box.left + 1, box.right - 1];
      const inner = { left, right, top: middle - high, bottom: middle + high };
      texts.push({ inner, node, text, at });
      if (leaves(inner, screen)) say('outside of the screen', text);
      for (let above = at; above && above !== document.body; above = above.parentElement) {
        const cuts = getComputedStyle(above);
        if (!/hidden|clip|auto|scroll/.test(cuts.overflowX + cuts.overflowY)) continue;
        if (above.ownerSVGElement || above.localName === 'svg') continue;
        if (leaves(inner, above.getBoundingClientRect())) {
          say(`cut by .${above.className || above.localName}`, text);
          break;
        }
      }
      if (joinbox?.width && !at.closest('.joinbox') && crosses(inner, joinbox))
        say('over the way in', text);
    }
    const [box] = boxes;
    const [x, y] = [Math.min(box.left + box.width / 2, width - 1), (box.top + box.bottom) / 2];
    if (x < 0 || y < 0 || y >= height) continue;
    const ground = under(x, y, element => svg && /^(text|tspan)$/.test(element.localName));
    const [r, g, b, a] = read(svg ? style.fill : style.color);
    const seen = contrast(over([r, g, b, a * opacity(at)], ground), ground);
    const wanted = size >= 1.5 * smallest ? 3 : 4.5;
    if (seen < wanted) say(`contrast of letters ${seen.toFixed(1)}, wanted ${wanted}`, text);
  }
  for (const [n, one] of texts.entries())
    for (const other of texts.slice(n + 1))
      if (one.node !== other.node && crosses(one.inner, other.inner))
        say(`over “${other.text.slice(0, 20)}”`, one.text);

  // What is drawn: against the ground of the map it stands on.
  for (const map of document.querySelectorAll('svg.map')) {
    if (!map.checkVisibility()) continue;
    const grounds = ['.high', '.low'].map(each => paint(map.querySelector(each)).slice(0, 3));
    const drawn = '.course, .marker, .mark, .gap, .drop, .level, .to-answer, .guess path';
    const told = new Set();
    for (const each of map.querySelectorAll(drawn)) {
      const name = `${each.className.baseVal} ${each.parentElement.className.baseVal}`;
      if (told.has(name)) continue;
      told.add(name);
      const style = getComputedStyle(each);
      const isFilled = each.matches('.marker') || style.stroke === 'none';
      const [r, g, b, a] = read(isFilled ? style.fill : style.stroke);
      const seen = grounds.map(ground =>
        contrast(over([r, g, b, a * opacity(each)], ground), ground));
      if (Math.min(...seen) < 3)
        say(`contrast on the map ${Math.min(...seen).toFixed(1)}, wanted 3`, name);
    }
  }
  const { scrollWidth, scrollHeight } = document.documentElement;
  if (scrollWidth > width || scrollHeight > height)
    say('larger than the screen', `${scrollWidth} × ${scrollHeight}`);
  return [...new Set(found)];
}
