/** What probe.js and reference/main.js put on the measured pages. */
declare const probe: {
  painted(check: () => unknown): Promise<number>
  button(words: string): HTMLButtonElement | undefined
  takeKeys(): number[]
  drawn(): number
  watch(): () => number
}
declare const bare: {
  open(engine: 'sqlite' | 'postgres', seed: readonly string[]): Promise<void>
  run(text: string, cursor?: boolean): Promise<number>
  show(text: string): Promise<number>
  start(engine: 'sqlite' | 'postgres'): Promise<number>
  restart(engine: 'sqlite' | 'postgres', text: string): Promise<number>
  keep(engine: 'sqlite' | 'postgres', seed: readonly string[]): Promise<void>
  copy(create: string, copy: string, blob: Blob): Promise<number>
  draw(points: { x: number; y: number }[]): Promise<number>
}
