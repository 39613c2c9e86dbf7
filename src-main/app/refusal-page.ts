import type { StudioError } from '@shared/contract/errors'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text that stands for itself in HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** The page of the window that says why the studio cannot open: what happened, what is safe, what to do next. */
export function refusalPage({ message, failure }: StudioError, dark: boolean): string {
  const [background, text, quiet] = dark ? ['#0d0e11', '#e8e9ec', '#a3a7b0'] : ['#f5f6f8', '#1b1d22', '#565b66']
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>GAN Studio cannot open</title>
<style>
body { margin: 0; padding: 28px 32px; background: ${background}; color: ${text}; font: 14px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { margin: 0 0 12px; font-size: 18px; font-weight: 600 }
p { margin: 0 0 12px }
.quiet { color: ${quiet} }
</style>
</head>
<body>
<h1>GAN Studio cannot open</h1>
<p>${escapeHtml(message)}</p>
<p class="quiet">${escapeHtml(failure.safe)}</p>
<p>${escapeHtml(failure.next)}</p>
</body>
</html>`
}
