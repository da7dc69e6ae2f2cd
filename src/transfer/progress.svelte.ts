/** What is being done, and how far it is. */
export class Progress {
  doing = $state('')
  /** 0 to 1 */
  share = $state(0)

  constructor(doing: string) {
    this.doing = doing
  }

  begin(doing: string): void {
    this.doing = doing
    this.share = 0
  }
}
