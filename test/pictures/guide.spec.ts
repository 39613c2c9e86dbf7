import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, temporaryHome } from '../support/studio-window'

const headless = resolve(import.meta.dirname, '../../out/main/headless.cjs')
const studyScript = resolve(import.meta.dirname, '../../scripts/study.mjs')

test('the screens of the README, with runs that were trained for them', async () => {
  const { home, remove } = temporaryHome()
  const train = (...options: string[]) =>
    execFileSync(process.execPath, [headless, 'train', ...options, '--home', home], { stdio: 'ignore' })
  train('dcgan-28', '--seed', '1')
  train('mlp-small', '--epochs', '13', '--seed', '1')
  const studio = await openStudio(home)
  try {
    const at = (name: string) => studio.page.getByTestId(name)
    await resizeWindow(studio, 1280, 800)
    await expect(at('project-card')).toBeVisible()
    await photograph(studio, 'projects')
    await at('rail-train').click()
    await at('tab-runs').click()
    await studio.page.getByText('dcgan-28').last().click()
    await expect(at('live-grid')).toBeVisible()
    await photograph(studio, 'train')
    await at('rail-architecture').click()
    await expect(at('flow-node').first()).toBeVisible()
    await photograph(studio, 'architecture')
    await at('rail-latent').click()
    await expect(at('latent-canvas')).toBeVisible()
    await photograph(studio, 'latent')
  } finally {
    await studio.close()
    remove()
  }
})

test('Compare with the study of docs/compare.md', async () => {
  const { home, remove } = temporaryHome()
  execFileSync(process.execPath, [studyScript, '--home', home], { stdio: 'ignore' })
  const studio = await openStudio(home)
  const { page } = studio
  const at = (name: string) => page.getByTestId(name)
  const choose = async (select: string, option: string) => {
    await at(select).click()
    await page.keyboard.type(option)
    await page.locator('.n-base-select-option', { hasText: option }).first().click()
    await page.keyboard.press('Escape')
  }
  try {
    await resizeWindow(studio, 1280, 800)
    await at('rail-compare').click()
    await expect(at('run-row')).toHaveCount(9)
    await at('choose-all').check()
    await choose('group-by', 'generator.learningRate')
    await choose('curves-by', 'Mean over seeds')
    await expect(at('compare-chart').first().locator('canvas')).toHaveAttribute('aria-label', /3 lines/)
    await photograph(studio, 'compare')
  } finally {
    await studio.close()
    remove()
  }
})
