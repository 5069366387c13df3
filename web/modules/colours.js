// SPDX-License-Identifier: EUPL-1.2
// Shows how a card looks in an organisation's colours while they are chosen; without scripts it is shown once they are stored.

const part = /^#[0-9a-f]{6}$/i;

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function lightOf(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratioOf(one, other) {
  const [light, dark] = [lightOf(one), lightOf(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const colourIn = (input) => (part.test(input.value.trim()) ? input.value.trim() : undefined);
const readable = (ground) => (ratioOf(ground, '#ffffff') > ratioOf(ground, '#000000') ? '#ffffff' : '#000000');

/** The system's own way to choose a colour, beside the field in which it is typed. */
function addPicker(input, draw) {
  const picker = document.createElement('input');
  picker.type = 'color';
  picker.className = 'picker';
  picker.setAttribute('aria-label', input.labels[0].firstChild.textContent.trim());
  picker.value = colourIn(input) ?? input.placeholder;
  picker.addEventListener('input', () => {
    input.value = picker.value;
    draw();
  });
  input.addEventListener('input', () => {
    picker.value = colourIn(input) ?? picker.value;
    draw();
  });
  input.after(picker);
}

function enliven(place) {
  const [main, second, text] = ['mainColor', 'secondaryColor', 'contrastColor'].map((name) => document.getElementById(name));
  const find = (name) => place.querySelector(`[data-of="${name}"]`);
  function draw() {
    const ground = colourIn(main);
    place.hidden = ground === undefined;
    if (ground === undefined) {
      return;
    }
    const edge = colourIn(second);
    const words = colourIn(text) ?? readable(ground);
    const ratio = ratioOf(ground, words);
    const isGood = ratio >= 4.5;
    find('main').setAttribute('fill', ground);
    find('second').setAttribute('fill', edge ?? 'none');
    find('text').setAttribute('fill', words);
    find('good').hidden = !isGood;
    find('bad').hidden = isGood;
    find('instead').hidden = isGood;
    // Cut off, not rounded: 4.499 is not 4.50.
    find('ratio').textContent = find('ratio').dataset.words.replace('%1', (Math.floor(ratio * 100) / 100).toFixed(2));
  }
  [main, second, text].forEach((input) => addPicker(input, draw));
  draw();
}

document.querySelectorAll('[data-colours]').forEach(enliven);
