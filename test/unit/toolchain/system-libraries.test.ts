import { expect, test } from 'vitest'
import { missingLibraries, releaseNames, usesApt } from '../../../scripts/electron-runtime/system-libraries.mjs'

test('libraries that ldd does not find are named', () => {
  const listing = `	linux-vdso.so.1 (0x00007ffc)
	libgtk-3.so.0 => not found
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
	libgbm.so.1 => not found
`
  expect(missingLibraries(listing)).toEqual(['libgtk-3.so.0', 'libgbm.so.1'])
})

test('Debian and its descendants have apt', () => {
  expect(usesApt('NAME="Debian GNU/Linux"\nID=debian\n')).toBe(true)
  expect(usesApt('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n')).toBe(true)
  expect(usesApt('NAME="Fedora Linux"\nID=fedora\nSUPPORT="not debian"\n')).toBe(false)
})

test('packages carry the names of the release', () => {
  const bookworm = new Set(['libgtk-3-0', 'libasound2', 'xvfb'])
  const noble = new Set(['libgtk-3-0t64', 'libasound2t64', 'xvfb'])
  expect(releaseNames(['libgtk-3-0', 'xvfb'], bookworm)).toEqual(['libgtk-3-0', 'xvfb'])
  expect(releaseNames(['libgtk-3-0', 'xvfb'], noble)).toEqual(['libgtk-3-0t64', 'xvfb'])
})
