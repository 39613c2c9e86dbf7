import { readFileSync } from 'node:fs'
import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { expect, test } from 'vitest'
import { z } from 'zod'

const cases = z
  .array(z.object({ identifier: z.string(), prior: z.enum(['normal', 'uniform']), values: z.array(z.number()) }))
  .parse(JSON.parse(readFileSync(new URL('latents.json', import.meta.url), 'utf8')))

test.each(cases)('$identifier of a $prior prior is the same in Python', ({ identifier, prior, values }) => {
  const point = parsePoint(identifier)
  const latent = point && latentOfPoint(point, { size: 5, prior })
  expect(latent).toHaveLength(5)
  for (const [i, value] of values.entries()) expect(latent?.[i]).toBeCloseTo(value, 5)
})
