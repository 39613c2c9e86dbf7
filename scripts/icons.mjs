// Draws the window's icon from resources/icons/icon.svg; the packages' icons are drawn when they are made.
import { writeWindowIcon } from './package/icons.mjs'

await writeWindowIcon()
