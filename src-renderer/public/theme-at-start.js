// Runs before the first paint, so that a theme other than the system's does not flash the wrong background.
const chosen = localStorage.getItem('theme')
if (chosen === 'dark' || chosen === 'light') {
  document.documentElement.dataset['theme'] = chosen
  document.documentElement.style.background = chosen === 'dark' ? '#101114' : '#f7f7f8'
}
