import type { Leave, NotCopied } from './copy-model'

/** What a report says of a copy, each thing once. */
export class CopyNotes {
  readonly all: NotCopied[]

  constructor(all: readonly NotCopied[]) {
    this.all = [...all]
  }

  readonly leave: Leave = (what, why) => {
    // a table that is made again says it again
    if (!this.all.some((each) => each.what === what && each.why === why)) this.all.push({ what, why })
  }

  /** Takes back what came after the first `count`. */
  keep(count: number): void {
    this.all.splice(count)
  }
}
