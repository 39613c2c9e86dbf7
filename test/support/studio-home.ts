import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type HomePaths, homePaths } from '../../src-main/home/home'
import { type OpenHome, openHome } from '../../src-main/home/open'

/** An empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gan-studio-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Paths of a studio home that does not exist yet; removed after the test. */
export function temporaryPaths(): HomePaths {
  return homePaths(join(temporaryFolder(), 'Studio home'))
}

/** A new studio home that this process holds; closed and removed after the test. */
export function temporaryHome(): OpenHome {
  const home = openHome(temporaryPaths())
  onTestFinished(() => home.close())
  return home
}
