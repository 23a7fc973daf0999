// What the console does without a round trip: copying, menus, the palette's keys, exact times, activity.
const copyText = async text => {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement('textarea'), { value: text });
  area.style.position = 'fixed';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
};

addEventListener('click', async event => {
  const copy = event.target.closest?.('[data-copy]');
  if (copy) {
    await copyText(copy.dataset.copy);
    copy.dataset.copied = 'true';
    setTimeout(() => delete copy.dataset.copied, 1600);
  }
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target) || event.target.closest('a, [role=menuitem]')) menu.removeAttribute('open');
  }
  if (event.target.closest?.('[data-rail-toggle]')) document.body.classList.toggle('rail-open');
  else if (document.body.classList.contains('rail-open') && (!event.target.closest('.rail') || event.target.closest('.rail a'))) document.body.classList.remove('rail-open');
  if (event.target.closest?.('[data-palette-open]')) openPalette();
  if (event.target.matches?.('dialog.palette') || event.target.closest?.('dialog.palette a')) closePalette();
});

const palette = () => document.querySelector('dialog.palette');
let wanted = null;
const openPalette = () => {
  const dialog = palette();
  if (!dialog || dialog.open) return;
  wanted = dialog;
  if (!circuit) replaced.observe(document.body, { childList: true, subtree: true });
  dialog.showModal();
  dialog.querySelector('input').select();
};
const closePalette = () => palette()?.close();
addEventListener('close', event => { if (event.target === wanted) wanted = null; }, true);

// The first render of the circuit replaces the prerendered page: a search that was already open opens again with its text,
// before the next key is pressed.
const keepPalette = () => {
  if (!wanted || wanted.isConnected || !palette()) return;
  replaced.disconnect();
  const text = wanted.querySelector('input').value;
  openPalette();
  const input = palette().querySelector('input');
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
};

const replaced = new MutationObserver(keepPalette);

addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); openPalette(); return; }
  const dialog = palette();
  if (event.key === 'Escape' && !dialog?.open) escape();
  if (event.key === 'Tab' && !dialog?.open) keepInside(event);
  if (!dialog?.open || !['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) return;
  const links = [...dialog.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  if (event.key === 'Enter') { if (at < 0) { event.preventDefault(); openFirstHit(dialog); } return; }
  event.preventDefault();
  const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
  (next < 0 ? dialog.querySelector('input') : links[Math.min(next, links.length - 1)])?.focus();
});

// What was pasted a moment ago may not be found yet: Enter waits for the hits of the text that stands there.
const openFirstHit = dialog => {
  const list = dialog.querySelector('.palette-results');
  const text = dialog.querySelector('input').value;
  const open = () => list.dataset.for === text && (list.querySelector('a')?.click(), true);
  if (open()) return;
  const watch = new MutationObserver(() => (open() || !dialog.open) && watch.disconnect());
  watch.observe(list, { attributes: true, childList: true });
};

// Escape closes what is uppermost: a menu, then a dialog, then a drawer. The editors themselves ask about a draft.
const uppermost = () => [...document.querySelectorAll('.mud-dialog')].pop() ?? document.querySelector('.drawer');
const escape = () => {
  const menus = document.querySelectorAll('details.menu[open]');
  if (menus.length || document.body.classList.contains('rail-open')) {
    document.body.classList.remove('rail-open');
    menus.forEach(menu => { menu.removeAttribute('open'); menu.querySelector('summary').focus(); });
    return;
  }
  [...((uppermost() ?? document.querySelector('.unsaved'))?.querySelectorAll('[data-close]') ?? [])].pop()?.click();
};

// A dialog takes the focus when the server has said so: whoever works in it by then keeps it.
const trap = window.mudElementRef;
if (trap) {
  const focusFirst = trap.focusFirst.bind(trap);
  const worksIn = element => element?.contains(document.activeElement) && document.activeElement.matches('input, textarea, select');
  trap.focusFirst = (element, ...rest) => worksIn(element) ? undefined : focusFirst(element, ...rest);
}

// The focus stays in what is uppermost, at once: a dialog's own trap asks the server first.
const keepInside = event => {
  const layer = uppermost();
  if (!layer) return;
  const stops = [...layer.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(e => !e.disabled && e.checkVisibility());
  if (!stops.length || (document.activeElement === layer && !event.shiftKey)) return;
  const at = stops.indexOf(document.activeElement);
  const within = layer.contains(document.activeElement) && document.activeElement !== layer;
  if (within && (event.shiftKey ? at > 0 : at < stops.length - 1)) return;
  event.preventDefault();
  stops[event.shiftKey ? stops.length - 1 : 0].focus();
};

// A drawer that closes gives the focus back to the link that opened it.
let opener = null;
addEventListener('click', event => { opener = event.target.closest?.('.table a[href]')?.getAttribute('href') ?? opener; }, true);
export const focusOpener = () => {
  if (document.activeElement !== document.body || !opener) return;
  [...document.querySelectorAll('.table a[href]')].find(link => link.getAttribute('href') === opener)?.focus({ preventScroll: true });
};

// Before Blazor, which would answer the link itself.
addEventListener('click', event => {
  if (!event.target.closest?.('[data-reload]')) return;
  event.preventDefault();
  location.reload();
}, true);

// Closing the tab with a draft in it is asked about; a field that is still being typed into counts.
addEventListener('beforeunload', event => {
  if (document.querySelector('[data-dirty]')) event.preventDefault();
});

// What was typed as the connection broke never reached the server, which would lose it, or close its editor without asking:
// once the connection is back, each field of a draft that was touched tells its value again.
const touched = new Set();
const remember = event => { if (event.isTrusted && event.target.closest?.('.unsaved')) touched.add(event.target); };
addEventListener('input', remember, true);
addEventListener('change', remember, true);
const tellAgain = () => {
  for (const field of touched) {
    if (!field.isConnected) { touched.delete(field); continue; }
    field.dispatchEvent(new Event('input', { bubbles: true }));
    if (field !== document.activeElement) field.dispatchEvent(new Event('change', { bubbles: true }));
  }
};

// The exact time in the viewer's own zone appears where the pointer rests.
const exactTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const showExact = event => {
  const time = event.target.closest?.('time[datetime]');
  if (time) time.title = exactTime.format(new Date(time.dateTime));
};
addEventListener('mouseover', showExact);
addEventListener('focusin', showExact);

// A person at work renews the session, in the cookie and in the circuit; a page that only updates itself does not.
let circuit = null;
let lastTouch = Date.now();
const touch = () => {
  const now = Date.now();
  if (now - lastTouch < 60_000) return;
  lastTouch = now;
  fetch('/session/touch', { method: 'POST', headers: { 'x-bf-console': '1' } });
  circuit?.invokeMethodAsync('Touch');
};
addEventListener('pointerdown', touch);
addEventListener('keydown', touch);

export const watchActivity = reference => { circuit = reference; keepPalette(); replaced.disconnect(); };

// A circuit that the server has forgotten, or that another node has, cannot come back: the page loads anew by itself, unless a draft would be lost.
document.getElementById('components-reconnect-modal')?.addEventListener('components-reconnect-state-changed', event => {
  if (event.detail.state === 'hide') tellAgain();
  if (event.detail.state === 'rejected' && !document.querySelector('[data-dirty]')) location.reload();
});
