// The main process of an Electron that shows one page of the network, as a browser would: `electron bench/web-page.cjs ADDRESS`.
const { app, BrowserWindow } = require('electron')

const address = process.argv.at(-1)
app.on('window-all-closed', () => app.quit())
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, useContentSize: true })
  void window.loadURL(address ?? 'about:blank')
})
