import { ask, type Runner } from './ask'

/** The copy cannot be made; a sentence. */
export class Failed extends Error {}

/** The database that is being made, within its one transaction. */
export class CopyTarget {
  constructor(readonly to: Runner) {}

  /** Whether all of these statements work; else none of them has happened. */
  async attempt(...statements: string[]): Promise<boolean> {
    return (await this.refusal(...statements)) === null
  }

  /** Runs statements; where one fails, undoes all of them and gives the engine's words. */
  async refusal(...statements: string[]): Promise<string | null> {
    await this.must('SAVEPOINT copying')
    for (const text of statements) {
      const answer = await ask(this.to, text)
      if (answer.ok) continue
      await this.must('ROLLBACK TO SAVEPOINT copying')
      await this.must('RELEASE SAVEPOINT copying')
      return answer.error?.detail === undefined ? answer.message : `${answer.message} ${answer.error.detail}`
    }
    await this.must('RELEASE SAVEPOINT copying')
    return null
  }

  /** Why a table with these columns and constraints cannot be made; null where it can. None is made. */
  refusesTable(lines: readonly string[]): Promise<string | null> {
    return this.refusal(`CREATE TABLE "tandem probe" (${lines.join(', ')})`, 'DROP TABLE "tandem probe"')
  }

  /** Throws `Failed` where the copy refuses the statement. */
  async must(text: string, table?: string): Promise<void> {
    const answer = await ask(this.to, text)
    if (!answer.ok) throw new Failed(table === undefined ? answer.message : `${table}: ${answer.message}`)
  }
}
