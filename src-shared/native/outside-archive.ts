/**
 * Where a packaged studio keeps a file that native code opens: beside its archive, because the system's loader sees none of
 * what is inside. A path that leads into no archive is answered as it is.
 */
export const outsideArchive = (path: string): string =>
  path.replace(/(?<=[\\/])app\.asar(?=[\\/])/, 'app.asar.unpacked')
