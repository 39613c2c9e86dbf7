import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { outsideArchive } from '@shared/native/outside-archive'

/** File names of ONNX Runtime's library inside the npm package onnxruntime-node. */
const fileNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
}

/** Where ONNX Runtime's library is on this machine. Throws where the package has none for it. */
export function libraryPath(): string {
  const fileName = fileNames[process.platform]
  if (fileName === undefined) throw new Error(`ONNX Runtime has no library for ${process.platform}`)
  const home = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  return outsideArchive(join(home, 'bin', 'napi-v6', process.platform, process.arch, fileName))
}
