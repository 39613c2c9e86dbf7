import type { ScreenName } from '../app/places'

/** A stop of the tour: the screen that it shows, and what a person does there. */
export interface TourStep {
  readonly screen: ScreenName
  readonly title: string
  readonly text: string
}

/** The way from images to a film, a stop a screen. */
export const tourSteps: readonly TourStep[] = [
  {
    screen: 'datasets',
    title: 'Images to learn from',
    text: 'MNIST and Fashion-MNIST are here already. Drop a folder, a zip or a tar on the window to import images of your own; the originals are only read.',
  },
  {
    screen: 'architecture',
    title: 'Two networks',
    text: 'The generator draws, the discriminator judges. A preset has both; here you look inside, change layers, and see shapes and sizes at every change.',
  },
  {
    screen: 'train',
    title: 'Train, and watch',
    text: 'Choose a preset and a dataset, and press Train. The grid shows the same latents again and again, so that noise turns into images; pause, change or stop a run whenever you like.',
  },
  {
    screen: 'compare',
    title: 'Which one is better',
    text: 'Runs side by side: what differs, how their curves went, their images at the same step, and whether one setting is really better than another.',
  },
  {
    screen: 'latent',
    title: 'Travel through what was learned',
    text: 'Drag over the plane of a trained generator, keep the places that you like, and make a film of the way between them.',
  },
]

/** Where a person is: not on the tour, or at a stop, from 0. */
export type TourState = { readonly type: 'off' } | { readonly type: 'at'; readonly index: number }

/** What a person does on the tour. */
export type TourMove = 'start' | 'next' | 'back' | 'leave'

/** The state after a move. After the last stop the tour is over; back from the first one stays there. */
export function moveTour(state: TourState, move: TourMove, stops: number = tourSteps.length): TourState {
  switch (move) {
    case 'start':
      return { type: 'at', index: 0 }
    case 'leave':
      return { type: 'off' }
    case 'next':
      if (state.type === 'off') return state
      return state.index + 1 < stops ? { type: 'at', index: state.index + 1 } : { type: 'off' }
    case 'back':
      return state.type === 'off' ? state : { type: 'at', index: Math.max(0, state.index - 1) }
  }
}
