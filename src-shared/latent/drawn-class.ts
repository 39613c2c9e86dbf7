import { z } from 'zod'

const ClassNumber = z.int().nonnegative()

/** Two classes, and the share of the second, from 0 to 1. */
export const ClassBlend = z.strictObject({ first: ClassNumber, second: ClassNumber, share: z.number().min(0).max(1) })
export type ClassBlend = z.infer<typeof ClassBlend>

/** What a model which takes labels draws: a class, or a blend of two. */
export const DrawnClass = z.union([ClassNumber, ClassBlend])
export type DrawnClass = z.infer<typeof DrawnClass>

/** A blend of two classes; one with nothing of the other, or with itself, is the class alone. */
export function blendClasses(first: number, second: number, share: number): DrawnClass {
  if (share <= 0 || first === second) return first
  return share >= 1 ? second : { first, second, share }
}

/** The class, or the two classes and the share of the second, as one form. */
export const asBlend = (drawn: DrawnClass): ClassBlend =>
  typeof drawn === 'number' ? { first: drawn, second: drawn, share: 0 } : drawn

/** Whether a model of so many classes has those that are drawn. */
export function hasClasses(drawn: DrawnClass, classes: number): boolean {
  const { first, second } = asBlend(drawn)
  return Math.max(first, second) < classes
}

const TEXT = /^(\d{1,6})(?:\+(\d{1,6})@([01](?:\.\d{1,4})?))?$/

/** Reads `3`, or `3+7@0.4` for a blend with four tenths of the second; undefined for any other text. */
export function parseDrawnClass(text: string): DrawnClass | undefined {
  const [, first, second, share] = TEXT.exec(text) ?? []
  if (first === undefined) return undefined
  if (second === undefined || share === undefined) return Number(first)
  return Number(share) <= 1 ? blendClasses(Number(first), Number(second), Number(share)) : undefined
}
