import type { Scan } from './scan'

export interface LoadOptions {
  /** told now and then: rows that the engine has, and how much of the file has been read, 0 to 1 */
  readonly progress?: (rows: number, share: number) => void
  readonly signal?: AbortSignal
  /** what the first reading of the same source found */
  readonly seen?: Scan | null
}
