// Function keys, rows by arrow keys, and tables that are read again while they are looked at.
const target = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);

document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (/^F\d+$|^Page(Up|Down)$/.test(event.key)) {
    const element = target(event.key);
    if (!element) return;
    event.preventDefault();
    if (element.matches('input, select')) {
      element.focus();
      element.select?.();
    } else element.click();
  }
  if (event.key === 'Escape') document.getElementById('command')?.focus();
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveRow(event);
});

function moveRow(event) {
  if (document.activeElement?.matches('input, select')) return;
  const links = [...document.querySelectorAll('tbody th a, .menu a')];
  const here = links.indexOf(document.activeElement);
  const next = links[here + (event.key === 'ArrowDown' ? 1 : -1)] ?? (here < 0 ? links[0] : undefined);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-focus]') : null;
  if (button) document.getElementById(button.dataset.focus)?.focus();
});

for (const part of document.querySelectorAll('[data-refresh]')) {
  setInterval(async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    const answer = await fetch(part.dataset.refresh).catch(() => null);
    if (answer?.ok) part.innerHTML = await answer.text();
  }, 3000);
}

document.querySelector('.errors')?.focus();
