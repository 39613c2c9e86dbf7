/** A run's own name for people: “Run 12 · wgan-gp flowers”, or only “Run 12” if it was given none of its own. */
export function runTitle(run: { readonly number: number; readonly name: string }): string {
  const plain = `Run ${run.number}`
  return run.name === plain ? plain : `${plain} · ${run.name}`
}
