// Runs inside the page (`cargo xtask browser` puts it there) and returns what is wrong with it as a list of sentences.
// Arguments: the figures of the model ({key: value}), the language, whether the page is laid out for paper, whether it is served
// (then it has forms, one script of its own and links to other pages, and may be short).
const [figures, language, paper, served] = arguments;
const problems = [];
const say = (what, element) => problems.push(element ? `${what}: ${describe(element)}` : what);
const describe = (element) =>
  `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') || ''}"> ${(element.textContent || '').trim().slice(0, 60)}`;
const all = (selector) => [...document.querySelectorAll(selector)];
const isShown = (element) =>
  element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && !element.closest('.hidden, .skip');

// Nothing wider than the page.
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth > width) say(`the page is ${document.documentElement.scrollWidth} px wide in ${width}`);
// On phones the heads of tables are only there for screen readers.
const isFolded = (element) => element.closest('thead') && getComputedStyle(element.closest('thead')).position === 'absolute';
for (const element of all('body *')) {
  if (!isShown(element) || isFolded(element)) continue;
  const box = element.getBoundingClientRect();
  if (box.width && (box.right > width + 1 || box.left < -1)) say(`reaches from ${box.left} to ${box.right} of ${width} px`, element);
}
// Nothing hidden inside a box that is too small for it.
for (const element of all('p, td, th, li, dd, dt, pre, h1, h2, h3, caption, figcaption')) {
  const style = getComputedStyle(element);
  if (isShown(element) && !isFolded(element) && element.clientWidth && style.display !== 'inline' && element.scrollWidth > element.clientWidth + 1)
    say(`content ${element.scrollWidth} px wide in ${element.clientWidth}`, element);
}

// Contrast of every text, WCAG 2.2 § 1.4.3.
const parse = (colour) => {
  const numbers = colour.match(/[\d.]+/g).map(Number);
  return { r: numbers[0], g: numbers[1], b: numbers[2], a: numbers.length > 3 ? numbers[3] : 1 };
};
const luminance = ({ r, g, b }) => {
  const linear = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
};
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = parse(getComputedStyle(at).backgroundColor);
    if (colour.a === 1) return colour;
    if (colour.a > 0) return say('half transparent background', at), colour;
  }
  return { r: 255, g: 255, b: 255, a: 1 };
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let texts = 0;
let lowest = Infinity;
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || !isShown(element) || element.tagName === 'title' || element.closest('svg title')) continue;
  const style = getComputedStyle(element);
  const drawn = element instanceof SVGElement;
  const ink = parse(drawn ? style.fill : style.color);
  const ground = drawn && style.stroke !== 'none' ? parse(style.stroke) : behind(element);
  const [light, dark] = [luminance(ink), luminance(ground)].sort((a, b) => b - a);
  const ratio = (light + 0.05) / (dark + 0.05);
  const size = parseFloat(style.fontSize);
  const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
  texts += 1;
  lowest = Math.min(lowest, ratio);
  if (ratio < needed) say(`contrast ${ratio.toFixed(2)} below ${needed}`, element);
}
if (texts < (served === 'open' ? 5 : served ? 8 : 50)) say(`only ${texts} texts were looked at`);

// Landmarks, language, titles, headings.
if (document.documentElement.lang !== language) say(`language is ${document.documentElement.lang}`);
if (!document.title.trim()) say('no title');
for (const landmark of ['body > header', 'body > main', 'h1', ...(served === 'open' ? [] : ['body > footer', 'body > nav[aria-label]'])])
  if (all(landmark).length !== 1) say(`${all(landmark).length} of ${landmark}`);
const levels = all('h1, h2, h3, h4, h5, h6').map((heading) => [Number(heading.tagName[1]), heading]);
levels.reduce((before, [level, heading]) => (level > before + 1 && say(`heading jumps from ${before} to ${level}`, heading), level), 0);
for (const section of all('section'))
  if (!document.getElementById(section.getAttribute('aria-labelledby'))) say('section without a name', section);
for (const table of all('table')) {
  if (!table.caption?.textContent.trim()) say('table without caption', table);
  if ([...table.querySelectorAll('th')].some((cell) => !cell.scope)) say('header cell without scope', table);
}
for (const drawing of all('svg'))
  if (!drawing.ariaHidden && !(drawing.getAttribute('role') === 'img' && drawing.getAttribute('aria-label')))
    say('drawing without text', drawing);

// Links, ids, nothing that runs.
const ids = all('[id]').map((element) => element.id);
for (const id of ids.filter((id, index) => ids.indexOf(id) !== index)) say(`id ${id} occurs twice`);
const known = new Set(ids);
for (const link of all('a')) {
  const target = link.getAttribute('href') || '';
  const leads = target.startsWith('#') ? known.has(target.slice(1)) : target.startsWith('https://attack.mitre.org/') || (served && /^\/(?!\/)/.test(target));
  if (!leads) say(`link to ${target}`, link);
  if (!link.textContent.trim() && !link.ariaLabel) say('link without text', link);
}
const foreign = 'iframe, object, embed, img, base, [style], style';
const here = served ? `script:not([src^="/live.js"]), link:not([rel="icon"]):not([href^="/style.css"]), ${foreign}` : `script, form, link:not([rel="icon"]), ${foreign.replace(', style', '')}`;
for (const element of all(here)) say('must not be here', element);
for (const field of all('input:not([type="hidden"]), textarea, select')) if (!field.labels?.length) say('field without label', field);
for (const form of all('form[method="post"]')) if (!form.elements.word?.value) say('form without its word', form);
for (const target of all('button, input:not([type="hidden"])')) {
  const box = target.getBoundingClientRect();
  if (isShown(target) && box.height < 24) say(`${box.height} px high: too small to hit (WCAG 2.2 § 2.5.8)`, target);
}
for (const element of all('*'))
  for (const { name } of element.attributes) if (name.startsWith('on')) say(`attribute ${name}`, element);

// Every figure of the model stands in the page, with its value.
const shown = new Map();
for (const element of all('data[data-key]')) {
  const key = element.dataset.key;
  if (shown.has(key) && shown.get(key) !== element.value) say(`figure ${key} has two values`);
  shown.set(key, element.value);
  const digits = element.textContent.replace(/[^\d]/g, '');
  if (element.dataset.unit !== 'bytes' && digits !== element.value.replace('.', '')) say(`figure ${key} reads "${element.textContent}" for ${element.value}`);
}
// Keys that hold hostile characters stand there escaped, and nothing is said of what there is none of.
for (const [key, value] of Object.entries(figures))
  if (shown.get(key) !== value && !/[^ -~]/.test(key) && !(value === '0' && !shown.has(key)))
    say(`figure ${key} is ${value}, the page has ${shown.get(key)}`);

// Motion and focus.
if (!paper && matchMedia('(prefers-reduced-motion: reduce)').matches && getComputedStyle(document.documentElement).scrollBehavior === 'smooth')
  say('scrolls smoothly although motion is to be reduced');
if (!paper && document.querySelector('a') !== document.querySelector('a.skip[href="#main"]')) say('the first link does not skip to the content');

return { problems, texts, lowest: Number(lowest.toFixed(2)), figures: shown.size, height: document.documentElement.scrollHeight };
