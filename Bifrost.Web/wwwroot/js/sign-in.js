addEventListener('click', event => {
  const button = event.target.closest?.('[data-show-password]');
  if (!button) return;
  const input = document.getElementById(button.dataset.showPassword);
  input.type = input.type === 'password' ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(input.type === 'text'));
  button.textContent = input.type === 'text' ? 'Hide' : 'Show';
});
