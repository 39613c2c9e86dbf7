/** A term of the field: how it is written, and what it means in one or two sentences. */
export interface Term {
  readonly title: string
  readonly text: string
}

/** The words of generative adversarial networks as the window, the command line and the documentation use them. */
export const terms = {
  generator: {
    title: 'Generator (G)',
    text: 'The network that draws: it turns a latent, a list of random numbers, into an image. It never sees a real image and learns only from what the discriminator makes of its drawings.',
  },
  discriminator: {
    title: 'Discriminator (D)',
    text: 'The network that judges: it tells real images from generated ones and says how sure it is. What would have deceived it is what the generator learns from.',
  },
  critic: {
    title: 'Critic',
    text: 'A discriminator that answers with a score without bounds in the place of a probability. The gap between its scores of real and generated images estimates how far the two are apart.',
  },
  latent: {
    title: 'Latent (z)',
    text: 'The random numbers that an image is drawn from. Latents that lie close together give images that are alike.',
  },
  noiseGrid: {
    title: 'Fixed-noise grid',
    text: 'Images from the same latents at every sampling step, so that what changes in them is what the generator learned.',
  },
  step: {
    title: 'Step',
    text: 'One update of the networks on one batch of images.',
  },
  epoch: {
    title: 'Epoch',
    text: 'As many steps as it takes to see each image of the dataset once.',
  },
  batch: {
    title: 'Batch',
    text: 'The images of one step. Larger batches give steadier gradients and need more memory and time a step.',
  },
  learningRate: {
    title: 'Learning rate',
    text: 'How far one step moves the weights. Too high and the losses run away or swing, too low and little is learned.',
  },
  objective: {
    title: 'Objective',
    text: 'The rule of the game: which loss each network minimises. Non-saturating is the usual one, Wasserstein with a gradient penalty the steadier one.',
  },
  discriminatorSteps: {
    title: 'D steps per G',
    text: 'Updates of the discriminator for one of the generator. Critics with a gradient penalty usually take five, others one.',
  },
  seed: {
    title: 'Seed',
    text: 'The number that every random number of a run follows from. The same seed and settings on the same engine give the same run.',
  },
  engine: {
    title: 'Engine',
    text: 'What computes the steps: the processor, a graphics card, or TensorFlow. Automatic times a few steps on each and takes the fastest.',
  },
  preset: {
    title: 'Preset',
    text: 'A system with the settings of its source, ready to train. Every setting can be changed.',
  },
  checkpoint: {
    title: 'Checkpoint',
    text: 'All that a run is at one step, on the disk: weights, optimiser state and random numbers. A run resumes from one as if it had never stopped.',
  },
  loss: {
    title: 'Losses',
    text: 'What each network minimises. The two work against each other, so a loss that stays level is no bad sign and a lower one no proof of better images.',
  },
  realScore: {
    title: 'D(x)',
    text: 'What the discriminator makes of real images, on average: 1 is surely real, ½ cannot tell.',
  },
  fakeScore: {
    title: 'D(G(z))',
    text: 'What the discriminator makes of generated images, on average. Near 0 it sees through all of them, near ½ they deceive it.',
  },
  modeCollapse: {
    title: 'Mode collapse',
    text: 'The generator draws nearly the same image from every latent, because that one deceives the discriminator. Go back to an earlier checkpoint, with a lower learning rate or another objective.',
  },
  saturation: {
    title: 'Saturated discriminator',
    text: 'The discriminator is always right, so that the generator gets no gradient to learn from. Slow it down: a lower rate, label smoothing, or noise on its images.',
  },
  fid: {
    title: 'FID',
    text: 'Fréchet distance of the features of generated and real images. Lower is better; values compare only with the same features, split and number of images.',
  },
  kid: {
    title: 'KID',
    text: 'Kernel distance of the features of generated and real images. Lower is better, and it can be trusted with fewer images than FID.',
  },
  precision: {
    title: 'Precision and recall',
    text: 'Precision is the share of generated images that look real, recall the share of real images that the generator could draw. Collapse shows as high precision with low recall.',
  },
  ema: {
    title: 'EMA',
    text: 'A moving average of the generator’s weights over its last steps. It usually draws better and steadier images than the weights of any one step.',
  },
  gradientPenalty: {
    title: 'Gradient penalty',
    text: 'A charge on how steep the critic is between real and generated images, which keeps its scores an honest distance.',
  },
  labelSmoothing: {
    title: 'Label smoothing',
    text: 'Real images count as slightly less than surely real, which keeps the discriminator from being too sure.',
  },
  truncation: {
    title: 'Truncation',
    text: 'Draws latents closer to the middle: more typical images, and less variety.',
  },
} as const satisfies Record<string, Term>

/** The name of a term in {@link terms}. */
export type TermId = keyof typeof terms
