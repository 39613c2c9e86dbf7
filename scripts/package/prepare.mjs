import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../console.mjs'
import { writeIcons } from './icons.mjs'
import { licenceFile, refusedLicences, shippedPackages, thirdPartyLicences, withoutText } from './licences.mjs'

/**
 * Writes into out/package what the packages take along and git does not keep: icons and the licences of others. The
 * application must have been built.
 * @throws {Error} where a licence does not permit a package, or its text is nowhere
 */
export async function prepareExtras() {
  const folder = join(root, 'out/package')
  await mkdir(folder, { recursive: true })
  await writeIcons(folder)
  const licences = await thirdPartyLicences(await shippedPackages())
  const refused = refusedLicences(licences)
  if (refused.length > 0) throw new Error(`These licences do not permit a package: ${refused.join(', ')}.`)
  const lacking = withoutText(licences)
  if (lacking.length > 0)
    throw new Error(
      `No text of these licences was found: ${lacking.join(', ')}. Name one in scripts/package/licences.mjs.`,
    )
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), licenceFile(licences))
}
