// A hidden tab is told nothing; one that is shown again catches up at once.
export function watch(page) {
  const tell = () => page.invokeMethodAsync('SetHidden', document.hidden);
  document.addEventListener('visibilitychange', tell);
  if (document.hidden) tell();
  return { stop: () => document.removeEventListener('visibilitychange', tell) };
}
