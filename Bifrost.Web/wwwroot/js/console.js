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
const openPalette = () => {
  const dialog = palette();
  if (dialog && !dialog.open) { dialog.showModal(); dialog.querySelector('input').select(); }
};
const closePalette = () => palette()?.close();

addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); openPalette(); return; }
  if (event.key === 'Escape') {
    document.body.classList.remove('rail-open');
    document.querySelectorAll('details.menu[open]').forEach(menu => { menu.removeAttribute('open'); menu.querySelector('summary').focus(); });
  }
  const dialog = palette();
  if (!dialog?.open || !['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) return;
  const links = [...dialog.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  if (event.key === 'Enter') { if (at < 0 && links.length) { event.preventDefault(); links[0].click(); } return; }
  event.preventDefault();
  const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
  (next < 0 ? dialog.querySelector('input') : links[Math.min(next, links.length - 1)])?.focus();
});

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

export const watchActivity = reference => { circuit = reference; };

// A circuit that the server has forgotten cannot come back: the page loads anew.
document.getElementById('components-reconnect-modal')?.addEventListener('components-reconnect-state-changed', event => {
  if (event.detail.state === 'rejected') location.reload();
});
