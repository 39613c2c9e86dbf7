import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { NodeImporterHost } from '../../src-main/importing/node-host'
import { applicationFolder, resourcesFolder } from '../../src-main/resources'
import { openStudio, type Studio } from '../../src-main/studio/open'
import { type Script, ScriptedHost } from './scripted-trainer'
import { temporaryFolder, temporaryPaths } from './studio-home'

/** A studio on a new home with the real presets, no datasets, and trainers that follow a script; closed after the test. */
export function openScriptedStudio(script: Script): Studio<string> {
  const resources = temporaryFolder()
  mkdirSync(join(resources, 'datasets'))
  cpSync(join(resourcesFolder(), 'presets'), join(resources, 'presets'), { recursive: true })
  const studio = openStudio({
    paths: temporaryPaths(),
    access: 'exclusive',
    host: new ScriptedHost(script),
    importers: new NodeImporterHost(join(applicationFolder(), 'out/main/importer.cjs')),
    application: applicationFolder(),
    resources,
  })
  onTestFinished(() => studio.close())
  return studio
}
