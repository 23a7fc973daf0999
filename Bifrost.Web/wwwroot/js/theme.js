// Runs before the first paint, so that a dark page never flashes light.
// The content security policy forbids <base>; Blazor asks the document where the console's root is.
Object.defineProperty(document, 'baseURI', { get: () => location.origin + '/' });

(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const choice = () => {
    try { return localStorage.getItem('bifrost-theme') ?? 'system'; } catch { return 'system'; }
  };
  const apply = () => {
    const chosen = choice();
    const theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.themeChoice = chosen;
    dispatchEvent(new CustomEvent('bifrost:theme', { detail: theme }));
  };
  dark.addEventListener('change', apply);
  addEventListener('storage', apply);
  addEventListener('click', event => {
    const button = event.target.closest?.('[data-theme-option]');
    if (!button) return;
    try { localStorage.setItem('bifrost-theme', button.dataset.themeOption); } catch { /* private mode: this page only */ }
    document.documentElement.dataset.themeChoice = button.dataset.themeOption;
    apply();
    button.closest('details')?.removeAttribute('open');
  });
  apply();
})();
